// Arrays, objects, defaults that call, nesting, renaming, rest, swaps, computed keys, in parameters, in loops, assignment targets.
const log: string[] = [];
const d = <T>(name: string, value: T): T => (log.push(name), value);
const { a, b: { c = d('c', 3), ...others } = d('b', { e: 5 } as any), [d('key', 'k')]: k = d('k', 'dk'), ...rest } = { a: 1, z: 26, y: 25 } as any;
console.log(a, c, JSON.stringify(others), k, JSON.stringify(rest), log.join());
let x = 1;
let y = 2;
let z: number[] = [];
for (let i = 0; i < 5; i++) [x, y] = [y, x + y];
[x = d('never', 0), , ...z] = [x * 2, 0, y, x];
console.log(x, y, z.join());
const target: any = { list: [] };
({ p: target.q, r: [target.list[0], target['s' + 1]] = [7, 8] } = { p: 'pp' } as any);
console.log(JSON.stringify(target));
function params({ n = 1, deep: { m = n + 1 } = {} }: any = {}, [first, second = first]: any[] = [m0()], ...tail: number[]) { return `${n} ${m} ${first} ${second} ${tail.length}`; }
function m0() { log.push('m0'); return 'dflt'; }
console.log(params(), '|', params({ n: 5 }, ['f'], 1, 2), '|', params({ deep: { m: 0 } }, 'xy' as never));
for (const { length, [length - 1]: last } of ['abc', 'de'] as any[]) console.log(length, last);
const [[, [inner]], { 0: zero }] = [[0, [1]], ['nul']] as any;
console.log(inner, zero);
console.log((([p, { q }]: any, ...[r, s]: any[]) => [p, q, r, s].join())([1, { q: 2 }], 3, 4));
const { length } = 'hello';
const { toFixed } = 5 as any;
console.log(length, toFixed.call(1.25, 1));
const result = ({ x, y } = { x: 10, y: 20, w: 1 } as any);
console.log(x, y, result.w);
const [u = 'u', v = 'v', w = 'w'] = [undefined, null, 0];
console.log(u, v, w);
try { const { [d('t', 't')]: { deep } } = { t: undefined } as any; console.log(deep); } catch (e) { console.log((e as Error).constructor.name); }
