import { tick } from './support/tick.ts';

class Stream<T> { constructor(readonly head: T, private rest: () => Stream<T> | null) {} #tail?: Stream<T> | null; get tail() { return this.#tail === undefined ? (this.#tail = this.rest()) : this.#tail; } map<U>(f: (v: T) => U): Stream<U> { return new Stream(f(tick(this.head)), () => this.tail?.map(f) ?? null); } take(n: number): T[] { const out: T[] = []; for (let s: Stream<T> | null = this; s && n-- > 0; s = s.tail) out.push(s.head); return out; } static iterate<T>(v: T, f: (v: T) => T): Stream<T> { return new Stream(v, () => Stream.iterate(f(v), f)); } }
const powers = Stream.iterate(1, (n) => tick(n * 2));
console.log(powers.take(8).join(), powers.map((n) => n + 1).take(4).join(), powers.tail === powers.tail);
