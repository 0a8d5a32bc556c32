// A cache with a linked list in a Map, memoised recursion, edit distance, longest common subsequence, knapsack.
interface Entry<K, V> { key: K; value: V; older?: Entry<K, V>; newer?: Entry<K, V> }
class Lru<K, V> {
  private readonly map = new Map<K, Entry<K, V>>();
  private newest?: Entry<K, V>;
  private oldest?: Entry<K, V>;
  evicted: K[] = [];
  constructor(private readonly limit: number) {}
  private unlink(e: Entry<K, V>) { if (e.older) e.older.newer = e.newer; else this.oldest = e.newer; if (e.newer) e.newer.older = e.older; else this.newest = e.older; e.older = e.newer = undefined; }
  private link(e: Entry<K, V>) { e.older = this.newest; if (this.newest) this.newest.newer = e; else this.oldest = e; this.newest = e; }
  get(key: K, make: (key: K) => V): V {
    let e = this.map.get(key);
    if (e) this.unlink(e);
    else { e = { key, value: make(key) }; this.map.set(key, e); }
    this.link(e);
    if (this.map.size > this.limit && this.oldest) { const old = this.oldest; this.unlink(old); this.map.delete(old.key); this.evicted.push(old.key); }
    return e.value;
  }
}
const lru = new Lru<number, string>(4);
let made = 0;
let out = '';
for (let i = 0; i < 40; i++) out += lru.get((i * i) % 7, (k) => { made++; return `<${k}>`; });
console.log(out, made, lru.evicted.join(''));
const distance = (a: string, b: string): number => {
  const memo = new Map<string, number>();
  const d = (i: number, j: number): number => {
    if (i === 0 || j === 0) return i + j;
    const key = `${i},${j}`;
    const known = memo.get(key);
    if (known !== undefined) return known;
    const result = a[i - 1] === b[j - 1] ? d(i - 1, j - 1) : 1 + Math.min(d(i - 1, j), d(i, j - 1), d(i - 1, j - 1));
    memo.set(key, result);
    return result;
  };
  return d(a.length, b.length);
};
console.log(distance('kitten', 'sitting'), distance('intention', 'execution'));
function lcs(a: string, b: string): string {
  const t = Array.from({ length: a.length + 1 }, () => new Array<string>(b.length + 1).fill(''));
  for (let i = 1; i <= a.length; i++) for (let j = 1; j <= b.length; j++) t[i]![j] = a[i - 1] === b[j - 1] ? t[i - 1]![j - 1]! + a[i - 1] : [t[i - 1]![j]!, t[i]![j - 1]!].reduce((x, y) => (y.length > x.length ? y : x));
  return t[a.length]![b.length]!;
}
console.log(lcs('AGGTABQWERTY', 'GXTXAYBWRY'));
const items = [[12, 24], [7, 13], [11, 23], [8, 15], [9, 16]] as const;
const best = new Int32Array(27);
for (const [w, v] of items) for (let c = 26; c >= w; c--) best[c] = Math.max(best[c]!, best[c - w]! + v);
console.log(best[26]);
