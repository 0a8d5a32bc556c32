// Iterators that run in the midst of a call hold safe points; each argument has its value when it is its turn.
import { tick } from './support/tick.ts';

class Values {
  constructor(private n: number, private log: string[] = []) {}
  *[Symbol.iterator]() { for (let i = 0; i < this.n; i++) { this.log.push(`v${i}`); yield tick(i); } }
}
const sum = (...all: number[]): number => all.reduce((a, b) => tick(a + b), 0);
const o = { base: 100, sum(...all: number[]) { return this.base + sum(...all); } };
class Base { total: number; constructor(...all: number[]) { this.total = sum(...all); } }
class Derived extends Base { constructor(n: number) { super(1, ...new Values(n)); tick(0); } }
const log: string[] = [];
let first = 1;
console.log(sum(...new Values(4)), sum(first, ...new Values(2), (first = 5), ...new Values(3)), o.sum(...new Values(5), 7));
console.log(new Base(...new Values(3), ...[10, 20]).total, new Derived(4).total);
console.log(o['sum'](...new Set([1, 2])), sum(...(function* () { yield tick(1); yield* [2, 3]; })()), sum(...'12' as any));
let f = sum;
console.log(f(...{ *[Symbol.iterator]() { f = () => -1; yield tick(3); } } as any), f());
try { sum(...(5 as any)); } catch (e) { console.log((e as Error).name); }
try { sum(...new Values(2, log), ...(undefined as any), ...new Values(2, log)); } catch (e) { console.log((e as Error).name, log.join()); }
