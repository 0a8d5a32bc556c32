import { tick } from './support/tick.ts';

class Trie { kids = new Map<string, Trie>(); end = false; add(w: string) { let t: Trie = this; for (const c of w) { if (!t.kids.has(c)) t.kids.set(c, new Trie()); t = t.kids.get(tick(c))!; } t.end = true; return this; } *words(prefix = ''): Generator<string> { if (this.end) yield prefix; for (const [c, t] of [...this.kids].sort()) yield* t.words(prefix + c); } under(p: string): string[] { let t: Trie | undefined = this; for (const c of p) t = t?.kids.get(c); return t ? [...t.words(p)].map(tick) : []; } }
const t = ['car', 'card', 'care', 'cat', 'dog', 'do'].reduce((t, w) => t.add(w), new Trie());
console.log(t.under('car').join(), t.under('').length, t.under('x').length, t.under('do').join());
