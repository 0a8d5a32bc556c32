// Insertion order, keys of every kind, live iterators while changing, nested iteration, groupings.
const map = new Map<unknown, unknown>();
const objectKey = { k: 1 };
for (const k of [1, '1', NaN, null, undefined, objectKey, Symbol.for('s'), 2n, -0]) map.set(k, String(k));
console.log(map.size, map.get(NaN), map.get(0), map.get(objectKey), map.get({ k: 1 }), map.has(undefined));
const order: string[] = [];
const m = new Map([['a', 1], ['b', 2], ['c', 3]]);
for (const [k, v] of m) {
  order.push(`${k}${v}`);
  if (k === 'a') { m.delete('b'); m.set('d', 4); }
  if (k === 'c') { m.delete('a'); m.set('a', 5); }
}
console.log(order.join(' '));
m.forEach((v, k, self) => { if (v > 3 && self.size < 6) self.set(k + k, v - 3); });
console.log([...m.keys()].join(), [...m.values()].join());
const groups = new Map<number, string[]>();
for (const word of 'the quick brown fox jumps over the lazy dog'.split(' ')) {
  const list = groups.get(word.length) ?? [];
  list.push(word);
  groups.set(word.length, list);
}
console.log([...groups].sort(([a], [b]) => a - b).map(([n, ws]) => `${n}:${ws.join('+')}`).join(' '));
const s = new Set<number>();
for (let i = 0; i < 30; i++) s.add((i * i) % 11);
let pairs = 0;
for (const x of s) for (const y of s) if (x < y && s.has(x + y)) pairs++;
console.log([...s].join(), pairs);
const iterator = s.values();
iterator.next();
iterator.next();
s.delete(4);
s.add(100);
console.log([...iterator].join());
s.clear();
console.log(s.size, [...new Set('mississippi')].join(''));
console.log(new Map([[1, { deep: new Map([[2, new Set([3])]]) }]]), new Set(['x', [1, 2]]));
