import {
  apply,
  create,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  isExtensible,
  ownKeys,
  preventExtensions,
  stackGetter,
  stackSetter,
} from './pristine.ts';
import { damaged, type HeapReader } from './reader.ts';
import type { Changes } from './record.ts';
import type { HeapWriter } from './writer.ts';

/**
 * The tail of most records: own properties in order, and what else is unusual about the object.
 *
 *     flags, [prototype], [n, deleted key × n], n, (key, attributes, value | getter, setter) × n
 */
const Flag = { PROTO: 1, CLOSED: 2, DELETED: 4, PROPERTIES: 8 } as const;
const Attribute = { WRITABLE: 1, ENUMERABLE: 2, CONFIGURABLE: 4, ACCESSOR: 8, STACK: 16 } as const;
const ORDINARY = Attribute.WRITABLE | Attribute.ENUMERABLE | Attribute.CONFIGURABLE;

/** All own properties but those that the kind itself carries; the prototype if it is not `expected`. */
export function writeProps(
  w: HeapWriter,
  object: object,
  expected: object | null,
  isCarried?: (key: PropertyKey) => boolean,
): void {
  const all = ownKeys(object);
  const keys = isCarried ? all.filter((key) => !isCarried(key)) : all;
  const proto = getPrototypeOf(object);
  const isClosed = !isExtensible(object);
  w.raw(
    (proto !== expected ? Flag.PROTO : 0) |
      (isClosed ? Flag.CLOSED : 0) |
      (keys.length > 0 ? Flag.PROPERTIES : 0),
  );
  if (proto !== expected) w.value(proto);
  if (keys.length === 0) return;
  w.raw(keys.length);
  for (let i = 0; i < keys.length; i++)
    writeProperty(w, object, keys[i]!, getOwnPropertyDescriptor(object, keys[i]!)!);
}

export function writeChanges(w: HeapWriter, owner: object, changes: Changes | undefined): void {
  if (!changes) return w.raw(0);
  const { keys, descriptors, deleted, proto, sealed } = changes;
  w.raw(
    (proto !== undefined ? Flag.PROTO : 0) |
      (sealed ? Flag.CLOSED : 0) |
      (deleted.length > 0 ? Flag.DELETED : 0) |
      (keys.length > 0 ? Flag.PROPERTIES : 0),
  );
  if (proto !== undefined) w.value(proto);
  if (deleted.length > 0) {
    w.raw(deleted.length);
    for (const key of deleted) w.value(key);
  }
  if (keys.length > 0) {
    w.raw(keys.length);
    for (let i = 0; i < keys.length; i++) writeProperty(w, owner, keys[i]!, descriptors[i]!);
  }
}

function writeProperty(w: HeapWriter, owner: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  // The trace behind it is V8's own: it becomes the text that it gives.
  if (stackGetter !== undefined && descriptor.get === stackGetter) {
    w.value(key);
    const { enumerable, configurable } = descriptor;
    w.raw(
      Attribute.STACK | (enumerable ? Attribute.ENUMERABLE : 0) | (configurable ? Attribute.CONFIGURABLE : 0),
    );
    return w.value(apply(stackGetter, owner, []));
  }
  const { writable, enumerable, configurable, value, get, set } = descriptor;
  const isAccessor = get !== undefined || set !== undefined || writable === undefined;
  w.value(key);
  w.raw(
    (writable ? Attribute.WRITABLE : 0) |
      (enumerable ? Attribute.ENUMERABLE : 0) |
      (configurable ? Attribute.CONFIGURABLE : 0) |
      (isAccessor ? Attribute.ACCESSOR : 0),
  );
  if (!isAccessor) return w.value(value);
  w.value(get);
  w.value(set);
}

/** Brings an allocated object to what was written; freezing comes last of all. */
export function readProps(r: HeapReader, object: object): void {
  const flags = r.raw();
  if (flags & Flag.PROTO) {
    r.setProto(object, r.value());
  }
  if (flags & Flag.DELETED) for (let n = r.count(1); n > 0; n--) must(deleteProperty(object, r.key()));
  if (flags & Flag.PROPERTIES) for (let n = r.count(3); n > 0; n--) readProperty(r, object);
  if (flags & Flag.CLOSED) r.last.push(() => must(preventExtensions(object)));
}

/**
 * The same for something known, in two steps: all is read before any of it is done, since what the guest has changed about the builtins is
 * what reading goes by.
 */
export function readChanges(r: HeapReader, object: object): void {
  const flags = r.raw();
  if (flags & Flag.PROTO) {
    const proto = r.value();
    r.change(() => r.setProto(object, proto));
  }
  if (flags & Flag.DELETED)
    for (let n = r.count(1); n > 0; n--) {
      const key = r.key();
      r.change(() => must(deleteProperty(object, key)));
    }
  if (flags & Flag.PROPERTIES)
    for (let n = r.count(3); n > 0; n--) {
      const key = r.key();
      const descriptor = readDescriptor(r);
      r.change(() => must(defineProperty(object, key, descriptor)));
    }
  if (flags & Flag.CLOSED) r.change(() => must(preventExtensions(object)));
}

/** Without a prototype, from which it would inherit what the guest has put there. */
function readDescriptor(r: HeapReader): PropertyDescriptor {
  const attributes = r.raw();
  const descriptor: PropertyDescriptor = create(null);
  descriptor.enumerable = (attributes & Attribute.ENUMERABLE) !== 0;
  descriptor.configurable = (attributes & Attribute.CONFIGURABLE) !== 0;
  if (attributes & Attribute.ACCESSOR) {
    descriptor.get = accessor(r);
    descriptor.set = accessor(r);
  } else {
    descriptor.value = r.value();
    descriptor.writable = (attributes & (Attribute.WRITABLE | Attribute.STACK)) !== 0;
  }
  return descriptor;
}

function readProperty(r: HeapReader, object: object): void {
  const key = r.key();
  const attributes = r.raw();
  if (attributes === ORDINARY)
    return must(
      defineProperty(object, key, { value: r.value(), writable: true, enumerable: true, configurable: true }),
    );
  const enumerable = (attributes & Attribute.ENUMERABLE) !== 0;
  const configurable = (attributes & Attribute.CONFIGURABLE) !== 0;
  if (attributes & Attribute.STACK) return readStack(object, key, r.value(), { enumerable, configurable });
  if (attributes & Attribute.ACCESSOR) {
    const get = accessor(r);
    const set = accessor(r);
    must(defineProperty(object, key, { get, set, enumerable, configurable }));
  } else {
    must(
      defineProperty(object, key, {
        value: r.value(),
        writable: (attributes & Attribute.WRITABLE) !== 0,
        enumerable,
        configurable,
      }),
    );
  }
}

/** As the error of this version of Node would have it; a plain property where that does not hold the text. */
function readStack(object: object, key: PropertyKey, text: unknown, attributes: PropertyDescriptor): void {
  if (stackGetter && stackSetter) {
    must(
      defineProperty(object, key, { ...attributes, get: stackGetter, set: stackSetter, configurable: true }),
    );
    apply(stackSetter, object, [text]);
    if (apply(stackGetter, object, []) === text) return must(defineProperty(object, key, attributes));
  }
  must(defineProperty(object, key, { ...attributes, value: text, writable: true }));
}

function accessor(r: HeapReader): (() => unknown) | undefined {
  const value = r.value();
  if (value !== undefined && typeof value !== 'function') throw damaged('an accessor was expected');
  return value as (() => unknown) | undefined;
}

function must(done: boolean): void {
  if (!done) throw damaged('a property cannot be made');
}
