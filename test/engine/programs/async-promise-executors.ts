import { tick } from './support/tick.ts';

let settle!: { ok: (v: number) => void; no: (e: unknown) => void };
const p = new Promise<number>((ok, no) => { tick(0); settle = { ok, no }; });
p.finally(() => console.log('finally', tick(1))).then((v) => console.log('value', v));
settle.ok(tick(5)); settle.no('ignored'); settle.ok(6);
console.log(await p, await new Promise((ok) => ok(new Promise((inner) => inner('inner')))));
try { await new Promise(() => { throw tick(new Error('in executor')); }); } catch (e) { console.log((e as Error).message); }
