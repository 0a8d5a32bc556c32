import { tick } from './support/tick.ts';

class A { k = 5; m(a = this.k, b = () => this.k + a, c = tick(b())) { this.k = 100; return [a, b(), c].join(); } static s(n = this.name) { return tick(n); } arrow = (x = this.k) => x; }
console.log(new A().m(), new A().m(1), A.s(), new A().arrow(), new A().arrow(tick(2)));
function f(this: any, a = arguments.length, { b = a, c = this?.z } = {} as any) { return [a, b, c].join(); }
console.log(f.call({ z: 'z' }), f.call(undefined, 7, { c: 1 }));
