import { tick } from './support/tick.ts';

const o: any = { a: { b: () => ({ c: [1, { d: tick(2) }] }) }, n: null };
let calls = 0;
const count = () => (calls++, tick('k'));
console.log(o?.a?.b?.().c?.[1]?.d, o.x?.y.z[count()].w(), o.n?.[count()], o.a.none?.(count()), (o.x?.y).z === undefined ? '' : 'never', delete o?.a?.zzz, calls, o.a?.['b']().c.length, typeof o?.a.b);
