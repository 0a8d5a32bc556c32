// WeakMap, WeakSet, WeakRef and FinalizationRegistry live across captures.
const pause = (n: number) => { let s = 0; for (let i = 0; i < n; i++) s += i & 3; return s; };
const objects = Array.from({ length: 8 }, (_, i) => ({ i }));
const squares = new WeakMap<object, number>();
for (const o of objects) squares.set(o, o.i ** 2);
squares.set({ nobody: true }, -1);
const odd = new WeakSet<object>(objects.filter((o) => o.i % 2 === 1));
const names = new WeakMap<object, { name: string; next?: object }>();
class Model { id = 1; method() {} }
// Keys of all kinds: classes, prototypes, methods, builtins, functions, symbols, and chains of entries.
names.set(Model, { name: 'class' }).set(Model.prototype, { name: 'prototype' }).set(Model.prototype.method, { name: 'method' }).set(Array.prototype, { name: 'builtin' });
const Dynamic = ((tag: string) => class { tag() { return tag; } })('dynamic');
names.set(Dynamic.prototype, { name: 'made prototype' }).set(Dynamic.prototype.tag, { name: 'made method' });
function Old(this: any) {}
const inner = ((n: number) => function made() { return n; })(5);
names.set(Old, { name: 'function' }).set(inner, { name: 'inner' }).set(inner.prototype, { name: 'inner prototype' });
const first = {};
{
  const second = { hop: 2 }, third = { hop: 3 };
  names.set(first, { name: 'first', next: second }).set(second, { name: 'second', next: third }).set(third, { name: 'third' });
}
const symbols = new WeakMap<any, string>();
const unique = Symbol('unique');
symbols.set(unique, 'by symbol');
const self = new WeakMap<object, object>();
self.set(self, self);
const ref = new WeakRef(objects[3]!);
const only = new WeakRef({ kept: 'while it is alive' });
only.deref();
const finalized: unknown[] = [];
const registry = new FinalizationRegistry((held) => finalized.push(held));
const token = {};
registry.register(objects[0]!, 'zero', token);
registry.register(objects[1]!, 'one', token);
class Table extends WeakMap<object, number> { hits = 0; count(key: object) { this.hits++; this.set(key, (this.get(key) ?? 0) + 1); return this.get(key); } }
const table = new Table();
const privates = new WeakMap<object, { secret: number }>();
class Hidden { constructor(n: number) { privates.set(this, { secret: n }); } get value() { return privates.get(this)!.secret; } bump() { privates.get(this)!.secret++; return this; } }
const hidden = [new Hidden(1), new Hidden(2)];
for (let round = 0; round < 6; round++) {
  pause(50);
  let sum = 0;
  for (const o of objects) sum += squares.get(o)! + (odd.has(o) ? 100 : 0);
  const chain = [names.get(first)!.name, names.get(names.get(first)!.next!)!.name, names.get(names.get(names.get(first)!.next!)!.next!)!.name];
  console.log(round, sum, chain.join(), squares.has({}), ref.deref() === objects[3], ref.deref()!.i, table.count(objects[round]!), table.count(objects[2]!), table.hits);
  pause(50);
  console.log([Model, Model.prototype, Model.prototype.method, Array.prototype, Dynamic.prototype, Dynamic.prototype.tag, Old, inner, inner.prototype].map((k) => names.get(k)!.name).join());
  console.log(symbols.get(unique), self.get(self) === self, hidden.map((h) => h.bump().value).join(), squares instanceof WeakMap, table instanceof Table, String(odd));
  if (round === 3) { squares.delete(objects[7]!); squares.set(objects[7]!, 0); odd.delete(objects[1]!); }
}
console.log(registry.unregister(token), registry.unregister(token), finalized.length, Object.prototype.toString.call(registry), registry instanceof FinalizationRegistry);
for (const bad of [() => registry.register(1 as any, 1), () => registry.register(token, token), () => registry.unregister(1 as any), () => new FinalizationRegistry(1 as any), () => squares.set(1 as any, 1)]) {
  try { bad(); console.log('no'); } catch (e) { console.log((e as Error).constructor.name); }
}
