import { tick } from './support/tick.ts';

const o: any = { d: new Date(5), m: new Map([[1, { x: 1 }]]), s: new Set([1]), r: /a/gi, e: new RangeError('r'), t: new Uint8Array([1, 2]), big: 1n };
o.self = o; o.m.set('o', o);
tick(0);
const c = structuredClone(o);
tick(1);
console.log(c !== o, c.self === c, c.m.get('o') === c, c.d.getTime(), c.r.flags, c.e.name, c.t.join(), c.big, c.m.get(1) !== o.m.get(1), c.s.has(1));
