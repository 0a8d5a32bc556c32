let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const log = (...x) => { console.log(...x); return tick(x.at(-1)); };
function* g(a, b = tick(2)) {
  const o = { [yield 'key']: yield 'value', m() { return tick(this.x); }, x: yield 'x', ...yield 'spread' };
  log(JSON.stringify(o), o.m());
  class C extends (yield 'base') { static [yield 'sk'] = 1; [yield 'mk']() { return super.toString; } static { log('static'); } }
  log(Object.keys(C), typeof C.prototype.mm);
  try { log(yield* inner(yield 'arg')); } catch (e) { log('caught', e); yield 'in catch'; } finally { log('fin', yield 'in finally'); }
  const [p = yield 'p', { q = yield 'q' } = {}] = [undefined, {}];
  log(p, q);
  for (let [i, j = yield 'j'] of [[1], [2, 3]]) { if (i === 1) continue; log(i, j, yield 'loop'); }
  l: for (;;) { switch (yield 'sw') { case 1: continue l; case 2: break l; case yield 'case': log('case'); break; default: log('def'); } }
  return [arguments.length, new.target, yield, (yield 1) + (yield 2)];
}
function* inner(v) { try { const x = yield v; log('x', x); return yield x; } finally { log('inner fin', yield 'if'); } }
for (const plan of [['k', 'v', 3, { s: 1 }, Object, 'sk', 'mm', 'A', 'B', 'C', 'D', 'E', 'F', 'G', 'H', 'I', 1, 3, 3, 2, 5, 6, 7], ['k', 'v', 3, {}, Object, 'sk', 'mm', 'A', '!boom', 'z', 'y', 'x', 'w', 'v', 'u', 2, 5], ['k', 'v', 3, {}, Object, 'sk', 'mm', 'A', '?ret', 'z', 'y', 'x']]) {
  const it = g(1);
  let r = it.next();
  const seen = [r.value];
  for (const step of plan) {
    try { r = typeof step === 'string' && step[0] === '!' ? it.throw(step) : typeof step === 'string' && step[0] === '?' ? it.return(step) : it.next(step); } catch (e) { seen.push(`threw ${e}`); break; }
    seen.push(typeof r.value === 'function' ? 'fn' : r.value); if (r.done) break;
  }
  log(JSON.stringify(seen), r.done);
}
