import { tick } from './support/tick.ts';

const s = new Set('abcdef');
const it = s[Symbol.iterator]();
const seen: string[] = [];
for (const c of it) { seen.push(tick(c)); if (c === 'c') break; }
s.delete('d'); s.add('g');
for (const c of it) { seen.push(c); if (c === 'e') s.clear(); tick(c); if (seen.length === 5) s.add('z'); }
console.log(seen.join(''), s.size);
