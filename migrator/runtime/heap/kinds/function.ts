import { isAsyncFunction, isGeneratorFunction } from 'node:util/types';
import { HOLE } from '../format.ts';
import { type HeapEngine, type Kind, KindCode } from '../kind.ts';
import {
  apply,
  bindTo,
  defineProperty,
  deleteProperty,
  functionPrototype,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isExtensible,
  objectPrototype,
  ownKeys,
  sourceOf,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged, type HeapReader } from '../reader.ts';
import { boundPartsOf, stampBound } from '../stamp.ts';
import { Refusal } from '../uncapturable.ts';
import type { HeapWriter } from '../writer.ts';

/** Every function has them until the program deletes them. */
const NAMING = ['name', 'length'] as const;

/** What every compiled inner function begins with: called while it is asked, it says what it closes over. */
const HOOK = '$ask.answer(';

/**
 * A function that the program made while it ran, and what it closes over.
 *
 *     function id, n, captured × n, name, length (HOLE where deleted), props
 */
export const closure: Kind<Function> = {
  code: KindCode.CLOSURE,
  write(w, closure, engine) {
    const { id, captured } = describe(closure, engine);
    if (!engine.canMake('function', id)) throw new Refusal(unmakeable('function', closure));
    w.raw(id);
    writeList(w, captured);
    for (const key of NAMING) hasOwn(closure, key) ? w.value(ownValue(closure, key)) : w.raw(HOLE);
    const hasOrdinaryPrototype = isOrdinaryPrototype(closure);
    writeProps(
      w,
      closure,
      functionPrototype,
      (key) =>
        key === 'arguments' ||
        key === 'caller' ||
        (key === 'prototype' && hasOrdinaryPrototype) ||
        isOrdinary(closure, key),
    );
  },
  needs: (r) => {
    r.raw();
    return refsOf(r);
  },
  allocate(r, engine) {
    const id = r.raw();
    const make = engine.factories.functions[id];
    if (!make) throw damaged(`the program has no inner function ${id}`);
    const made = apply(make, undefined, readList(r)) as unknown;
    if (typeof made !== 'function') throw damaged(`the factory of function ${id} makes none`);
    return made;
  },
  fill(r, closure) {
    r.raw();
    r.skip(r.count(1));
    for (const key of NAMING) {
      const word = r.raw();
      if (word === HOLE) deleteProperty(closure, key);
      else if (ownValue(closure, key) !== r.valueOf(word))
        defineProperty(closure, key, { value: r.valueOf(word), configurable: true });
    }
    readProps(r, closure);
  },
};

/**
 * What `bind` gave.
 *
 *     target, this, n, argument × n, name, length, props
 */
export const bound: Kind<Function> = {
  code: KindCode.BOUND,
  write(w, bound) {
    const { target, self, args } = boundPartsOf(bound)!;
    w.value(target);
    w.value(self);
    writeList(w, args);
    for (const key of NAMING) w.value(hasOwn(bound, key));
    writeProps(w, bound, getPrototypeOf(target));
  },
  needs(r) {
    const target = r.refOf(r.raw());
    const self = r.refOf(r.raw());
    return [target, self, ...refsOf(r)].filter((number) => number >= 0);
  },
  allocate(r) {
    const target = r.object() as Function;
    const self = r.value();
    if (typeof target !== 'function') throw damaged('a function was expected');
    const args = readList(r);
    return stampBound(bindTo(target, self, args), { target, self, args });
  },
  fill(r, bound) {
    r.skip(2);
    r.skip(r.count(1));
    for (const key of NAMING) if (r.value() === false) deleteProperty(bound, key);
    readProps(r, bound);
  },
};

/** By its name: such a function runs as written, and says nothing. */
function whyAsWritten({ name }: Function, { program }: HeapEngine): string {
  const namesakes = program?.functions.filter((each) => each.name === name) ?? [];
  const reason = namesakes.find(({ opaque }) => opaque !== null)?.opaque;
  if (!reason) return 'that was not part of the program when it started';
  return `that runs as written (${reason}; omrun --explain shows where)`;
}

/** Asks an inner function of the program what it closes over. Nothing else is ever called. */
function describe(closure: Function, engine: HeapEngine): { id: number; captured: unknown[] } {
  const source = sourceOf(closure);
  if (source.endsWith('{ [native code] }')) throw new Refusal(`a builtin function${nameOf(closure)}`);
  const words = isAsyncFunction(closure)
    ? 'an async function'
    : isGeneratorFunction(closure)
      ? 'a generator function'
      : undefined;
  if (words) throw new Refusal(`${words}${nameOf(closure)}`);
  if (!source.includes(HOOK))
    throw new Refusal(`a function${nameOf(closure)} ${whyAsWritten(closure, engine)}`);
  let answer: { id: number; captured: unknown[] } | undefined;
  engine.setAsk({
    answer(id, captured) {
      answer = { id, captured };
    },
  });
  try {
    apply(closure, undefined, []);
  } finally {
    engine.setAsk(undefined);
  }
  if (!answer) throw new Refusal(`a function${nameOf(closure)} that does not say what it holds`);
  return answer;
}

/** In words: the compiler knows no way to make it outside the place where it stands. */
export const unmakeable = (kind: 'class' | 'function', target: Function): string =>
  `a ${kind}${nameOf(target)} that can only be made where it stands`;

function nameOf(target: Function): string {
  const name = ownValue(target, 'name');
  return typeof name === 'string' && name !== '' ? ` ${name}` : '';
}

const ownValue = (target: object, key: PropertyKey): unknown => getOwnPropertyDescriptor(target, key)?.value;

/** `name` and `length` as every function has them; their values are in the record. */
function isOrdinary(target: Function, key: PropertyKey): boolean {
  if (key !== 'name' && key !== 'length') return false;
  const { value, writable, enumerable, configurable } = getOwnPropertyDescriptor(target, key)!;
  return (
    typeof value === (key === 'name' ? 'string' : 'number') &&
    !writable &&
    !enumerable &&
    configurable === true
  );
}

/** Nobody has touched it: the function will make another by itself. */
export function isOrdinaryPrototype(target: Function): boolean {
  const { value: prototype, writable } = getOwnPropertyDescriptor(target, 'prototype') ?? {};
  if (typeof prototype !== 'object' || prototype === null || !writable) return false;
  const own = getOwnPropertyDescriptor(prototype, 'constructor');
  return (
    own?.value === target &&
    own.writable === true &&
    !own.enumerable &&
    own.configurable === true &&
    ownKeys(prototype).length === 1 &&
    getPrototypeOf(prototype) === objectPrototype &&
    isExtensible(prototype)
  );
}

export function writeList(w: HeapWriter, values: readonly unknown[]): void {
  w.raw(values.length);
  for (let i = 0; i < values.length; i++) w.value(values[i]);
}

export function readList(r: HeapReader): unknown[] {
  const values: unknown[] = [];
  for (let n = r.count(1); n > 0; n--) values.push(r.value());
  return values;
}

export function refsOf(r: HeapReader): number[] {
  const numbers: number[] = [];
  for (let n = r.count(1); n > 0; n--) {
    const number = r.refOf(r.raw());
    if (number >= 0) numbers.push(number);
  }
  return numbers;
}
