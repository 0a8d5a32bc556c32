import { types } from 'node:util';
import { proxyParts, weakEntries } from '../../migrator/runtime/heap/inside.ts';
import { isWeakRef } from '../../migrator/runtime/heap/kinds/weak.ts';

/**
 * Checks that two values are the same graph: one object here for one there, with the same prototypes, keys in order,
 * descriptors and contents. Objects in `shared` are expected to be the very same. Gives the first difference, or null.
 */
export function difference(
  a: unknown,
  b: unknown,
  shared: (object: object) => boolean = () => false,
): string | null {
  const pairs = new Map<object, object>();
  const taken = new Set<object>();
  const todo: [path: string, a: unknown, b: unknown][] = [['value', a, b]];
  const weak: [path: string, x: object, y: object][] = [];
  const given = new Map<object, Set<unknown>>();
  const twinOf = (key: unknown) => (isObject(key) ? (shared(key) ? key : pairs.get(key)) : key);
  for (;;) {
    const next = todo.pop() ?? weakValue(weak, given, twinOf);
    if (!next) break;
    if (typeof next === 'string') return next;
    const [path, x, y] = next;
    if (!isObject(x) || !isObject(y)) {
      if (typeof x === 'symbol' && typeof y === 'symbol' && x.description === y.description) continue;
      if (!Object.is(x, y)) return `${path}: ${String(x)} is not ${String(y)}`;
      continue;
    }
    if (shared(x) || shared(y)) {
      if (x !== y) return `${path}: should be the same object`;
      continue;
    }
    if (x === y) return `${path}: should be another object`;
    const known = pairs.get(x);
    if (known !== undefined) {
      if (known !== y) return `${path}: identity is lost`;
      continue;
    }
    if (taken.has(y)) return `${path}: two objects became one`;
    pairs.set(x, y);
    taken.add(y);
    if (types.isWeakMap(x) || types.isWeakSet(x)) weak.push([path, x, y]);
    const problem = compare(x, y, (step, p, q) => todo.push([`${path}${step}`, p, q]));
    if (problem) return `${path}: ${problem}`;
  }
  return null;
}

/** A value to compare, of an entry whose key is known by now; or the difference. Each entry is given once. */
function weakValue(
  weak: [path: string, x: object, y: object][],
  given: Map<object, Set<unknown>>,
  twinOf: (key: unknown) => unknown,
): [path: string, a: unknown, b: unknown] | string | undefined {
  for (let i = 0; i < weak.length; i++) {
    const [path, x, y] = weak[i]!;
    const isMap = types.isWeakMap(x);
    const others = weakEntries(y)!;
    const [mine, step] = [weakEntries(x)!, isMap ? 2 : 1];
    for (let at = 0; at < mine.length; at += step) {
      if (given.get(x)?.has(mine[at])) continue;
      const twin = twinOf(mine[at]);
      if (twin === undefined) continue;
      if (!given.has(x)) given.set(x, new Set());
      given.get(x)!.add(mine[at]);
      let found = -1;
      for (let to = 0; to < others.length; to += step) if (others[to] === twin) found = to;
      if (found < 0) return `${path}: a weak entry is lost`;
      if (isMap) return [`${path}(weak value)`, mine[at + 1], others[found + 1]];
    }
  }
  return undefined;
}

/** These look up prototypes, which may go in a circle through a proxy. */
const BY_PROTOTYPE = new Set(['isKeyObject', 'isCryptoKey']);
const BRANDS = Object.entries(types).filter(([name]) => name.startsWith('is') && !BY_PROTOTYPE.has(name)) as [
  string,
  (object: object) => boolean,
][];

const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

function compare(x: object, y: object, also: (step: string, x: unknown, y: unknown) => void): string | null {
  if (types.isProxy(x) || types.isProxy(y)) {
    if (!types.isProxy(x) || !types.isProxy(y)) return 'a proxy on one side';
    const [p, q] = [proxyParts(x)!, proxyParts(y)!];
    also('(target)', p[0], q[0]);
    also('(handler)', p[1], q[1]);
    return null;
  }
  also('.__proto__', Object.getPrototypeOf(x), Object.getPrototypeOf(y));
  if (Object.isExtensible(x) !== Object.isExtensible(y)) return 'extensible on one side';
  for (const [name, is] of BRANDS) if (is(x) !== is(y)) return `${name} on one side`;
  if (Array.isArray(x) !== Array.isArray(y)) return 'an array on one side';
  const keys = Reflect.ownKeys(x);
  const others = Reflect.ownKeys(y);
  if (keys.map(String).join() !== others.map(String).join())
    return `keys ${keys.map(String)} are not ${others.map(String)}`;
  keys.forEach((key, i) => {
    const p = Object.getOwnPropertyDescriptor(x, key)!;
    const q = Object.getOwnPropertyDescriptor(y, others[i]!)!;
    for (const part of ['value', 'get', 'set', 'writable', 'enumerable', 'configurable'] as const)
      also(`.${String(key)}(${part})`, p[part], q[part]);
    also(`.${String(key)}(key)`, key, others[i]);
  });
  const [inside, other] = [contents(x), contents(y)];
  if (inside.length !== other.length) return 'another size';
  inside.forEach((each, i) => {
    also(`(${i})`, each, other[i]);
  });
  return null;
}

/** What the internal slots hold, whatever the prototype is now. */
function contents(object: object): unknown[] {
  if (types.isMap(object)) return [...Map.prototype.entries.call(object)].flat();
  if (types.isSet(object)) return [...Set.prototype.values.call(object)];
  if (isWeakRef(object)) return [WeakRef.prototype.deref.call(object)];
  if (types.isNativeError(object)) return [object.stack];
  if (types.isDate(object)) return [Date.prototype.getTime.call(object)];
  if (types.isRegExp(object))
    return ['source', 'flags'].map((key) => Reflect.get(RegExp.prototype, key, object));
  if (types.isAnyArrayBuffer(object)) return [Buffer.from(object).toString('hex')];
  if (types.isDataView(object))
    return ['buffer', 'byteOffset', 'byteLength'].map((key) => Reflect.get(DataView.prototype, key, object));
  if (types.isTypedArray(object))
    return ['buffer', 'byteOffset', 'length', Symbol.toStringTag].map((key) =>
      Reflect.get(Uint8Array.prototype, key, object),
    );
  for (const [is, type] of BOXES) if (is(object)) return [Reflect.apply(type.prototype.valueOf, object, [])];
  return [];
}

const BOXES = [
  [types.isNumberObject, Number],
  [types.isStringObject, String],
  [types.isBooleanObject, Boolean],
  [types.isSymbolObject, Symbol],
  [types.isBigIntObject, BigInt],
] as const;
