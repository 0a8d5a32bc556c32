import { tick } from './support/tick.ts';

/** Classes with methods that are named as those of arrays count their arguments; arrays take whatever is there. */
class Counting {
  map(...args: unknown[]): number {
    return tick(args.length);
  }
  sort(): string {
    return `sort ${tick(arguments.length)}`;
  }
  filter(this: unknown, f?: (n: number) => boolean): string {
    return `filter ${arguments.length} ${f?.(tick(1))}`;
  }
  reduce(...args: unknown[]): string {
    return `reduce ${tick(args.length)}`;
  }
  find = (...args: unknown[]): Counting | undefined => (tick(args.length) === 2 ? this : undefined);
}
const c = new Counting();
const f = (n: number) => tick(n) > 0;
const several: [typeof f, number] = [f, 2];
console.log(c.map(f), c.map(), c.map(f, 1), c.map(f, undefined), c.map(...several), c.map(f, ...[1, 2, 3]));
console.log(c.sort(), (c as { sort(...a: unknown[]): string }).sort(f), (c as { sort(...a: unknown[]): string }).sort(f, 1));
console.log(c.filter(), c.filter(f), c.reduce(f), c.reduce(f, 0), c.reduce());
console.log(c.find(f, 1)?.map(f, 2, 3), c.find(f)?.map(f), c.find?.(f, undefined)?.sort());

const self = { base: 10 };
function add(this: typeof self, n: number): number {
  return this.base + tick(n);
}
console.log([1, 2].map(add, self), [1, 2]?.map(add, self), [1, 2].map(add, ...[self]));
const sortWithMore = (list: number[], ...more: unknown[]) =>
  (list as { sort(...a: unknown[]): number[] }).sort((a: number, b: number) => tick(b) - a, ...more);
console.log(sortWithMore([1, 3, 2], 'x'), [1, 2, 3].reduce((a, b) => tick(a) + b, 0));
try {
  // @ts-expect-error
  [1].map();
} catch ({ message }: any) {
  console.log(message);
}
