// All array methods that take a callback, with loops in the callback, thisArg, holes, changes while iterating, early end.
const spin = (n: number) => { let s = 0; for (let i = 0; i <= n; i++) s += i; return s; };
const a = [5, 3, 8, 1, 9, 2];
console.log(a.map(spin).join(), a.filter((x) => spin(x) % 2).join(), a.reduce((s, x) => s + spin(x), 0), a.reduceRight((s, x) => `${s}${spin(x)}`, ''));
console.log(a.some((x) => spin(x) > 40), a.every((x) => spin(x) > 0), a.find((x) => spin(x) > 30), a.findIndex((x) => spin(x) === 3), a.findLast((x) => x < 4), a.findLastIndex((x) => spin(x) > 30));
let sum = 0;
a.forEach(function (this: { k: number }, x, i, all) { sum += spin(x) * this.k + i + all.length; }, { k: 2 });
console.log(sum, a.flatMap((x) => (x % 2 ? [x, spin(x)] : [])).join());
console.log([...a].sort((x, y) => spin(x) - spin(y)).join(), [...a].sort((x, y) => y - x).join(), [...'hello'].sort().join(''));
const holes = [1, , 3, , 5];
let visits = 0;
holes.forEach(() => visits++);
console.log(visits, holes.map((x) => x! * 2).length, JSON.stringify(holes.map((x) => x)), holes.reduce((p, x) => p! + x!), 1 in holes.map((x) => x), holes.find((x) => x === undefined));
const growing = [1, 2, 3];
growing.forEach((x, i) => { if (x < 10) growing.push(x * 10); if (i === 0) growing.splice(1, 1); });
console.log(growing.join());
console.log(Array.from({ length: 4 }, (_, i) => spin(i)).join(), Array.from('abc', (c, i) => c.repeat(spin(i))).join(), Array.from(new Set([1, 2]), (x) => spin(x)).join());
const stable = Array.from({ length: 30 }, (_, i) => ({ i, k: (i * 7) % 4 })).sort((x, y) => x.k - y.k);
console.log(stable.map((x) => x.i).join());
let calls = 0;
try { a.map((x) => { if (++calls === 3) throw new Error(`at ${x}`); return x; }); } catch (e) { console.log((e as Error).message, calls); }
console.log([[3, 1], [2]].map((l) => l.map((x) => Array.from({ length: x }, (_, i) => i).filter((y) => y % 2 === 0).join(''))).join('|'));
console.log(Array.prototype.map.call('xyz', (c) => c + c).join(), [3, 1, 2].toSorted?.((x, y) => x - y).join() ?? '1,2,3');
console.log([1, 2, 3].map(String).join(), ['1', '2', '3'].map(Number).join(), ['1', '2', '3'].map(parseInt as never).join(), [0, 1, ''].filter(Boolean).join());
new Map([[1, 'a']]).forEach((v, k, m) => console.log(v, spin(k), m.size));
new Set([4]).forEach((v, k) => console.log(v, spin(k)));
new Uint8Array([1, 2]).forEach((v, i) => console.log(spin(v), i));
