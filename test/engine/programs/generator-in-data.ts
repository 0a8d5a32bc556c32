// Suspended generators in arrays, maps and closures keep their places.
import { tick } from './support/tick.ts';
function* count(from: number) { let n = from; while (true) n += (yield tick(n)) ?? 1; }
const table = new Map([['a', count(0)], ['b', count(100)]]);
const list = [...table.values(), count(1000)];
for (const g of list) g.next();
const next = (k: string, v?: number) => table.get(k)!.next(v as never).value;
console.log(next('a', 5), next('b'), next('a'), list.map((g) => g.next(2 as never).value).join(), list[0] === table.get('a'));
