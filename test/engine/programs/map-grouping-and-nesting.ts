import { tick } from './support/tick.ts';

const words = 'the quick brown fox jumps over the lazy dog the end'.split(' ');
const by = new Map<number, Map<string, number>>();
for (const w of words) { const inner = by.get(w.length) ?? new Map<string, number>(); inner.set(w, (inner.get(w) ?? 0) + tick(1)); by.set(w.length, inner); }
console.log([...by].sort(([a], [b]) => a - b).map(([n, inner]) => `${n}:${[...inner].map(([w, c]) => `${w}${c}`).join('+')}`).join(' '));
