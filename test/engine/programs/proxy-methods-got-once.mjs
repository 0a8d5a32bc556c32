let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const p = new Proxy({ m(x) { return x; } }, { get(t, k, r) { console.log('get', k); return Reflect.get(t, k, r); } });
console.log(p.m(tick(1)));
