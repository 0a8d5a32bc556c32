import { tick } from './support/tick.ts';

class Range { constructor(private from: number, private to: number) {} *[Symbol.iterator]() { for (let i = this.from; i < this.to; i++) yield tick(i); } map(f: (n: number) => number) { const all: number[] = []; for (const n of this) all.push(f(n)); return all; } }
const r = new Range(2, 6);
console.log([...r].join(), r.map((n) => n * n).join(), Math.max(...r), new Set(r).size);
const [a, , ...rest] = r;
console.log(a, rest.join());
