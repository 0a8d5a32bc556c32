// A comparator sees the same pairs in the same order as V8 shows them, up to 63 elements; the result is stable above, too.
let calls: string[] = [];
const compare = (a: number, b: number): number => {
  for (let i = 0; i < 2 + (a % 2); i++) calls.length;
  calls.push(`${a}/${b}`);
  return a - b;
};
for (const list of [[], [1], [2, 1], [1, 2], [3, 2, 1], [1, 2, 3, 0], [5, 4, 4, 3, 9, 1], [2, 2, 1, 1, 3, 3]]) {
  calls = [];
  console.log(list.slice().sort(compare).join(), calls.join(' '));
}
let seed = 7;
const random = (n: number) => (seed = (seed * 1103515245 + 12345) % 2147483648) % n;
for (const n of [10, 31, 40, 63]) {
  calls = [];
  const list = Array.from({ length: n }, () => random(20));
  console.log(list.sort(compare).join(), calls.length, calls.slice(-5).join(' '));
}
const pairs = Array.from({ length: 200 }, (_, i) => ({ key: random(10), i }));
pairs.sort((a, b) => compare(a.key, b.key));
console.log(pairs.every((p, i) => i === 0 || pairs[i - 1]!.key < p.key || pairs[i - 1]!.i < p.i));
console.log([3, undefined, 1, , 2].sort(compare).map(String).join(), [1, 2].sort(() => NaN).join());
