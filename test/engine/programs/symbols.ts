// Identity, registry, well-known ones on own objects, as keys of objects and maps, description.
const own = Symbol('own');
const other = Symbol('own');
const shared = Symbol.for('shared');
const o = { [own]: 1, [shared]: 2, plain: 3 };
let total = 0;
for (let i = 0; i < 10; i++) total += o[own] + (o[Symbol.for('shared') as typeof shared] ?? 0);
console.log(total, own === (other as never), own.description, Symbol.keyFor(shared), Symbol.keyFor(own));
console.log(Object.getOwnPropertySymbols(o).map(String).join(), Object.keys(o).join(), JSON.stringify(o));
const m = new Map([[own, 'own'], [other, 'other']]);
for (const s of [own, other, shared]) console.log(s.toString(), m.get(s));
class Temperature {
  constructor(readonly c: number) {}
  [Symbol.toPrimitive](hint: string) { return hint === 'string' ? `${this.c}°` : this.c; }
  static [Symbol.hasInstance](x: unknown) { return typeof x === 'number' && x > 100; }
}
const t = new Temperature(20);
console.log(`${t}`, +t * 2, (t as any) + 1, (150 as any) instanceof Temperature, (t as any) instanceof Temperature);
const spreadable = { length: 2, 0: 'x', 1: 'y', [Symbol.isConcatSpreadable]: true };
console.log(['w'].concat(spreadable as never).join());
const unscoped = Array.prototype[Symbol.unscopables];
console.log(typeof unscoped, Symbol.iterator in [], typeof own, Object(own) == (own as never));
const splitter = { [Symbol.split](s: string) { return [...s].filter((c) => c !== 'a'); } };
console.log('banana'.split(splitter as never).join(''));
