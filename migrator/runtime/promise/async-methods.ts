/** What programs see of async generators: their functions' prototypes and the methods of the objects. */

import { type InspectOptions, inspect } from 'node:util';
import { isGeneratorObject } from 'node:util/types';
import {
  asyncFunctionPrototype,
  asyncGeneratorFunctionPrototype,
  asyncGeneratorPrototype,
} from '../native-async.ts';
import type { AnyGenerator } from '../native-generator.ts';
import type { Generators } from '../safepoint/generators.ts';
import {
  type AsyncGeneratorDriver,
  AsyncGeneratorState,
  asyncStateOf,
  setAsyncState,
} from './async-generator.ts';
import { barePromise } from './promise.ts';
import { isObject, rejectPromise, shown } from './settling.ts';

const { apply, defineProperty, getPrototypeOf, setPrototypeOf } = Reflect;

/** Tells `made` that it is an async generator function. */
export function asyncGenerator<F extends Function>(made: F): F {
  setPrototypeOf(made, asyncGeneratorFunctionPrototype);
  setPrototypeOf(made.prototype, asyncGeneratorPrototype);
  return made;
}

/** Tells `made` that it is an async function. */
export function asyncFunction<F extends Function>(made: F): F {
  setPrototypeOf(made, asyncFunctionPrototype);
  return made;
}

/** The same for methods of a class: generators are known by their `prototype`. */
export function asyncMethods(cls: Function, keys: PropertyKey[], staticKeys: PropertyKey[]): void {
  const tell = (owner: object, key: PropertyKey): void => {
    const made = Reflect.getOwnPropertyDescriptor(owner, key)?.value;
    if (typeof made === 'function') ('prototype' in made ? asyncGenerator : asyncFunction)(made);
  };
  for (const key of keys) tell(cls.prototype, key);
  for (const key of staticKeys) tell(cls, key);
}

function isOurs(object: object, generators: Generators): boolean {
  if (!isGeneratorObject(object)) return false;
  let proto: object | null = object;
  while (proto !== null && proto !== asyncGeneratorPrototype) proto = getPrototypeOf(proto);
  if (proto === null) return false;
  try {
    generators.stateOf(object);
    return true;
  } catch {
    return false; // V8's own async generator
  }
}

/** Takes the place of the methods of all async generators; those that run natively keep theirs. */
export function installAsyncMethods(driver: AsyncGeneratorDriver, generators: Generators): void {
  const stateOf = (object: unknown): AsyncGeneratorState | undefined => {
    if (!isObject(object)) return undefined;
    const known = asyncStateOf(object);
    if (known) return known;
    if (!isOurs(object, generators)) return undefined;
    const made = new AsyncGeneratorState(object as AnyGenerator);
    setAsyncState(object, made);
    return made;
  };
  for (const name of ['next', 'return', 'throw'] as const) {
    const native = (asyncGeneratorPrototype as Record<string, Function>)[name]!;
    const foreign = (object: unknown, value: unknown): unknown => {
      if (isGeneratorObject(object)) return apply(native, object, [value]);
      const promise = barePromise();
      rejectPromise(
        promise,
        new TypeError(`[AsyncGenerator].prototype.${name} called on incompatible receiver ${shown(object)}`),
      );
      return promise;
    };
    const { [name]: method } = {
      [name](this: unknown, value: unknown): unknown {
        const state = stateOf(this);
        return state ? driver.request(state, name, value) : foreign(this, value);
      },
    };
    defineProperty(asyncGeneratorPrototype, name, {
      value: method,
      writable: true,
      enumerable: false,
      configurable: true,
    });
  }
}

/** As Node shows native ones: `[AsyncFunction: f]`. */
function showAs(prototype: object, kind: string): void {
  defineProperty(prototype, inspect.custom, {
    value(
      this: unknown,
      depth: number,
      options: InspectOptions & { stylize(text: string, style: string): string },
    ) {
      if (typeof this !== 'function' || getPrototypeOf(this) !== prototype) return this;
      const { name } = this;
      const title = typeof name === 'string' && name !== '' ? `[${kind}: ${name}]` : `[${kind} (anonymous)]`;
      const keys = Reflect.ownKeys(this).filter(
        (key) => Reflect.getOwnPropertyDescriptor(this, key)!.enumerable,
      );
      const shown = options.stylize(title, 'special');
      if (keys.length === 0) return shown;
      const properties = Object.fromEntries(keys.map((key) => [key, (this as never)[key]]));
      return `${shown} ${inspect(properties, { ...options, depth })}`;
    },
    writable: true,
    enumerable: false,
    configurable: true,
  });
}
showAs(asyncFunctionPrototype, 'AsyncFunction');
showAs(asyncGeneratorFunctionPrototype, 'AsyncGeneratorFunction');
