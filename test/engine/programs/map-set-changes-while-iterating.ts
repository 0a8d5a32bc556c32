import { tick } from './support/tick.ts';

const m = new Map([[1, 'a'], [2, 'b'], [3, 'c']]);
const seen: string[] = [];
for (const [k, v] of m) { seen.push(`${k}${tick(v)}`); if (k === 1) { m.delete(2); m.set(4, 'd'); } if (k === 3) m.delete(1); if (k === 4 && seen.length < 6) { m.delete(4); m.set(4, 'again'); } }
const s = new Set([1]);
for (const n of s) { if (tick(n) < 5) { s.add(n + 1); s.delete(n); } }
m.forEach((v, k, all) => { tick(v); if (all.size < 6) all.set(k + 10, v); });
console.log(seen.join(), [...s].join(), [...m.keys()].join());
