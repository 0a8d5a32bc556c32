import { tick } from './support/tick.ts';

const compose = (...fs: ((x: number) => number)[]) => (x: number) => fs.reduceRight((v, f) => tick(f(v)), x);
const fix = (f: (self: (n: number) => number) => (n: number) => number) => { const me = (n: number): number => f(me)(n); return me; };
const fact = fix((self) => (n) => (n < 2 ? tick(1) : n * self(n - 1)));
console.log(compose((x) => x + 1, (x) => x * 2, fact)(5), fact(10));
