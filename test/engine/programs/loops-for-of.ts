// Arrays that grow, strings by code point, Map, Set, entries, destructuring in the head, own iterables.
const list = [1, 2, 3];
for (const x of list) if (list.length < 8) list.push(x * 10);
console.log(list.join());
for (const c of 'aé😀') console.log(c, c.length);
const map = new Map([['one', 1], ['two', 2]]);
for (const [name, value] of map) {
  console.log(name, value);
  if (name === 'one') map.set('three', 3);
}
const set = new Set([1, 2, 3]);
for (const x of set) {
  set.delete(x);
  if (x < 6) set.add(x + 3);
  console.log('set', x, [...set].join());
}
for (const [i, { a, ...rest }] of [{ a: 1, b: 2 }, { a: 3, c: 4, d: 5 }].entries()) console.log(i, a, JSON.stringify(rest));
const countdown = {
  from: 4,
  [Symbol.iterator]() {
    let n = this.from;
    return { next: () => (n > 0 ? { done: false, value: n-- } : { done: true, value: undefined }) };
  },
};
for (const n of countdown) console.log('count', n);
console.log([...countdown].join(), Math.max(...countdown), Array.from(countdown, (x) => x * 2).join());
const holes = [1, , 3];
for (const x of holes) console.log(x);
for (const x of new Uint8Array([7, 8])) console.log(x);
(function () {
  for (const argument of arguments) console.log('argument', argument);
})('p' as never, 'q' as never);
