let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const log = (...x) => { console.log(...x); return tick(x.at(-1)); };
const w = async (v) => { log('w', v); await null; return tick(v); };
class P { constructor(...a) { this.a = a; log('P', new.target.name, a.length); } get g() { return log('g', 1); } set g(v) { log('set g', v); } m(...x) { return log('m', x.length); } }
const box = { a: { b: (x) => log('b', x), c: [1, 2, 3] }, get d() { log('get d', 0); return { e: 5 }; }, n: null, tag(s, ...v) { return log('tag', s.raw.join('|') + v); } };
async function f() {
  class Q extends (await w(P)) { static s = tick(1); [await w('k')] = 5; static async st() { return super.name; } async x() { return [super.m(await w(1), ...await w([2, 3])), super[await w('m')](1)]; } async y() { super.g = await w(7); super[await w('g')] += 1; return super.g; } }
  const q = new Q(await w(1), ...[await w(2)]);
  log(Object.keys(q), await q.x(), await q.y(), await Q.st());
  log(await box?.a?.[await w('b')]?.(await w(2)), box.n?.[await w('no')](await w('no')), delete box?.a[await w('zz')]);
  log(new (await w(P))(await w(1)).a.length, typeof await w(1), -await w(2), void (await w(3)));
  log((await w(box)).tag`x${await w(1)}y${await w(2)}z`, `${await w(1)}${box.a.c[await w(1)]}`);
  const o = { i: [1, undefined, 3], k: 2 };
  o.i[await w(0)] **= await w(3); o.i[await w(1)] ??= await w(9); o.i[await w(2)] ??= await w('never'); o[await w('k')] ||= await w('never'); o[await w('z')] &&= await w('never');
  o.i[await w(0)]++; --o[await w('k')];
  log(JSON.stringify(o));
  [o[await w('p')], o.q = await w('dq'), ...o[await w('r')]] = [1, undefined, 3, 4];
  ({ [await w('x')]: o[await w('t')], y: o.u = await w('du'), ...o.rest } = { x: 1, z: 3 });
  log(JSON.stringify(o));
  for (o[await w('loop')] of await w([1, 2])) log(o.loop);
  for (const k in await w({ a: 1, b: 2 })) { switch (await w(k)) { case await w('a'): log('A'); break; case await w('b'): log('B'); default: log('D'); } }
  let n = 0; do { n++; if (n === 2) continue; log(n); } while (await w(n) < 3);
  log(await (async () => { try { return await w('r1'); } finally { await w('f1'); } })());
  log(await (async () => { a: try { return await w('r2'); } finally { await w('f2'); break a; } return 'after'; })());
  log(await (async () => { for (const i of [1, 2]) { try { if (i === 1) continue; return i; } finally { await w('f3'); } } })());
  log(await (async function () { return [arguments.length, arguments[0] + await w(1), await w(2)]; })(5, 6));
  log(await (async (a, b = w(a), { c = w('c') } = {}) => [await b, await c])(1));
  return [await w(1) || await w(2), await w(0) && await w('no'), (await w(1), await w(2)), await w(null) ?? await w('d'), await w(1) ? await w('y') : await w('n')];
}
log(JSON.stringify(await f()));
