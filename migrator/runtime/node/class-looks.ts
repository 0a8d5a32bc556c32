/** Classes of ours look as those of Node's in whose place they stand: names, tags, enumerability, how they are printed. */
import { inspect } from 'node:util';

type Inspect = typeof inspect;
const { defineProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;

/** As the web's classes are: their members can be enumerated, and the tag is the name. */
export function named(made: Function, name: string): void {
  defineProperty(made, 'name', { value: name, configurable: true });
  const prototype = made.prototype as object;
  for (const key of ownKeys(prototype)) {
    if (typeof key !== 'string' || key === 'constructor') continue;
    defineProperty(prototype, key, { ...getOwnPropertyDescriptor(prototype, key)!, enumerable: true });
  }
  defineProperty(prototype, Symbol.toStringTag, { value: name, configurable: true });
}

/** Printed as the name of its class and what `parts` gives. */
export function shownAs(made: Function, parts: (self: object) => object): void {
  const show = {
    [inspect.custom](
      this: object,
      depth: number,
      options: { depth?: number | null },
      print: Inspect = inspect,
    ) {
      const { name } = this.constructor;
      if (depth < 0) return name;
      const inner = {
        ...options,
        depth: typeof options.depth === 'number' ? options.depth - 1 : options.depth,
      };
      return `${name} ${print(parts(this), inner as never)}`;
    },
  };
  defineProperty(made.prototype, inspect.custom, {
    value: show[inspect.custom as never],
    writable: true,
    configurable: true,
  });
}
