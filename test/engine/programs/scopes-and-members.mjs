let ticks = 0; function tick(v, n = 1) { for (let i = 0; i < n; i++) ticks++; return v; }
const log = (...x) => { console.log(...x); return tick(x.at(-1)); };
// closures over every kind of scope
const fs = [];
for (let i = 0, j = tick(10); i < 3; i++, j--) { fs.push(() => [i, j]); if (i === 1) j += tick(5); }
log(JSON.stringify(fs.map((f) => f())));

try { throw { a: 1, b: [2, 3] }; } catch ({ a, b: [c, ...d] }) { fs.push(() => [a++, c, d]); tick(1); log(JSON.stringify([fs.at(-1)(), fs.at(-1)()])); }
function scopes(a, b = () => a, c = () => (a = tick(5))) { var a; const before = [a, b()]; c(); a ??= 1; return JSON.stringify([before, a, b()]); }
log(scopes(1), scopes());
function args(a, b) { arguments[0] = 'x'; b = 'y'; tick(1); return JSON.stringify([a, b, ...arguments, arguments.length]); }
log(args(1), args(1, 2, 3));
const counter = (() => { let n = 0; return { inc: () => (tick(1), ++n), get n() { return n; }, reset: (v = 0) => { n = v; } }; })();
counter.inc(); counter.inc(); log(counter.n); counter.reset(tick(7)); log(counter.n);
const named = function fact(n) { return n < 2 ? tick(1) : n * fact(n - 1); }; log(named(5));
label: { tick(1); if (ticks) break label; log('no'); }
var hoisted = typeof later; function later() { return tick(1); } log(hoisted, later());

const self = { m() { return [1, 2].map((x) => [this === self, arguments.length, x]); }, async n() { return [await 1].map(() => this === self); }, *o() { yield (() => this === self)(); } };
log(JSON.stringify(self.m(9)), JSON.stringify(await self.n()), [...self.o()]);
class A { static #c = 0; #v; static inc() { return ++A.#c; } constructor(v) { this.#v = v; A.inc(); } get v() { return tick(this.#v); } set v(x) { this.#v = x; } static from(o) { return #v in o ? o.#v : null; } #priv(x) { return tick(x) + this.#v; } call(x) { return this.#priv?.(x); } upd() { return [this.#v++, ++this.#v, this.#v **= 2, this.#v ??= 1]; } destr() { [this.#v, A.#c] = [tick(40), 41]; return this.#v + A.#c; } }
const a = new A(3); a.v += tick(2); log(a.v, A.from(a), A.from({}), a.call(1), JSON.stringify(a.upd()), a.destr(), A.inc());
class B extends A { #own = tick(1); field = super.v; arrow = () => super.call(this.#own); static s = super.inc(); constructor() { const t = tick(4); super(t); this.z = this.arrow(); } }
const b = new B(); log(b.v, b.field, b.z, b.arrow(), B.s);
const sym = Symbol('s'); const it = { from: 1, to: 3, [Symbol.iterator]() { let c = this.from, t = this.to; return { next: () => (tick(1), c <= t ? { value: c++, done: false } : { value: undefined, done: true }), return: () => (log('ret', 0), {}) }; }, [sym]: 1 };
const [x1, ...xr] = it; log(x1, xr.join()); for (const v of it) { if (v === 2) break; } const [y1] = it; log(y1, Math.max(...it), new Set(it).size, Object.fromEntries([...it].map((v) => ['k' + v, v])).k2);
log([..."a\u{1F600}b"].length, [3, 1, 2].sort((p, q) => tick(p) - q).join(), [1, 2, 3].reduceRight((p, q) => tick(p) + q), Array.from({ length: 3 }, (_, i) => tick(i)).join(), [1, [2, [3]]].flat(Infinity).flatMap((v) => [v, tick(v)]).join());
log('aXbX'.replace(/X/g, () => tick('-')), 'a1b2'.replaceAll(/\d/g, (d) => tick(d) * 2), JSON.stringify({ toJSON: () => tick({ j: 1 }) }), JSON.parse('[1,2]', (k, v) => (tick(1), v)).length, `${{ toString: () => tick('ts') }}`, +{ valueOf: () => tick(3) }, [10, 9, 1].toString(), [2, 10].toSorted?.((p, q) => tick(p) - q).join());
