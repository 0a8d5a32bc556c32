let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const log = (...x) => { console.log(...x); return tick(x.at(-1)); };
const later = (v) => new Promise((done) => setTimeout(() => done(v), 0));
// parameters that share names with the body
async function a(x = 1, y = () => x) { var x; log(x, y()); x = await later(5); log(x, y()); for await (const v of [later(1), 2]) log(v); try { await Promise.reject(3); } catch (e) { log('c', e); } finally { log('f', await 4); } return [x, y()]; }
log(JSON.stringify(await a()), JSON.stringify(await a(7)));
function* b(x = 1, y = () => x) { var x; const got = yield x; x = got; try { yield* [y(), x]; } finally { log('fin', yield 'f'); } return x; }
{ const it = b(); log(JSON.stringify([it.next(), it.next(5), it.next(), it.return(9), it.next('q'), it.next()])); }
async function* c(x = 1, y = () => x) { var x = 3; yield y(); yield await later(x); yield* b(); }
for await (const v of c()) log(v);
// generators whose parameters make functions
function* d(x = tick(4), { y = tick(x), w = () => y } = {}) { const z = yield [x, y]; try { yield z; } catch (e) { yield `caught ${e}`; } }
{ const it = d(); log(JSON.stringify([it.next(), it.next(8), it.throw('boom'), it.next()])); }
class E1 { #p = 1; *g(x = this.#p + tick(1), f = () => x) { yield x; yield this.#p; } async *h(x = tick(this.#p), f = () => x) { yield x; for await (const v of this.g()) yield v; } static *s(x = tick(2), f = () => x) { yield* [x, super.name]; } }
log([...new E1().g()].join(), [...E1.s()].join()); for await (const v of new E1().h()) log(v);
// static blocks and fields
class F1 {
  static list = []; static { for (const x of [1, 2]) F1.list.push(async () => { await null; return x + tick(1); }, function* () { yield x; }, () => tick(x)); let t = 0; F1.inc = () => (t += tick(1)); }
  f = async (x = 1) => { await null; return [this instanceof F1, x, this.g?.()]; }; g = () => tick(7); ['h' + tick(1)] = function* () { yield this.g(); };
  static async ['m' + tick(2)]() { for (const f of this.list) log(await f()?.next?.().value ?? await f()); return this.inc() + this.inc(); }
}
log(await F1.m2(), JSON.stringify(await new F1().f()), [...new F1().h1()].join());
// direct eval and what stands around it
async function g(x) { const y = eval('x + 1'); await null; const z = await later(eval('y * 2')); return [x, y, z, eval('(() => z)()')]; }
log(JSON.stringify(await g(tick(1))));
function* h(x) { const y = yield eval('x'); eval('x = y'); yield x; }
{ const it = h(3); log(it.next().value, it.next(5).value); }
const k = new Function('a', 'b = a', 'return [a, b, arguments.length]'); log(JSON.stringify(k(tick(1))));
const l = new (Object.getPrototypeOf(async function () {}).constructor)('a', 'const r = []; for await (const v of a) r.push(v); return r;'); log(JSON.stringify(await l([later(1), 2])));
const m = new (Object.getPrototypeOf(function* () {}).constructor)('a', 'yield* a; return 1;'); log([...m([tick(1), 2])].join());
// super() in arrows, with all that may stand in such a constructor
class G1 { constructor(v) { this.v = v; } hi() { return `hi ${this.v}`; } }
class H1 extends G1 { x = tick(1); constructor() { const go = (v) => super(v); const it = (function* () { yield 1; yield* [2, 3]; })(); go([...it].join()); this.p = (async () => { const r = []; for await (const q of [later(1), 2]) r.push(q, await null); return [r, super.hi(), this.x]; })(); } }
log(JSON.stringify(await new H1().p));
// labels, switch, for-in over changing objects
outer: for (const i in { a: 1, b: 2, c: 3 }) { for (const j of [1, 2, 3]) { if (j === 2) continue outer; if (i === 'c') break outer; log(i, j); } }
const obj = { a: 1, b: 2, c: 3 }; for (const key in obj) { log(key); delete obj.b; obj.d = 4; }
