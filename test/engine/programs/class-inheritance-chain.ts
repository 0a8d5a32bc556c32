import { tick } from './support/tick.ts';

class A { who() { return 'A'; } hello(): string { return `hello ${tick(this.who())}`; } static make() { return new this(); } }
class B extends A { who() { return `B<${super.who()}>`; } }
class C extends B { who() { return tick(`C<${super.who()}>`); } hello() { return super.hello().toUpperCase(); } static make() { const made = super.make(); tick(0); return made; } }
console.log(A.make().hello(), B.make().hello(), C.make().hello(), C.make() instanceof A, Object.getPrototypeOf(C) === B);
