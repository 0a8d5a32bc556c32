import type { PrivateName } from '../../abi.ts';
import { isMarkedBy, type PrivateTable, privateTableOf } from '../../private-names.ts';
import { type HeapEngine, type Kind, KindCode } from '../kind.ts';
import { baseInstanceOf, constructAsked, instanceOf } from '../makers.ts';
import {
  create,
  defineProperty,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  ownKeys,
  setPrototypeOf,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged, type HeapReader } from '../reader.ts';
import type { HeapWriter } from '../writer.ts';
import { refsOf } from './function.ts';

/**
 * An ordinary instance of classes with `#private` names. Constructing while asked puts the fields on it, the accessors of the classes
 * their values into them.
 *
 *     prototype, n, class × n, (m, (name, value) × m) × n, number of own keys, props
 */
export const privateInstance: Kind = {
  code: KindCode.PRIVATE,
  write(w, object) {
    const proto = getPrototypeOf(object);
    w.value(proto);
    writeFields(w, object);
    w.raw(ownKeys(object).length);
    writeProps(w, object, proto);
  },
  needs: (r) => [...refsOne(r), ...refsOf(r)],
  allocate(r, engine) {
    const proto = r.value();
    if (proto === null || typeof proto !== 'object') return create(null);
    const tables = readTables(r);
    const fits = (object: object | undefined): boolean =>
      object !== undefined && engine.registry.privateTablesOf(object).every((each) => tables.includes(each));
    const whole = instanceOf(proto, engine);
    if (whole && fits(whole) && tables.every((table) => isMarkedBy(table, whole))) return whole;
    // Captured on its way through its constructors.
    const base = baseInstanceOf(proto, engine);
    return base && fits(base) ? base : create(proto);
  },
  fill(r, object, engine) {
    r.skip(1);
    readFields(r, object, engine);
    const made = ownKeys(object);
    const count = r.raw();
    const from = r.skip(0);
    readProps(r, object);
    if (ownKeys(object).length === count) return;
    // The program has deleted fields that construction gives.
    for (const key of made) deleteProperty(object, key);
    r.back(r.skip(0) - from);
    readProps(r, object);
  },
};

/** Stands for the private fields of an object of another kind: an array, a Map, an error. */
export class FieldsOf {
  readonly #object: object;
  constructor(object: object) {
    this.#object = object;
  }
  get object(): object {
    return this.#object;
  }
  /** By brand: the prototypes of the guest's objects may be proxies. */
  static is = (object: object): object is FieldsOf => #object in object;
}

/**
 *     object, n, class × n, (m, (name, value) × m) × n
 */
export const privateFields: Kind<FieldsOf> = {
  code: KindCode.PRIVATE_FIELDS,
  write(w, { object }) {
    w.value(object);
    writeFields(w, object);
  },
  allocate: () => new FieldsOf({}),
  fill(r, _, engine) {
    readFields(r, r.object(), engine);
  },
};

const refsOne = (r: HeapReader): number[] => {
  const number = r.refOf(r.raw());
  return number < 0 ? [] : [number];
};

const fieldsIn = ({ names }: PrivateTable, object: object): [string, PrivateName][] =>
  Object.entries(names).filter(([, name]) => name.field && name.has(object));

function writeFields(w: HeapWriter, object: object): void {
  const tables = w.registry.privateTablesOf(object);
  w.raw(tables.length);
  for (const { cls } of tables) w.value(cls);
  for (const table of tables) writeFieldValues(w, object, table);
}

/** Also of a class, whose static ones they are. */
export function writeFieldValues(w: HeapWriter, object: object, table: PrivateTable | undefined): void {
  const fields = table ? fieldsIn(table, object) : [];
  w.raw(fields.length);
  for (const [name, { get }] of fields) {
    w.value(name);
    w.value(get(object));
  }
}

function readTables(r: HeapReader): PrivateTable[] {
  const tables: PrivateTable[] = [];
  for (let n = r.count(1); n > 0; n--) {
    const cls = r.object();
    const table = typeof cls === 'function' ? privateTableOf(cls) : undefined;
    if (!table) throw damaged('a class with private names was expected');
    tables.push(table);
  }
  return tables;
}

function readFields(r: HeapReader, object: object, engine: HeapEngine): void {
  for (const table of readTables(r)) {
    if (!isMarkedBy(table, object)) mark(table, object, engine);
    readFieldValues(r, object, table);
  }
}

export function readFieldValues(r: HeapReader, object: object, table: PrivateTable | undefined): void {
  for (let m = r.count(2); m > 0; m--) {
    const name = table?.names[r.string()];
    const value = r.value();
    if (!name?.field || !name.has(object)) throw damaged('an object lacks a private field');
    name.set(object, value);
  }
}

/**
 * Puts the private names of a derived class on an object: its constructor does so with whatever the one above it returns. What else
 * that puts on the object is taken off again.
 */
function mark({ cls }: PrivateTable, object: object, engine: HeapEngine): void {
  const keys = ownKeys(object);
  const before = keys.map((key) => getOwnPropertyDescriptor(object, key)!);
  const parent = getPrototypeOf(cls);
  class Above {
    constructor() {
      // biome-ignore lint/correctness/noConstructorReturn: this is how a private field is added to a foreign object
      return object;
    }
  }
  setPrototypeOf(cls, Above);
  try {
    constructAsked(cls, cls, engine);
  } catch {
    throw damaged(`a ${cls.name} cannot be made`);
  } finally {
    setPrototypeOf(cls, parent);
  }
  for (const key of ownKeys(object)) if (!keys.includes(key)) deleteProperty(object, key);
  for (let i = 0; i < keys.length; i++) defineProperty(object, keys[i]!, before[i]!);
}
