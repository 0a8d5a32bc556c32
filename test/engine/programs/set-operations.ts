import { tick } from './support/tick.ts';

const union = <T>(a: Set<T>, b: Set<T>) => new Set([...a, ...b]), meet = <T>(a: Set<T>, b: Set<T>) => new Set([...a].filter((x) => b.has(tick(x)))), minus = <T>(a: Set<T>, b: Set<T>) => { const r = new Set(a); for (const x of b) r.delete(tick(x)); return r; };
const [a, b] = [new Set([1, 2, 3]), new Set([2, 3, 4])];
console.log([...union(a, b)].join(), [...meet(a, b)].join(), [...minus(a, b)].join(), [...minus(b, a)].join(), [...a.entries()].join(' '), a.size);
