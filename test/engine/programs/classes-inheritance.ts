// super in constructors, methods, accessors, statics, object literals; order of field initialisers; abstract; overrides.
const log: string[] = [];
const init = <T>(name: string, value: T): T => (log.push(name), value);
class A {
  a = init('A.a', 1);
  constructor(public tag: string) { log.push(`A(${tag})`); this.hook(); }
  hook() { log.push('A.hook'); }
  value(x: number) { return x + this.a; }
  get twice() { return this.a * 2; }
  set twice(v: number) { this.a = v / 2; }
  static make(tag: string) { return new this(tag); }
  static kind() { return 'A'; }
}
class B extends A {
  b = init('B.b', this.a + 1);
  constructor(tag: string, readonly extra = init('default', 7)) {
    log.push('B before super');
    super(tag + '!');
    log.push(`B after super ${this.b}`);
  }
  override hook() { log.push(`B.hook ${this.b}`); super.hook(); }
  override value(x: number): number { return super.value(x) * 10 + [1, 2].map((n) => super.value(n)).reduce((p, q) => p + q); }
  override get twice() { return super.twice + 1; }
  override set twice(v: number) { super.twice = v - 1; }
  static override kind() { return `B<${super.kind()}`; }
}
class C extends B {
  c = init('C.c', 3);
  override value(x: number) { const f = () => super.value(x); let r = 0; for (let i = 0; i < 3; i++) r += f(); return r; }
}
const c = C.make('t') as C;
console.log(log.join('; '));
console.log(c.value(5), c.twice, ((c.twice = 21), c.a), C.kind(), c.extra, c instanceof A);
const proto = { greet(n: string) { return `hello ${n}`; }, get x() { return 1; } };
const derived = { __proto__: proto, greet(n: string) { return super.greet(n) + '!' + super.x; } };
console.log(derived.greet('you'));
class Stack<T> extends Array<T> { peek() { return this[this.length - 1]; } static get [Symbol.species]() { return Array; } }
const s = new Stack<number>();
s.push(1, 2, 3);
console.log(s.length, s.peek(), s instanceof Array, s.map((x) => x) instanceof Stack, Array.isArray(s));
class Dict extends Map<string, number> { inc(k: string) { return this.set(k, (this.get(k) ?? 0) + 1); } }
const d = new Dict([['a', 1]]);
for (const ch of 'banana') d.inc(ch);
console.log([...d].join(' '), d.size, d instanceof Map);
abstract class Base { abstract name(): string; hi() { return `hi ${this.name()}`; } }
console.log(new (class extends Base { name() { return 'anon'; } })().hi());
class Null extends (null as any) { static s = 1; }
console.log((Null as any).s);
