import { tick } from './support/tick.ts';

const pool = new Set(Array.from({ length: 3 }, (_, i) => (function* () { for (let k = 0; k <= i; k++) yield `${i}${tick(k)}`; })()));
const out: string[] = [];
while (pool.size) for (const g of pool) { const r = g.next(); if (r.done) pool.delete(g); else out.push(r.value); }
console.log(out.join(' '));
