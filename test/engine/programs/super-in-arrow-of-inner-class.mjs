let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
async function f() {
  async function* g(x = 1) {}
  const it = g(tick(5));
  for await (const v of it) {}
  try { } catch { class B extends Object { constructor() { const f = () => super(); tick(1); f(); } } }
  return 1;
}
try { console.log(await f()); } catch (e) { console.log(e.message); }
