import { tick } from './support/tick.ts';

const curry = (f: Function, ...got: unknown[]): Function => (...more: unknown[]) => (tick(got.length) + more.length >= f.length ? f(...got, ...more) : curry(f, ...got, ...more));
const add3 = curry((a: number, b: number, c: number) => a + b + c);
console.log(add3(1)(2)(3), add3(1, 2)(3), add3(1)(2, 3), add3(1, 2, 3), [1, 2].map(add3(10)(20) as never).join());
