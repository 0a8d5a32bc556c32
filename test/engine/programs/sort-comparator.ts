// sort with comparators that loop, recurse, throw, are inconsistent; stability; typed arrays; many sizes.
let compared = 0;
const by = (x: number, y: number) => { compared++; let d = 0; for (let i = 0; i < 4; i++) d += x - y; return d / 4; };
const random = (() => { let s = 12345; return () => (s = (s * 1103515245 + 12345) % 2147483648) / 2147483648; })();
for (const size of [0, 1, 2, 5, 11, 23, 64]) {
  const list = Array.from({ length: size }, () => Math.floor(random() * 100));
  const copy = [...list].sort(by);
  let ok = true;
  for (let i = 1; i < copy.length; i++) if (copy[i - 1]! > copy[i]!) ok = false;
  console.log(size, ok, copy.slice(0, 8).join());
}
console.log(compared > 0);
const words = ['pear', 'fig', 'apple', 'kiwi', 'date', 'banana', undefined, 'plum', , 'nut'] as string[];
console.log(words.sort((a, b) => a.length - b.length || (a < b ? -1 : 1)).join(), words.length);
try { [3, 2, 1].sort(() => { throw new Error('comparator'); }); } catch (e) { console.log((e as Error).message); }
const deep = (n: number): number => (n === 0 ? 0 : 1 + deep(n - 1));
console.log([4, 2, 6, 1].sort((a, b) => deep(a) - deep(b)).join(), new Float64Array([3, 1, 2]).sort((a, b) => deep(b) - deep(a)).join());
const people = [['Ann', 30], ['Bob', 25], ['Cid', 30], ['Dan', 25]] as [string, number][];
console.log(people.sort(([, a], [, b]) => a - b).map(([n]) => n).join());
const nested = [[3, 1], [2, 9], [0, 5]].sort((p, q) => [...p].sort((a, b) => a - b)[0]! - [...q].sort((a, b) => a - b)[0]!);
console.log(JSON.stringify(nested));
