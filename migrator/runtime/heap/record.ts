import { append, getOwnPropertyDescriptor, getPrototypeOf, is, isExtensible, ownKeys } from './pristine.ts';

/**
 * An object as it was before the guest ran: what differs now is carried, what does not is left out.
 * This file uses no method of a prototype: the guest may have patched it.
 */
export interface PristineRecord {
  proto: object | null;
  extensible: boolean;
  keys: PropertyKey[];
  descriptors: PropertyDescriptor[];
}

/** What is different now. */
export interface Changes {
  /** Properties that are new or other than they were, as they are. */
  keys: PropertyKey[];
  descriptors: PropertyDescriptor[];
  /** The same as they were; undefined for new ones. */
  before: (PropertyDescriptor | undefined)[];
  deleted: PropertyKey[];
  /** The prototype, if it is another. */
  proto: object | null | undefined;
  sealed: boolean;
}

const always = () => true;

export function recordOf(
  object: object,
  accept: (descriptor: PropertyDescriptor) => boolean = always,
): PristineRecord {
  const record: PristineRecord = {
    proto: getPrototypeOf(object),
    extensible: isExtensible(object),
    keys: [],
    descriptors: [],
  };
  const keys = ownKeys(object);
  for (let i = 0; i < keys.length; i++) {
    const descriptor = getOwnPropertyDescriptor(object, keys[i]!);
    if (!descriptor || !accept(descriptor)) continue;
    record.keys[record.keys.length] = keys[i]!;
    record.descriptors[record.descriptors.length] = descriptor;
  }
  return record;
}

const same = (a: PropertyDescriptor, b: PropertyDescriptor): boolean =>
  is(a.value, b.value) &&
  a.get === b.get &&
  a.set === b.set &&
  a.writable === b.writable &&
  a.enumerable === b.enumerable &&
  a.configurable === b.configurable;

function indexOf(keys: readonly PropertyKey[], key: PropertyKey, likely: number): number {
  if (keys[likely] === key) return likely;
  for (let i = 0; i < keys.length; i++) if (keys[i] === key) return i;
  return -1;
}

/**
 * Nobody can change or delete it. Not even looked at: for `arguments` and `caller` of a sloppy function V8 would walk the
 * stack each time.
 */
const isFixed = ({ configurable, writable }: PropertyDescriptor): boolean => !configurable && !writable;

/** Undefined where nothing has changed. */
export function changesSince(object: object, record: PristineRecord): Changes | undefined {
  const now = ownKeys(object);
  const changes: Changes = {
    keys: [],
    descriptors: [],
    before: [],
    deleted: [],
    proto: undefined,
    sealed: false,
  };
  let kept = 0;
  for (let i = 0; i < now.length; i++) {
    const key = now[i]!;
    const at = indexOf(record.keys, key, kept);
    if (at >= 0) {
      kept++;
      if (isFixed(record.descriptors[at]!)) continue;
    }
    const descriptor = getOwnPropertyDescriptor(object, key)!;
    if (at >= 0 && same(descriptor, record.descriptors[at]!)) continue;
    append(changes.keys, key);
    append(changes.descriptors, descriptor);
    append(changes.before, at < 0 ? undefined : record.descriptors[at]);
  }
  if (kept < record.keys.length) {
    for (let i = 0; i < record.keys.length; i++) {
      if (indexOf(now, record.keys[i]!, i) < 0) append(changes.deleted, record.keys[i]!);
    }
  }
  const proto = getPrototypeOf(object);
  if (proto !== record.proto) changes.proto = proto;
  changes.sealed = record.extensible && !isExtensible(object);
  const isSame =
    changes.keys.length === 0 &&
    changes.deleted.length === 0 &&
    changes.proto === undefined &&
    !changes.sealed;
  return isSame ? undefined : changes;
}
