// Generators of functions that nobody can reach any more, and of such that are there: with the prototypes that they had.
import { tick } from './support/tick.ts';

const pool = new Set(Array.from({ length: 3 }, (_, i) => (function* () { for (let k = 0; k < 2; k++) yield `${i}${tick(k)}`; })()));
const make = () => function* named(n: number) { yield tick(n); yield n + 1; };
const [f, g] = [make(), make()];
(f.prototype as any).extra = function () { return tick('extra'); };
const [a, b] = [f(1), g(5)];
a.next();
tick(0);
for (const each of pool) each.next();
console.log([...pool].map((each) => each.next().value).join(), a.next().value, (a as any).extra(), (b as any).extra);
console.log(Object.getPrototypeOf(a) === f.prototype, a instanceof f, b instanceof f, Object.getPrototypeOf(f.prototype) === Object.getPrototypeOf(g.prototype), [...b].join());
const proto = Object.getPrototypeOf([...pool][0]!);
tick(1);
console.log(Object.keys(proto).length, typeof proto.next, Object.prototype.toString.call([...pool][1]));
