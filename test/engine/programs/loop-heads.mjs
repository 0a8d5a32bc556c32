// The variables of a loop in its own head: there, but not yet set.
const turn = (n) => (n > 0 ? turn(n - 1) + 1 : 0);
let x = 'outside';
const attempt = (f) => { try { return f(); } catch (e) { return e.name + ': ' + e.message; } };
function go() {
  let probe;
  for (let x in { a: 1, [attempt(() => { turn(1); return typeof x; })]: (probe = () => { turn(1); return x; }, 2) }) console.log(x, attempt(probe));
  for (const x of [attempt(() => { turn(2); return x; }), 2]) console.log(x);
  for (const y of [attempt(() => y)]) console.log(y);
}
go();
console.log(attempt(() => { for (const z of (turn(1), [z])); return 'none'; }), attempt(() => { for (const z in (turn(1), z)); return 'none'; }));
console.log(x);
console.log(attempt(() => { for (let w of [(w = turn(1)), 1]); }), attempt(() => { for (let { a, b = a } of [{ a: (() => a)() }]); }), attempt(() => { for (let v in { v }); }));
for (const x of [((x) => x + turn(1))(1), (() => { const x = 5; return turn(x); })()]) console.log(x);
