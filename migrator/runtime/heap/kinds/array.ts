import { HOLE } from '../format.ts';
import { type Kind, KindCode } from '../kind.ts';
import { hasPlainElements } from '../peek.ts';
import {
  arrayPrototype,
  construct,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  hasOwn,
  isExtensible,
  ownKeys,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged, type HeapReader } from '../reader.ts';
import { setOwn } from '../shapes.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';
import type { HeapWriter } from '../writer.ts';

const Mode = { INTEGERS: 0, DOUBLES: 1, VALUES: 2, ODD: 3 } as const;

/**
 *     prototype, mode, then
 *     INTEGERS  n, integer × n              whole words, not tagged
 *     DOUBLES   n, number of the first      in the table of doubles
 *     VALUES    n, word × n                 HOLE where there is no element
 *     ODD       length, props               sparse, frozen, with accessors or further properties
 */
export const array: Kind<unknown[]> = {
  code: KindCode.ARRAY,
  write(w, array) {
    writeProto(w, array);
    if (!hasPlainElements(array) && !isPlainBySearch(array)) {
      w.raw(Mode.ODD);
      w.value(array.length);
      writeProps(
        w,
        array,
        getPrototypeOf(array),
        (key) => key === 'length' && getOwnPropertyDescriptor(array, key)!.writable === true,
      );
      return;
    }
    const mode = modeOf(array);
    w.raw(mode);
    w.raw(array.length);
    if (mode === Mode.INTEGERS) for (let i = 0; i < array.length; i++) w.raw(array[i] as number);
    else if (mode === Mode.DOUBLES) writeDoubles(w, array as number[]);
    else for (let i = 0; i < array.length; i++) writeElement(w, array, i);
  },
  needs: needsProto,
  isLenient: true,
  allocate(r) {
    const [proto, mode] = [r.raw(), r.raw()];
    r.back(2);
    const isOrdinary = r.early(proto) === arrayPrototype;
    if (isOrdinary && mode === Mode.INTEGERS) return readIntegers(r);
    if (isOrdinary && mode === Mode.DOUBLES) return readDoubles(r);
    if (isOrdinary && mode === Mode.VALUES) return readValues(r);
    return constructAs(r, Array, () => []) as unknown[];
  },
  fill(r, array) {
    r.raw();
    const mode = r.raw();
    if (mode === Mode.ODD) {
      const length = r.value();
      if (typeof length !== 'number') throw damaged('a length was expected');
      defineProperty(array, 'length', { value: length });
      return readProps(r, array);
    }
    r.back(2);
    const elements =
      mode === Mode.INTEGERS ? readIntegers(r) : mode === Mode.DOUBLES ? readDoubles(r) : readValues(r);
    // What its prototypes hold under an index must not matter.
    for (let i = 0; i < elements.length; i++) if (hasOwn(elements, i)) setOwn(array, i, elements[i]);
    if (array.length !== elements.length) array.length = elements.length;
  },
};

/** Elements were complete when the array was allocated; only arrays with a prototype of their own and odd ones are filled later. */
export function arrayIsComplete(r: HeapReader): boolean {
  const proto = r.value();
  return proto === arrayPrototype && r.raw() !== Mode.ODD;
}

function modeOf(array: unknown[]): (typeof Mode)[keyof typeof Mode] {
  if (array.length === 0 || typeof array[0] !== 'number') return Mode.VALUES;
  let integers = true;
  for (let i = 0; i < array.length; i++) {
    const value = array[i];
    if (typeof value !== 'number') return Mode.VALUES;
    if ((value | 0) !== value || (value === 0 && 1 / value < 0)) integers = false;
  }
  return integers ? Mode.INTEGERS : Mode.DOUBLES;
}

function writeDoubles(w: HeapWriter, array: number[]): void {
  let first = 0;
  for (let i = 0; i < array.length; i++) {
    const at = w.double(array[i]!);
    if (i === 0) first = at;
  }
  w.raw(first);
}

function writeElement(w: HeapWriter, array: unknown[], i: number): void {
  const value = array[i];
  if (value === undefined && !hasOwn(array, i)) w.raw(HOLE);
  else w.value(value);
}

/**
 * One loop for each kind of elements: where V8 has seen a store make doubles of integers, or holes, it makes them of all arrays that
 * come there. A literal, too, would be of the kind that others made in its place have had since. What the program has compiled for its
 * arrays would then be up to three times as slow.
 */
const newArray = (): unknown[] => construct(Array, []) as unknown[];

function readIntegers(r: HeapReader): unknown[] {
  r.skip(2);
  const n = r.count(1);
  const from = r.skip(n);
  const tape = r.tape;
  const array = newArray();
  for (let i = 0; i < n; i++) array[i] = tape[from + i]!;
  return array;
}

function readDoubles(r: HeapReader): unknown[] {
  r.skip(2);
  const n = r.raw();
  const doubles = r.doublesFrom(r.raw(), n);
  const array = newArray();
  for (let i = 0; i < n; i++) array[i] = doubles[i]!;
  return array;
}

function readValues(r: HeapReader): unknown[] {
  r.skip(2);
  const n = r.count(1);
  const from = r.skip(n);
  for (let i = 0; i < n; i++) if (r.tape[from + i] === HOLE) return withHoles(r, from, n);
  return packed(r, from, n);
}

function packed(r: HeapReader, from: number, n: number): unknown[] {
  const array = newArray();
  for (let i = 0; i < n; i++) array[i] = r.early(r.tape[from + i]!);
  return array;
}

function withHoles(r: HeapReader, from: number, n: number): unknown[] {
  const array = newArray();
  for (let i = 0; i < n; i++) {
    const word = r.tape[from + i]!;
    if (word === HOLE) array.length = i + 1;
    else array[i] = r.early(word);
  }
  return array;
}

/** For arrays of unusual layout: every key an index below the length, every property ordinary. */
function isPlainBySearch(array: unknown[]): boolean {
  if (!isExtensible(array) || !getOwnPropertyDescriptor(array, 'length')!.writable) return false;
  const keys = ownKeys(array);
  // Sparse arrays are cheaper key by key, and one hole would cost a word each.
  if (keys.length - 1 !== array.length) return false;
  for (let i = 0; i < keys.length - 1; i++) {
    if (keys[i] !== String(i)) return false;
    const { writable, enumerable, configurable } = getOwnPropertyDescriptor(array, keys[i]!)!;
    if (!writable || !enumerable || !configurable) return false;
  }
  return true;
}
