import { tick } from './support/tick.ts';

const out: unknown[] = [];
for await (const v of [1, Promise.resolve(2), { then: (ok: (v: number) => void) => ok(tick(3)) }]) out.push(v);
for await (const v of new Set(['a', 'b'])) out.push(tick(v));
try { for await (const v of [Promise.reject(new Error('no')), 5]) out.push(v); } catch (e) { out.push((e as Error).message); }
console.log(out.join());
