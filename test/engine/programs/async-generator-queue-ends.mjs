let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
async function* g(x) { if (x) return (tick(5) ?? 3); }
async function f() { const it = g(tick(7)); console.log(JSON.stringify(await Promise.all([it.next(), it.next(2), it.return(4)]))); }
await f();
async function* h(x) { if (x) throw tick(5); }
{ const it = h(tick(1)); console.log(JSON.stringify(await Promise.allSettled([it.next(), it.next(2), it.return(4), it.throw(3)]))); }
async function* k(x) { yield 1; return (tick(5)); }
{ const it = k(tick(1)); console.log(JSON.stringify(await Promise.allSettled([it.next(), it.next(2), it.next(4), it.return(3)]))); }
