import { tick } from './support/tick.ts';

let [a, b, c] = [1, 2, 3];
[a, b] = [tick(b), a];
[c, [a = 5], { b }] = [a, [], { b: tick(c) }] as any;
const o: any = {};
({ x: o.p, y: [o.q, ...o.rest], ...o.others } = { x: tick(1), y: [2, 3, 4], z: 5, w: 6 } as any);
for (const { k, v: [first = 'none'] = [] } of [{ k: 1, v: ['f'] }, { k: tick(2) }] as any[]) o[k] = first;
console.log(a, b, c, JSON.stringify(o));
