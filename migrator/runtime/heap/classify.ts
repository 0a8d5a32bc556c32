import {
  isAnyArrayBuffer,
  isArgumentsObject,
  isArrayBufferView,
  isBoxedPrimitive,
  isDate,
  isExternal,
  isGeneratorObject,
  isMap,
  isMapIterator,
  isModuleNamespaceObject,
  isNativeError,
  isPromise,
  isProxy,
  isRegExp,
  isSet,
  isSetIterator,
  isWeakMap,
  isWeakSet,
} from 'node:util/types';
import { constructorName } from './inside.ts';
import type { Kind } from './kind.ts';
import { argumentsObject } from './kinds/arguments.ts';
import { array } from './kinds/array.ts';
import { arrayBuffer } from './kinds/array-buffer.ts';
import { map, set } from './kinds/collections.ts';
import { constructed, constructedFrom } from './kinds/constructed.ts';
import { cursor, isCursor } from './kinds/cursor.ts';
import { derived } from './kinds/derived.ts';
import { error } from './kinds/error.ts';
import { finalizationRegistry, isFinalizationRegistry } from './kinds/finalization.ts';
import { bound, closure } from './kinds/function.ts';
import { generator } from './kinds/generator.ts';
import { iterator } from './kinds/iterator.ts';
import { made, member } from './kinds/made.ts';
import { object } from './kinds/object.ts';
import { FieldsOf, privateFields, privateInstance } from './kinds/private-instance.ts';
import { isGuestPromise, promise } from './kinds/promise.ts';
import { proxy, revoker } from './kinds/proxy.ts';
import { boxed, date, regexp } from './kinds/scalars.ts';
import { view } from './kinds/view.ts';
import { isWeakRef, weakMap, weakRef, weakSet } from './kinds/weak.ts';
import { getOwnPropertyDescriptor, getPrototypeOf, isArray } from './pristine.ts';
import type { Registry } from './registry.ts';
import { boundPartsOf, derivationOf, proxyOf } from './stamp.ts';
import { Refusal } from './uncapturable.ts';

/** Every kind that a record may have, but for `known` and shaped objects, which capture and restore handle themselves. */
export const kinds: readonly Kind[] = [
  object,
  array,
  map,
  set,
  iterator,
  cursor,
  constructed,
  arrayBuffer,
  view,
  date,
  regexp,
  error,
  boxed,
  argumentsObject,
  closure,
  bound,
  made,
  member,
  privateInstance,
  privateFields,
  generator,
  promise,
  proxy,
  revoker,
  weakMap,
  weakSet,
  weakRef,
  finalizationRegistry,
  derived,
];

/** By what V8 says the object is: a prototype or a tag may say anything. */
const byBrand: readonly [is: (object: object) => boolean, kind: Kind | string][] = [
  [isMap, map],
  [isSet, set],
  [isDate, date],
  [isRegExp, regexp],
  [isNativeError, error],
  [isArrayBufferView, view],
  [isAnyArrayBuffer, arrayBuffer],
  [isArgumentsObject, argumentsObject],
  [isBoxedPrimitive, boxed],
  [(each) => isMapIterator(each) || isSetIterator(each), iterator],
  [isPromise, 'a promise'],
  [isGeneratorObject, generator],
  [isWeakMap, weakMap],
  [isWeakSet, weakSet],
  [isModuleNamespaceObject, 'a module'],
  [isExternal, 'a handle of the operating system'],
];

/** The kind of an object that is neither known nor an ordinary one of a known shape; undefined for what has no brand. */
export function kindOf(each: object, registry: Registry): Kind | undefined {
  if (typeof each === 'function') return kindOfFunction(each, registry);
  if (isProxy(each)) return proxy;
  if (isArray(each)) return array;
  for (let i = 0; i < byBrand.length; i++) {
    const [is, kind] = byBrand[i]!;
    if (!is(each)) continue;
    if (typeof kind === 'string') throw new Refusal(kind);
    return kind;
  }
  if (FieldsOf.is(each)) return privateFields;
  if (isGuestPromise(each)) return promise;
  if (isCursor(each)) return cursor;
  if (derivationOf(each)) return derived;
  if (constructorName(each) === 'WeakRef' && isWeakRef(each)) return weakRef;
  if (isFinalizationRegistry(each)) return finalizationRegistry;
  if (registry.memberOf(each) || isPrototypeOfFunction(each, registry)) return member;
  return registry.privateTablesOf(each).length > 0 ? privateInstance : undefined;
}

function kindOfFunction(each: Function, registry: Registry): Kind {
  if (isProxy(each)) return proxy;
  if (registry.memberOf(each)) return member;
  if (registry.madeOf(each)) return made;
  if (proxyOf(each)) return revoker;
  if (derivationOf(each)) return derived;
  return boundPartsOf(each) ? bound : closure;
}

/** The object that a function of the program got as its `prototype`. */
function isPrototypeOfFunction(each: object, registry: Registry): boolean {
  const own = getOwnPropertyDescriptor(each, 'constructor');
  if (typeof own?.value !== 'function' || own.enumerable || registry.lookUp(own.value) || isProxy(own.value))
    return false;
  const prototype = getOwnPropertyDescriptor(own.value, 'prototype');
  return prototype?.value === each && prototype.writable === true;
}

/** Builtins whose instances show themselves by brand: without it, an object that inherits from them is an ordinary one. */
const BRANDED = new Set(
  [
    'Object',
    'Array',
    'Function',
    'Map',
    'Set',
    'Date',
    'RegExp',
    'Error',
    'AggregateError',
    'EvalError',
    'RangeError',
    'ReferenceError',
    'SyntaxError',
    'TypeError',
    'URIError',
    'Boolean',
    'Number',
    'String',
    'Symbol',
    'BigInt',
    'Promise',
    'WeakMap',
    'WeakSet',
    'ArrayBuffer',
    'SharedArrayBuffer',
    'DataView',
    'Int8Array',
    'Uint8Array',
    'Uint8ClampedArray',
    'Int16Array',
    'Uint16Array',
    'Int32Array',
    'Uint32Array',
    'Float16Array',
    'Float32Array',
    'Float64Array',
    'BigInt64Array',
    'BigUint64Array',
    'Buffer',
    // %TypedArray%
    'Int8Array.__proto__',
    // What inherits from generators without being one is the `prototype` of a generator function.
    '%GeneratorFunction%.prototype',
    '%AsyncGeneratorFunction%.prototype',
    // %IteratorPrototype%: what iterators hide is known by the prototypes between.
    'Iterator',
  ].map((name) => `${name}.prototype`),
);
// Before Node.js 22, which has no `Iterator`; %AsyncIteratorPrototype%.
for (const path of ['%ArrayIteratorPrototype%', '%AsyncGeneratorFunction%.prototype.prototype'])
  BRANDED.add(`${path}.__proto__`);
const OF_PROTOTYPE = /^(?:globalThis\.)?(.*?)\.prototype$/;
const HIDDEN: Record<string, string> = {
  '%ArrayIteratorPrototype%': 'array iterator',
  '%StringIteratorPrototype%': 'string iterator',
  '%RegExpStringIteratorPrototype%': 'matchAll iterator',
  '%IteratorHelperPrototype%': 'iterator helper',
  '%WrapForValidIteratorPrototype%': 'wrapped iterator',
};
const withArticle = (name: string): string => (/^(?:[AEIOaeio]|URI)/.test(name) ? `an ${name}` : `a ${name}`);

/**
 * An object without a brand must inherit from nothing that keeps hidden state for its instances (a WeakRef, a Worker);
 * some can be constructed again. Undefined for an ordinary object.
 */
export function kindByAncestry(each: object, registry: Registry): Kind | undefined {
  for (let proto = getPrototypeOf(each); proto !== null; proto = getPrototypeOf(proto)) {
    if (isProxy(proto)) return undefined;
    const known = registry.lookUp(proto);
    if (!known || registry.isPlainPrototype(proto) || BRANDED.has(known.path)) continue;
    if (known.path === 'WeakRef.prototype') return isWeakRef(each) ? weakRef : undefined;
    const kind = constructedFrom(known.path);
    if (kind) return kind;
    const name = OF_PROTOTYPE.exec(known.path)?.[1];
    if (name) throw new Refusal(withArticle(name));
    if (known.path.startsWith('%')) throw new Refusal(withArticle(HIDDEN[known.path] ?? 'native object'));
  }
  return undefined;
}
