import { tick } from './support/tick.ts';

const pipe = (...fs: Function[]) => (x: unknown) => fs.reduce((v, f) => f(v), x);
const map = (f: Function) => (a: unknown[]) => a.map((v) => f(v)), filter = (f: Function) => (a: unknown[]) => a.filter((v) => f(v));
const twice = (f: Function) => (x: unknown) => f(f(x)), flip = (f: Function) => (a: unknown, b: unknown) => f(b, a);
const run = pipe(map((x: number) => tick(x) * 3), filter((x: number) => x % 2), (a: number[]) => a.reduce((p, q) => tick(p + q)));
console.log(run([1, 2, 3, 4, 5]), twice(twice((x: number) => tick(x) + 1))(0), flip((a: number, b: number) => a - b)(1, 10));
