import { tick } from './support/tick.ts';

class Tree<T> {
  constructor(readonly value: T, readonly kids: Tree<T>[] = []) {}
  *walk(depth = 0): Generator<string> { yield `${'-'.repeat(depth)}${tick(this.value)}`; for (const kid of this.kids) yield* kid.walk(depth + 1); }
  static *of(...values: number[]) { for (const v of values) yield new Tree(v); }
  *[Symbol.iterator](): Generator<T> { yield this.value; for (const k of this.kids) yield* k; }
}
const t = new Tree(1, [new Tree(2, [new Tree(4)]), new Tree(3)]);
console.log([...t.walk()].join(), [...t].join(), [...Tree.of(7, 8)].map((x) => x.value).join());
