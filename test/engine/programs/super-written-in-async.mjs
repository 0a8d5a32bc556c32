let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const w = async (v) => { await null; return tick(v); };
class P { get g() { return `g of ${this.name}`; } set g(v) { console.log('set g', v, this.name); } m(x) { return tick(x); } }
class Q extends P {
  name = 'q';
  async a() { return super.g = await w(7); }
  async b() { super.g += await w(1); super[await w('g')] += 'x'; return super.g; }
  async c() { [super.x, super.y = await w(2)] = [await w(1)]; ({ a: super.z, ...super.rest } = { a: await w(3), b: 4 }); super.x++; --super.x; return [this.x, this.y, this.z, this.rest]; }
  async d() { for (super.i of [1, 2]) { await w(0); console.log(this.i); } for (super.j in { k: 1 }) console.log(this.j, await w(1)); }
  async e() { const f = async () => { super.h = await w(5); return super.h + (await super.m(4)); }; return f(); }
  async f() { super.n ??= await w(9); super.n ||= await w('no'); return super.n?.toFixed?.(1) ?? super.none?.(await w(1)) ?? this.n; }
  async *g2() { super.v = yield super.g; yield this.v; yield* [super.m(1)]; }
  static async s() { super.t = await w(1); return Object.keys(this); }
}
const q = new Q();
console.log(await q.a(), await q.b(), JSON.stringify(await q.c()));
await q.d();
console.log(await q.e(), await q.f(), await Q.s());
const it = q.g2(); console.log(await it.next(), await it.next(tick(8)), await it.next());
const o = { __proto__: { set z(v) { console.log('z', v); } }, async m() { super.z = await w(3); super.own = await w(4); return this.own; } };
console.log(await o.m());
try { await ({ __proto__: Object.freeze({ z: 1 }), async m() { super.z = await w(3); } }).m(); } catch (e) { console.log(e.name); }
