import { tick } from './support/tick.ts';

const o: any = { b: 1, 2: 'two', a: 1, 1: 'one', [Symbol('s')]: 1 };
const child = Object.create(o, { own: { value: 1, enumerable: true }, hidden: { value: 1 }, b: { value: 'shadow', enumerable: false } });
const seen: string[] = [];
for (const k in o) { seen.push(tick(k)); if (k === '2') delete o.a; if (k === 'b') o.late = 1; }
for (const k in child) seen.push(`c${tick(k)}`);
for (const k in 'hi') seen.push(`s${k}`);
for (const k in null as any) seen.push('never');
console.log(seen.join());
