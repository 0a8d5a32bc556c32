import { EventEmitter } from 'node:events';
import { types } from 'node:util';
import type { LinkedModule } from '../abi.ts';
import {
  hasPrivateTables,
  isMarkedBy,
  type PrivateTable,
  privateTableOf,
  wanderingTables,
} from '../private-names.ts';
import { globalSeeds, type Seed } from './intrinsics.ts';
import { type Made, MadeThings, type Member } from './made-things.ts';
import { baseOfNodeError, nodeErrorPrototypes } from './node-errors.ts';
import { freePath, words } from './paths.ts';
import { isBareFunction } from './peek.ts';
import { append, getOwnPropertyDescriptor, objectPrototype, symbolKeyFor } from './pristine.ts';
import { prototypeUnlessProxy } from './proxies.ts';
import { type Changes, changesSince, type PristineRecord, recordOf } from './record.ts';
import { installWitnesses } from './witnesses.ts';

/** Something that every host has by itself, so that a path is enough to carry it. */
export interface Known {
  path: string;
  /** Undefined where the object is known by identity alone (a proxy). */
  record: PristineRecord | undefined;
}

export interface KnownChange {
  object: object;
  /** The program's own function or class, or part of one; else a builtin or shim. */
  isOfProgram: boolean;
  record: PristineRecord;
  changes: Changes;
}

export interface IntrinsicOptions {
  /** Instances of the classes in here hold their whole state in ordinary properties, so they can be carried. */
  plainInstances?: boolean;
  /** Its properties are not its own: another task's may have others. */
  byIdentity?: boolean;
}

const NO_TABLES: readonly PrivateTable[] = [];

/** `length` and `name`. */
const BARE_KEYS = 2;

/**
 * The objects of a host that are not the task's: builtins, shims of Node's API, the program's own functions and classes
 * with their methods. Each has a path that means the same in every host that runs this program, and a record of how it
 * was, so that only what the guest changed is carried.
 */
export class Registry {
  private readonly known = new Map<object | symbol, Known>();
  private readonly byPath = new Map<string, object | symbol>();
  /** Other paths that lead to what is known: another version of Node.js may have found it that way first. */
  private readonly aliases = new Map<string, object | symbol>();
  /** The same once more, for the scan that must not call what the guest may have patched. */
  private readonly recorded: { object: object; record: PristineRecord; isOfProgram: boolean }[] = [];
  private isWarm = false;
  private readonly made = new MadeThings((object) => this.known.has(object));
  /** Prototypes whose instances are ordinary objects. */
  private readonly plainPrototypes = new Set<object>([objectPrototype]);
  private readonly internalPrototypes = new Set<object>();

  /** Asked for what is not known (yet). */
  loadOnDemand: (path: string) => void = () => {};

  constructor() {
    installWitnesses();
  }

  /** A builtin module or shim, with everything that its properties lead to. Before the task starts, in every host alike. */
  registerIntrinsic(path: string, value: unknown, options: IntrinsicOptions = {}): void {
    this.warmUp();
    if (options.byIdentity) this.registerOpaque(path, value as object);
    else this.addTree([[path, value]], options.plainInstances === true);
  }

  /** What Node itself has put on something known since that was recorded: the host's business, not the task's. */
  adopt(owner: object, key: PropertyKey): void {
    const record = this.known.get(owner)?.record;
    const descriptor = getOwnPropertyDescriptor(owner, key);
    if (!record || !descriptor || record.keys.includes(key)) return;
    append(record.keys, key);
    append(record.descriptors, descriptor);
  }

  /** An object whose properties are the host's own business: known by identity alone. */
  registerOpaque(path: string, object: object): void {
    this.known.set(object, { path, record: undefined });
    this.byPath.set(path, object);
  }

  /** A class of the runtime's own, of which the guest's heap may hold instances. */
  registerInternal(name: string, { prototype }: { prototype: object }): void {
    this.registerOpaque(`%${name}%`, prototype);
    this.plainPrototypes.add(prototype);
    this.internalPrototypes.add(prototype);
  }

  /** The prototype of one of the runtime's own classes. */
  isInternal(prototype: object): boolean {
    return this.internalPrototypes.has(prototype);
  }

  /**
   * Records the globals as they are now, the first time: when the shims stand in their places, before any guest code
   * runs. Takes some milliseconds: best while the host has nothing else to do.
   */
  warmUp(): void {
    if (this.isWarm) return;
    this.isWarm = true;
    this.addTree(globalSeeds(), false);
    this.addPlain(EventEmitter);
    for (const [path, prototype] of nodeErrorPrototypes())
      if (!this.known.has(prototype as object)) this.registerOpaque(path, prototype as object);
  }

  addModule(module: LinkedModule): void {
    const seeds: Seed[] = [['main', module.main]];
    for (const id in module.classes)
      seeds.push(
        [`class ${id}`, module.classes[id]],
        [`class ${id}.prototype`, module.classes[id]!.prototype],
      );
    for (const id in module.functions) seeds.push([`function ${id}`, module.functions[id]]);
    this.addTree(seeds, true, true);
  }

  addMadeClass(made: Function, id: number, captured: () => unknown[], keys: unknown[] = []): void {
    this.made.add(made, id, 'class', captured, keys);
  }

  addMadeFunction(made: Function, id: number, captured: () => unknown[]): Function {
    this.made.add(made, id, 'function', captured);
    return made;
  }

  private addTree(seeds: readonly Seed[], isPlain: boolean, isOfProgram = false): void {
    const todo: Seed[] = [...seeds];
    for (let at = 0; at < todo.length; at++) {
      const [path, each] = todo[at]!;
      if (typeof each === 'symbol') this.addSymbol(path, each);
      if ((typeof each !== 'object' || each === null) && typeof each !== 'function') continue;
      const isNew = !this.known.has(each);
      // A class of the program may extend any builtin: that one keeps its own rules.
      if (isPlain && (isNew || at < seeds.length)) this.addPlain(each);
      if (!isNew) {
        if (!isOfProgram) this.aliases.set(path, each);
        continue;
      }
      const unique = freePath(path, (taken) => this.byPath.has(taken));
      const record = types.isProxy(each) ? undefined : recordOf(each);
      this.known.set(each, { path: unique, record });
      this.byPath.set(unique, each);
      if (!record) continue;
      this.recorded.push({ object: each, record, isOfProgram });
      for (let i = 0; i < record.keys.length; i++) {
        const key = record.keys[i]!;
        if (typeof key === 'symbol') this.addSymbol(`${unique}.${words(key)}`, key);
        const { value: inner, get, set } = record.descriptors[i]!;
        if (get || set) todo.push([`${unique}.get ${words(key)}`, get], [`${unique}.set ${words(key)}`, set]);
        else if (
          typeof inner === 'symbol' ||
          typeof inner === 'function' ||
          (typeof inner === 'object' && inner !== null)
        )
          todo.push([`${unique}.${words(key)}`, inner]);
      }
      if (record.proto) todo.push([`${unique}.__proto__`, record.proto]);
    }
  }

  private addPlain(each: object): void {
    const prototype: unknown =
      typeof each === 'function' ? getOwnPropertyDescriptor(each, 'prototype')?.value : undefined;
    if (typeof prototype === 'object' && prototype !== null) this.plainPrototypes.add(prototype);
  }

  private addSymbol(path: string, symbol: symbol): void {
    if (symbolKeyFor(symbol) !== undefined) {
      // In another version of Node.js it may be no registered one.
      this.aliases.set(path, symbol);
      return;
    }
    if (this.known.has(symbol)) {
      this.aliases.set(path, symbol);
      return;
    }
    const unique = freePath(path, (each) => this.byPath.has(each));
    this.known.set(symbol, { path: unique, record: undefined });
    this.byPath.set(unique, symbol);
  }

  lookUp(value: object | symbol): Known | undefined {
    return this.known.get(value);
  }

  find(path: string): object | symbol | undefined {
    const found = this.byPath.get(path) ?? this.aliases.get(path);
    if (found !== undefined) return found;
    this.loadOnDemand(path);
    if (this.byPath.has(path)) return this.byPath.get(path);
    const base = baseOfNodeError(path);
    return base === undefined ? undefined : this.byPath.get(base);
  }

  /** Of the classes whose `#private` names are on `object`: those above it, topmost first, then others. */
  privateTablesOf(object: object): readonly PrivateTable[] {
    if (!hasPrivateTables()) return NO_TABLES;
    let tables = NO_TABLES;
    for (
      let proto = types.isProxy(object) ? null : prototypeUnlessProxy(object);
      proto !== null && proto !== objectPrototype;
      proto = prototypeUnlessProxy(proto)
    ) {
      const table = privateTableOf(proto);
      if (table && isMarkedBy(table, object)) tables = [table, ...tables];
    }
    for (const table of wanderingTables())
      if (!tables.includes(table) && isMarkedBy(table, object)) tables = [...tables, table];
    return tables;
  }

  madeOf(value: Function): Made | undefined {
    return this.made.of(value);
  }

  memberOf(value: object): Member | undefined {
    return this.made.memberOf(value);
  }

  isPlainPrototype(object: object): boolean {
    return this.plainPrototypes.has(object);
  }

  /** Everything known that the guest has changed. */
  changes(): KnownChange[] {
    const found: KnownChange[] = [];
    for (let i = 0; i < this.recorded.length; i++) {
      const { object, record, isOfProgram } = this.recorded[i]!;
      if (typeof object === 'function' && record.keys.length === BARE_KEYS && isBareFunction(object))
        continue;
      const changes = changesSince(object, record);
      if (changes) append(found, { object, record, isOfProgram, changes });
    }
    return found;
  }
}
