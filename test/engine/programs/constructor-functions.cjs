// Functions called by `new` and plainly, which suspend in their bodies; returns that count and that do not.
function work(n) { let s = 0; for (let i = 0; i < 6000; i++) s += (i * n) % 7; return s; }
function Body(x) { this.x = x; this.s = work(x); }
Body.prototype.twice = function () { return this.s * 2 + work(1); };
function Other(x) { work(x); if (x % 2) return { other: x }; return x; }
function Empty() { work(2); }
var Derived = function Derived(x) { Body.call(this, x); this.d = work(3); };
Derived.prototype = Object.create(Body.prototype, { constructor: { value: Derived, writable: true, configurable: true } });
class FromFunction extends Body { constructor(x) { super(x); this.z = work(x); } }
class Plain { constructor(x) { this.inner = new Body(x); this.called = Other(x); work(1); } }
function MaybeNew(x) { if (!(this instanceof MaybeNew)) return new MaybeNew(x); this.v = work(x); }
function* gen() { for (let i = 0; i < 3; i++) yield new Body(i).s + new Other(i + 1).constructor.name; }
const target = function () { work(1); return new.target === undefined ? 'called' : { made: true }; };
for (let i = 0; i < 4; i++) {
  console.log(new Body(i), new Body(i).twice(), new Other(i), Other(i), new Empty() instanceof Empty, Empty());
  console.log(new Derived(i), new Derived(i) instanceof Body, new FromFunction(i), new Plain(i), MaybeNew(i), new target(), target());
}
console.log([...gen()]);
(async function () { const b = new Body(5); await null; return [b, new Derived(2).twice()]; })().then((v) => console.log(v));
