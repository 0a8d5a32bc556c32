import { tick } from './support/tick.ts';

interface T { v: number; kids: T[] }
const make = (d: number): T => ({ v: d, kids: d > 0 ? [make(d - 1), make(d - 1)] : [] });
async function sum(t: T): Promise<number> { await null; let s = tick(t.v); for (const k of t.kids) s += await sum(k); return s; }
async function sumAll(t: T): Promise<number> { return t.v + (await Promise.all(t.kids.map(sumAll))).reduce((a, b) => tick(a + b), 0); }
console.log(await sum(make(4)), await sumAll(make(5)));
