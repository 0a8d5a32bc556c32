import { tick } from './support/tick.ts';

class A { constructor(public n: number) {} add(x: number) { return this.n + tick(x); } later = () => this.n; static of(n: number) { return new this(n); } }
const a = new A(1);
const { add, later } = a;
console.log(add.call({ n: 10 } as A, 5), later(), add.bind(a, 7)(), A.of.call(A, 9).n, [1, 2].map(a.add, a).join());
try { add(1); } catch (e) { console.log((e as Error).name); }
