/**
 * Builtins as they were before any guest code ran: the walk must see the heap as it is, whatever the guest has patched.
 * Loaded with the runtime, so the guest cannot come first.
 */
const { call, bind } = Function.prototype;
const uncurryThis = bind.bind(call) as (f: Function) => (self: unknown, ...args: never[]) => unknown;

function method<R>(owner: object, key: PropertyKey): (self: unknown, ...args: unknown[]) => R {
  return uncurryThis((owner as Record<PropertyKey, Function>)[key]!) as (
    self: unknown,
    ...args: unknown[]
  ) => R;
}
function getter<R>(owner: object, key: PropertyKey): (self: unknown) => R {
  return uncurryThis(Object.getOwnPropertyDescriptor(owner, key)!.get!) as (self: unknown) => R;
}

export const {
  apply,
  construct,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  has,
  isExtensible,
  ownKeys,
  preventExtensions,
  setPrototypeOf,
} = Reflect;
export const { is, create, hasOwn } = Object;
export const objectPrototype: object = Object.prototype;
export const arrayPrototype: object = Array.prototype;
export const functionPrototype: object = Function.prototype;
export const { isArray } = Array;

/**
 * `list.push(item)`, whatever the guest has made of `push`, and of numbered properties of the prototype. To be used where the guest's
 * changes are in force.
 */
export function append<T>(list: T[], item: T): void {
  defineProperty(list, list.length, {
    __proto__: null,
    value: item,
    writable: true,
    enumerable: true,
    configurable: true,
  } as PropertyDescriptor);
}

export const sourceOf = method<string>(Function.prototype, 'toString');
/** `f.bind(self, ...args)`, where the guest may have made something else of how arrays are iterated. */
export function bindTo(f: Function, self: unknown, args: readonly unknown[]): Function {
  const all = [self];
  for (let i = 0; i < args.length; i++) append(all, args[i]);
  return apply(bind, f, all);
}

export const mapForEach = method<void>(Map.prototype, 'forEach');
export const mapSet = method<unknown>(Map.prototype, 'set');
export const mapSize = getter<number>(Map.prototype, 'size');
export const mapDelete = method<boolean>(Map.prototype, 'delete');
export const setDelete = method<boolean>(Set.prototype, 'delete');
export const setForEach = method<void>(Set.prototype, 'forEach');
export const setAdd = method<unknown>(Set.prototype, 'add');
export const setSize = getter<number>(Set.prototype, 'size');
export const mapIterators: Record<string, (self: unknown) => object> = {
  entries: method(Map.prototype, 'entries'),
  keys: method(Map.prototype, 'keys'),
  values: method(Map.prototype, 'values'),
};
export const setIterators: Record<string, (self: unknown) => object> = {
  entries: method(Set.prototype, 'entries'),
  values: method(Set.prototype, 'values'),
};
export const nextOfMap = method<IteratorResult<unknown>>(getPrototypeOf(new Map().entries())!, 'next');
export const nextOfSet = method<IteratorResult<unknown>>(getPrototypeOf(new Set().values())!, 'next');

export const dateTime = method<number>(Date.prototype, 'getTime');
export const numberValue = method<number>(Number.prototype, 'valueOf');
export const stringValue = method<string>(String.prototype, 'valueOf');
export const booleanValue = method<boolean>(Boolean.prototype, 'valueOf');
export const bigintValue = method<bigint>(BigInt.prototype, 'valueOf');
export const symbolValue = method<symbol>(Symbol.prototype, 'valueOf');
export const symbolDescription = getter<string | undefined>(Symbol.prototype, 'description');
export const symbolKeyFor = Symbol.keyFor;
export const symbolFor = Symbol.for;
export const makeSymbol = Symbol;
export const toObject = Object as (value: unknown) => object;

export const regexpSource = getter<string>(RegExp.prototype, 'source');
/** `flags` itself would ask the object's own properties. */
const flagGetters = (
  [
    ['d', 'hasIndices'],
    ['g', 'global'],
    ['i', 'ignoreCase'],
    ['m', 'multiline'],
    ['s', 'dotAll'],
    ['u', 'unicode'],
    ['v', 'unicodeSets'],
    ['y', 'sticky'],
  ] as const
)
  .filter(([, name]) => name in RegExp.prototype)
  .map(([letter, name]) => [letter, getter<boolean>(RegExp.prototype, name)] as const);
export function regexpFlags(regexp: unknown): string {
  let flags = '';
  for (let i = 0; i < flagGetters.length; i++) if (flagGetters[i]![1](regexp)) flags += flagGetters[i]![0];
  return flags;
}

const typedArrayPrototype = getPrototypeOf(Uint8Array.prototype)!;
/** The name of the typed array type, undefined for everything else. */
export const typedArrayName = getter<string | undefined>(typedArrayPrototype, Symbol.toStringTag);
export const typedArrayBuffer = getter<ArrayBufferLike>(typedArrayPrototype, 'buffer');
export const typedArrayOffset = getter<number>(typedArrayPrototype, 'byteOffset');
export const typedArrayLength = getter<number>(typedArrayPrototype, 'length');
/** Throws where the array lies beyond the end of its buffer. */
export const typedArrayValues = method<object>(typedArrayPrototype, 'values');
export const viewBuffer = getter<ArrayBufferLike>(DataView.prototype, 'buffer');
export const viewOffset = getter<number>(DataView.prototype, 'byteOffset');
export const viewBytes = getter<number>(DataView.prototype, 'byteLength');
export const bufferBytes = getter<number>(ArrayBuffer.prototype, 'byteLength');
export const bufferMaxBytes = getter<number>(ArrayBuffer.prototype, 'maxByteLength');
export const isResizable = getter<boolean>(ArrayBuffer.prototype, 'resizable');
export const resizeBuffer = method<void>(ArrayBuffer.prototype, 'resize');
export const sharedBytes = getter<number>(SharedArrayBuffer.prototype, 'byteLength');
export const sharedMaxBytes = getter<number>(SharedArrayBuffer.prototype, 'maxByteLength');
export const isGrowable = getter<boolean>(SharedArrayBuffer.prototype, 'growable');

/** Constructors by name, as first found. */
export const constructors = new Map<string, Function>(
  [
    Object,
    Array,
    Map,
    Set,
    Date,
    RegExp,
    Error,
    Function,
    DataView,
    ArrayBuffer,
    Int8Array,
    Uint8Array,
    Uint8ClampedArray,
    Int16Array,
    Uint16Array,
    Int32Array,
    Uint32Array,
    Float32Array,
    Float64Array,
    BigInt64Array,
    BigUint64Array,
    ...('Float16Array' in globalThis
      ? [(globalThis as unknown as { Float16Array: Function }).Float16Array]
      : []),
  ].map((each) => [each.name, each]),
);

/** From Node 21 on, `stack` is an accessor that all errors share; undefined where it is a plain property. */
const stackDescriptor = getOwnPropertyDescriptor(new Error(), 'stack');
export const stackGetter = stackDescriptor?.get;
export const stackSetter = stackDescriptor?.set;
