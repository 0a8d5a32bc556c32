// Generators and the iterator protocol.
function* count(from: number, to: number): Generator<number, string, number | undefined> {
  for (let i = from; i <= to; i++) {
    const sent = yield i;
    if (sent) i += sent;
  }
  return 'done';
}
console.log([...count(1, 5)].join());
const g = count(1, 20);
const got: unknown[] = [];
let r = g.next();
while (!r.done) {
  got.push(r.value);
  r = g.next(got.length % 3);
}
console.log(got.join(), r.value);
function* tree(n: number): Generator<number> {
  if (n > 0) { yield* tree(n - 1); yield n; yield* tree(n - 1); }
}
let s = 0;
for (const x of tree(5)) s = (s * 3 + x) % 1000;
console.log(s);
function* cleanup() { try { yield 1; yield 2; } finally { console.log('cleaned'); yield 3; } }
for (const x of cleanup()) if (x === 1) break;
const c = cleanup();
c.next();
console.log(JSON.stringify(c.return(9 as never)), JSON.stringify(c.next()), JSON.stringify(c.next()));
function* catching() { for (;;) try { yield 'ok'; } catch (e) { yield `caught ${e}`; } }
const k = catching();
console.log(k.next().value, k.throw('x').value, k.next().value);
const take = function* <T>(n: number, it: Iterable<T>) { for (const x of it) { if (n-- <= 0) return; yield x; } };
const naturals = { *[Symbol.iterator]() { let n = 0; while (true) yield n++; } };
console.log([...take(5, naturals)].join());
const [p, , q] = naturals;
console.log(p, q, Math.max(...take(4, naturals)), Object.fromEntries(take(2, new Map([['a', 1], ['b', 2], ['c', 3]]))));
class Matrix { rows = [[1, 2], [3, 4]]; *cells() { for (const row of this.rows) yield* row; } }
let product = 1;
for (const x of new Matrix().cells()) product *= x;
console.log(product);
