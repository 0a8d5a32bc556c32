let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
function* g(b = tick(2), f = () => b) {
  try { console.log(yield* inner(1)); } catch (e) { console.log('caught', e); yield 'in catch'; } finally { console.log('fin', yield 'in finally'); }
}
function* inner(v) { try { const x = yield v; return yield x; } finally { console.log('inner fin', yield 'if'); } }
for (const how of ['throw', 'return']) {
  const it = g();
  console.log(it.next(), it[how]('boom'), it.next('a'), it.next('b'), it.next('c'), it.next('d'));
}
