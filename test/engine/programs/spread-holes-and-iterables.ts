import { tick } from './support/tick.ts';

const holes = [...[1, , 3]], o = { ...'ab', ...[9], ...null, ...{ get x() { return tick(5); } } } as any;
const merged = { a: 1, ...{ a: 2, b: 3 }, b: tick(4) };
console.log(1 in holes, JSON.stringify(o), JSON.stringify(merged), Math.max(...new Set([1, tick(7)]), ...[3]), [...'xy', ...new Map([[1, 2]])].length, String.fromCharCode(...[104, 105].map(tick)));
