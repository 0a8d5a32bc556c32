// #private names of classes that are made while the program runs: mixins, factories, builtins above, static ones, closures over them.
import { EventEmitter } from 'node:events';
function work(n: number) { let s = 0; for (let i = 0; i < 400; i++) s = (s * 31 + n + i) % 1009; return s; }
const Counting = (B: any, step: number) => class Counter extends B {
  #n = step; static #made = 0; #log: number[] = [];
  constructor(...args: any[]) { super(...args); Counter.#made++; }
  #bump(by: number) { work(by); this.#n += by; this.#log.push(this.#n); return this; }
  get #twice() { return this.#n * 2; }
  set #twice(v: number) { this.#n = v >> 1; }
  run(k: number) {
    for (let i = 0; i < k; i++) { this.#bump(i + work(i) % 3).#bump(step); this.#n++; ++this.#n; this.#n *= 1; this.#twice += 2; }
    return this.#log.join();
  }
  swap(o: any) { [this.#n, o.#n] = [o.#n, this.#n]; work(1); ({ a: this.#n } = { a: this.#n + 1 }); for (this.#n of [1, 2, 3]) work(2); return this.#n + o.#n; }
  reader() { return () => { work(3); return `${this.#n}:${#n in this}:${this.#twice}`; }; }
  tag() { return this.#tagged`a${1}b`; }
  #tagged(s: any, v: number) { work(v); return s.join(v) + this.#n; }
  static made() { work(4); return Counter.#made; }
  static is(o: object) { return #n in o && #bump in o; }
};
class Base { base = 1; constructor(public seed = 7) {} }
const A = Counting(Base, 2);
const B = Counting(Map, 3);
const C = Counting(EventEmitter, 4);
const D = Counting(Array, 5);
const E = Counting(Error, 6);
const all: any[] = [new A(11), new B([[1, 2]]), new C(), new D(1, 2, 3), new E('bad'), new A(12)];
const readers = all.map((o) => o.reader());
for (const o of all) console.log(o.run(3), o.tag(), readers.map((r) => r()).join(' '));
console.log(all[0].swap(all[5]), A.made(), B.made(), A.is(all[0]), A.is(all[1]), B.is(all[1]));
try { all[0].swap(all[1]); } catch (e) { console.log((e as Error).message); }
for (const o of all) console.log(Object.keys(o).join(), o instanceof Map ? o.get(1) : o.length, Object.getPrototypeOf(o).constructor.name);
// anonymous ones keep the names that the language gives them
const named = [class { #x = 1; get() { work(5); return this.#x; } }, (() => { const Foo = class { #y = 2; get() { work(6); return this.#y; } }; return Foo; })()];
const table = { inner: class { #z = 3; get() { work(7); return this.#z; } } };
console.log(named.map((K) => JSON.stringify(K.name) + new K().get()).join(), table.inner.name, new table.inner().get());
// a class inside a method of another, of the same name
class Outer {
  #secret = 'outer';
  make() { return class Outer { #own = 'inner'; tell(o: any, p: any) { work(8); return this.#own + p.get(o); } }; }
  get(o: Outer) { work(9); return o.#secret; }
  peek() { const outer = this; return class { static #k = 1; read() { work(10); return outer.#secret + Outer.name; } }; }
}
for (let i = 0; i < 3; i++) { const o = new Outer(); const Inner = o.make(); console.log(new Inner().tell(o, o), Inner.name, new (o.peek())().read()); }
// names that land on objects of the caller's choice
class Returner { constructor(o: object) { return o; } }
class Marker extends Returner { #mark = 'm'; static of(o: any) { return #mark in o ? o.#mark : 'none'; } static set(o: any, v: string) { o.#mark = v; } }
const foreign: any[] = [{ plain: 1 }, [1, 2], new Map(), () => 1];
for (const o of foreign.slice(0, 3)) new Marker(o);
Marker.set(foreign[0], 'changed');
for (let i = 0; i < 4; i++) { work(i); console.log(foreign.map((o) => Marker.of(o)).join()); }
// several levels, computed keys, fields deleted
const key = ['a', 'b'];
class L1 { #one = 1; pub = 'p'; [key[0]!] = 5; [`m${key[1]}`]() { work(1); return this.#one++; } }
const L2 = class extends L1 { #two = 2; [Symbol.toPrimitive]() { work(2); return this.#two++; } get [key[1]!]() { return this.#two; } };
const l: any = new L2(); delete l.pub;
for (let i = 0; i < 4; i++) { work(3); console.log(l.mb(), +l, l.b, Object.keys(l).join(), new (Object.getPrototypeOf(l).constructor)().mb()); }
