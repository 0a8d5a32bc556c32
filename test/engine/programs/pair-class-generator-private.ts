import { tick } from './support/tick.ts';

class Bag { #items = [3, 1, 2]; *#sorted() { for (const v of [...this.#items].sort((a, b) => tick(a) - b)) yield v; } *[Symbol.iterator]() { yield* this.#sorted(); this.#items.push(tick(9)); yield this.#items.length; } static *of(...b: Bag[]) { for (const x of b) yield* x.#items; } }
const b = new Bag();
const it = b[Symbol.iterator]();
it.next(); tick(0);
console.log([...it].join(), [...b].join(), [...Bag.of(b, new Bag())].join());
