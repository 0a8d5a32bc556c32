import { tick } from './support/tick.ts';

class A { _v = 1; get v() { return tick(this._v); } set v(x) { this._v = x; } }
class B extends A { get v() { return super.v * 10; } set v(x) { super.v = tick(x + 1); } }
class C extends A { get v() { return 5; } }
const [b, c] = [new B(), new C()];
b.v = 4;
console.log(b.v, b._v, c.v, Object.getOwnPropertyDescriptor(C.prototype, 'v')!.set);
try { (c as any).v = 1; } catch (e) { console.log((e as Error).name); }
