import { tick } from './support/tick.ts';

const key = Symbol('key');
class A { #v = 1; [key]() { return tick(this.#v); } static has(o: object) { return #v in o; } }
class B extends A { #v = 10; [key]() { return super[key]() + this.#v; } own() { return this.#v++; } }
const b = new B(), fake = Object.create(B.prototype);
b.own(); tick(0);
console.log(b[key](), A.has(b), A.has(fake), Object.getOwnPropertySymbols(B.prototype).length);
try { fake[key](); } catch (e) { console.log((e as Error).name); }
