// Iterators held by hand over many steps: arrays, maps, sets, strings, entries, while the collections change.
const list = ['a', 'b', 'c'];
const map = new Map(list.map((x, i) => [x, i]));
const iterators = [list[Symbol.iterator](), list.entries(), list.keys(), map.entries(), map.keys(), new Set(list).values(), 'x😀z'[Symbol.iterator]()] as Iterator<unknown>[];
const rows: string[] = [];
for (let round = 0; round < 5; round++) {
  rows.push(iterators.map((it) => { const { done, value } = it.next(); return done ? '.' : String(value); }).join(' | '));
  if (round === 1) { list.push('d'); map.set('z', 9); map.delete('c'); }
}
console.log(rows.join('\n'));
const typed = new Float32Array([1.5, 2.5]).entries();
console.log(typed.next().value!.join(), [...typed].join());
console.log(Object.prototype.toString.call(iterators[0]), Object.prototype.toString.call(map.keys()));
