import { tick } from './support/tick.ts';

class Counts extends Map<string, number> { add(key: string) { return this.set(key, (this.get(key) ?? 0) + tick(1)); } get total() { let n = 0; for (const v of this.values()) n += tick(v); return n; } }
class Default<K, V> extends Map<K, V> { constructor(private make: () => V, entries: [K, V][] = []) { super(entries); } get(k: K) { if (!this.has(k)) this.set(k, tick(this.make())); return super.get(k); } }
const c = new Counts();
for (const ch of 'hello') c.add(ch);
const d = new Default<string, number[]>(() => []);
d.get('x')!.push(1);
d.get('x')!.push(2);
console.log(c.total, [...c].join(' '), d.get('x')!.join(), d.size, c instanceof Map);
