import { tick } from './support/tick.ts';

const order: string[] = [];
const key = (k: string) => { order.push(tick(k)); return k; };
const sym = Symbol('s');
class C { [key('a')]() { return 1; } static [key('b')] = tick(2); get [key('c')]() { return 3; } [sym] = 4; ['with space']() { return 5; } *[key('d')]() { yield 6; } 7() { return 7; } }
const c = new C() as any;
console.log(c.a(), (C as any).b, c.c, c[sym], c['with space'](), [...c.d()].join(), c[7](), order.join());
