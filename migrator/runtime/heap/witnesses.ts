import { cursorMethods } from '../cursors/replace.ts';
import { segmentsMethods } from '../cursors/segment-cursor.ts';
import { textDecoderMethods } from '../text-decoding.ts';
import { derivingGetters, segmenterMethods } from './kinds/derived.ts';
import { proxyMethods } from './kinds/proxy.ts';
import { weakRefMethods } from './kinds/weak.ts';
import {
  bindTo,
  defineProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  mapIterators,
  setIterators,
} from './pristine.ts';
import { type IteratorOrigin, stampBound, stampIterator } from './stamp.ts';

/**
 * Some builtins make objects whose parts nobody can read afterwards: `bind`, and those that give iterators. They are
 * replaced by versions that do the same and note the parts. `Symbol.iterator` of arrays and strings is left alone:
 * spread and destructuring are fast only while it is the builtin, and the compiler lowers `for…of` itself.
 */
export function installWitnesses(): void {
  replace(Function.prototype, {
    bind(this: Function, self: unknown, ...args: unknown[]) {
      return stampBound(bindTo(this, self, args), { target: this, self, args });
    },
  });
  defineProperty(Function.prototype.bind, 'length', { value: 1 });

  const map = {
    entries: iteratorMaker(mapIterators, 'entries'),
    keys: iteratorMaker(mapIterators, 'keys'),
    values: iteratorMaker(mapIterators, 'values'),
  };
  replace(Map.prototype, map);
  override(Map.prototype, Symbol.iterator, map.entries);

  replace(Array.prototype, cursorMethods.array);
  replace(getPrototypeOf(Uint8Array.prototype)!, cursorMethods.typedArray);
  replace(String.prototype, cursorMethods.string);

  for (const [base, key, get] of derivingGetters) defineProperty(base.prototype, key, { get });
  replace(Intl.Segmenter.prototype, segmenterMethods);
  replace(TextDecoder.prototype, textDecoderMethods);
  override(segmentsMethods.prototype, Symbol.iterator, segmentsMethods[Symbol.iterator]);
  replace(Proxy, proxyMethods);
  replace(WeakRef.prototype, weakRefMethods);

  const set = {
    entries: iteratorMaker(setIterators, 'entries'),
    values: iteratorMaker(setIterators, 'values'),
  };
  replace(Set.prototype, set);
  override(Set.prototype, 'keys', set.values);
  override(Set.prototype, Symbol.iterator, set.values);
}

function iteratorMaker(
  makers: Record<string, (self: unknown) => object>,
  kind: IteratorOrigin['kind'],
): () => object {
  const make = makers[kind]!;
  // A method has no [[Construct]], like the builtin.
  const holder = {
    [kind](this: object) {
      return stampIterator(make(this), { source: this, kind });
    },
  };
  return holder[kind]!;
}

function replace(owner: object, methods: Record<string, Function>): void {
  for (const [key, value] of Object.entries(methods)) override(owner, key, value);
}

function override(owner: object, key: PropertyKey, value: Function): void {
  const { writable, enumerable, configurable } = getOwnPropertyDescriptor(owner, key)!;
  defineProperty(owner, key, { value, writable, enumerable, configurable });
}
