import { tick } from './support/tick.ts';

const log: string[] = [];
class List { items = [1, 2]; *[Symbol.iterator]() { for (const i of this.items) yield tick(i); } get size() { return this.items.length; } }
const p = new Proxy(new List(), { get(t, k, r) { log.push(String(k)); const v = Reflect.get(t, k, r); return typeof v === 'function' ? v.bind(t) : v; } });
console.log([...p].join(), p.size, tick(p.items.length), log.join());
