// Fields are made in order, after super() returns, before the rest of the constructor.
import { tick } from './support/tick.ts';
const log: string[] = [];
const note = (what: string) => { log.push(tick(what)); return what; };
class A { a = note('A.a'); constructor() { note(`A() b=${(this as unknown as B).b}`); } }
class B extends A { b = note('B.b'); static s = note('B.s'); ['x' + note('key')] = note('computed'); constructor() { note('before'); super(); note(`after ${this.a} ${this.b}`); } c = note('B.c'); }
new B();
console.log(log.join(' | '));
