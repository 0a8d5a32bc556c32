// Getters and setters on objects, classes, defined later, inherited, lazy, with loops inside; setters return nothing.
const log: string[] = [];
const o = {
  _v: 1,
  get v() { let s = 0; for (let i = 0; i < 10; i++) s += this._v; return s; },
  set v(x: number) { for (let i = 0; i < 3; i++) log.push(`set${i}`); this._v = x; },
  get ['computed' + 1]() { return 'c1'; },
};
o.v = 2;
o.v += 1;
o.v++;
console.log(o.v, o._v, (o as any).computed1, (o.v = 5), log.length);
class Lazy {
  made = 0;
  get value(): number[] {
    const value = Array.from({ length: 5 }, (_, i) => i * ++this.made);
    Object.defineProperty(this, 'value', { value, enumerable: true });
    return value;
  }
}
const lazy = new Lazy();
console.log(lazy.value.join(), lazy.value === lazy.value, lazy.made, Object.keys(lazy).join());
const inherited = Object.create(o);
inherited.v = 7;
console.log(inherited._v, o._v, Object.keys(inherited).join(), inherited.v);
const live: any = {};
for (const [i, name] of ['x', 'y', 'z'].entries()) Object.defineProperty(live, name, { get: () => `${name}${i}`, set(v) { log.push(name + v); }, enumerable: true, configurable: true });
live.y = 'new';
console.log(JSON.stringify(live), log.at(-1));
const sorted = [3, 1, 2].map((n) => ({ get key() { log.push('k'); return n; } })).sort((a, b) => a.key - b.key).map((x) => x.key);
console.log(sorted.join(), Object.getOwnPropertyDescriptor(Lazy.prototype, 'value')!.set);
try { (class { get only() { return 1; } }).prototype.only = 2 as never; } catch (e) { console.log((e as Error).constructor.name); }
class Temp { static #k = 273; static get k() { return Temp.#k; } static set k(v) { Temp.#k = v; } }
Temp.k += 1;
console.log(Temp.k);
