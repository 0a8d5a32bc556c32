import { tick } from './support/tick.ts';

class Stack<T> {
  #items: T[] = [];
  static #made = 0;
  #check() { if (tick(this.#items.length) === 0) throw new Error('empty'); return this; }
  push(v: T) { this.#items.push(tick(v)); return this; }
  pop() { return this.#check().#items.pop(); }
  get #top() { return this.#items.at(-1); }
  peek() { return tick(this.#top); }
  static create() { Stack.#made++; return new Stack<number>(); }
  static is(o: object) { return #items in o; }
  static get made() { return Stack.#made; }
}
const s = Stack.create().push(1).push(2);
console.log(s.peek(), s.pop(), s.pop(), Stack.is(s), Stack.is({}), Stack.made);
try { s.pop(); } catch (e) { console.log((e as Error).message); }
