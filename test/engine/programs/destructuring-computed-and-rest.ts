import { tick } from './support/tick.ts';

const key = (s: string) => tick(s);
const { [key('a')]: first, [key('b')]: { deep = tick('default') } = {} as any, ...rest } = { a: 1, b: undefined, c: 3, [Symbol.iterator]: 4 } as any;
const { length, 0: zero, [length - 1]: last } = tick('hello') as any;
const pick = ({ a, ...others }: any, ...[head, ...tail]: any[]) => [a, Object.keys(others).join('+'), head, tail.length].join();
console.log(first, deep, Object.keys(rest).join(), length, zero, last, pick({ a: 1, x: 2, y: 3 }, 4, 5, 6));
