import { freePath, words } from './paths.ts';
import { getOwnPropertyDescriptor } from './pristine.ts';
import { type PristineRecord, recordOf } from './record.ts';

/** A class or opaque function that was made while the program ran. */
export interface Made {
  id: number;
  kind: 'class' | 'function';
  captured: () => unknown[];
  /** Values of the computed keys of a class. */
  keys: readonly unknown[];
  record: PristineRecord;
  /** Methods, accessors and the prototype: by path below it. */
  members: Map<string, object>;
}

export interface Member {
  owner: Function;
  path: string;
  record: PristineRecord;
}

const isHidden = (descriptor: PropertyDescriptor): boolean => !descriptor.enumerable;

/** A class or function without a name of its own has that of the property where it was made, which its factory does not know: always carried. */
function withoutName(record: PristineRecord): PristineRecord {
  for (let i = 0; i < record.keys.length; i++) {
    const own = record.descriptors[i]!;
    if (record.keys[i] === 'name' && typeof own.value === 'string')
      record.descriptors[i] = { ...own, value: undefined };
  }
  return record;
}

/** What the program said of classes and opaque functions when it made them, and what belongs to each. */
export class MadeThings {
  private readonly made = new WeakMap<Function, Made>();
  private readonly members = new WeakMap<object, Member>();
  private readonly isKnown: (object: object) => boolean;

  constructor(isKnown: (object: object) => boolean) {
    this.isKnown = isKnown;
  }

  /** Of a class only what its body made (methods are not enumerable): static values are the task's. */
  add(
    made: Function,
    id: number,
    kind: Made['kind'],
    captured: () => unknown[],
    keys: readonly unknown[] = [],
  ): void {
    const record = withoutName(recordOf(made, isHidden));
    const entry: Made = { id, kind, captured, keys, record, members: new Map() };
    this.made.set(made, entry);
    const prototype = getOwnPropertyDescriptor(made, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null)
      this.addMember(made, entry, 'prototype', prototype);
    if (kind !== 'class') return;
    this.addMethods(made, entry, 'static', entry.record);
    this.addMethods(made, entry, 'prototype', recordOf(prototype));
  }

  private addMethods(owner: Function, made: Made, prefix: string, record: PristineRecord): void {
    for (let i = 0; i < record.keys.length; i++) {
      const key = record.keys[i]!;
      const { value, get, set } = record.descriptors[i]!;
      if (key === 'constructor' || key === 'prototype') continue;
      if (typeof value === 'function') {
        this.addMember(owner, made, `${prefix}.${words(key)}`, value);
        // Of a generator: what its objects inherit from.
        const own: unknown = getOwnPropertyDescriptor(value, 'prototype')?.value;
        if (typeof own === 'object' && own !== null)
          this.addMember(owner, made, `${prefix}.${words(key)}.prototype`, own);
      }
      if (get) this.addMember(owner, made, `${prefix}.get ${words(key)}`, get);
      if (set) this.addMember(owner, made, `${prefix}.set ${words(key)}`, set);
    }
  }

  private addMember(owner: Function, made: Made, path: string, object: object): void {
    if (this.members.has(object) || this.isKnown(object)) return;
    const unique = freePath(path, (each) => made.members.has(each));
    made.members.set(unique, object);
    this.members.set(object, { owner, path: unique, record: recordOf(object) });
  }

  of(value: Function): Made | undefined {
    return this.made.get(value);
  }

  memberOf(value: object): Member | undefined {
    return this.members.get(value);
  }
}
