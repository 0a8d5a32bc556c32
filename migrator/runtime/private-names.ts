import type { PrivateNames } from './abi.ts';
import { Given } from './given.ts';

/** The `#private` names of one class of the program. */
export class PrivateTable {
  readonly cls: Function;
  private readonly make: () => PrivateNames;
  private made: PrivateNames | undefined;

  constructor(cls: Function, make: () => PrivateNames) {
    this.cls = cls;
    this.make = make;
  }

  get names(): PrivateNames {
    this.made ??= this.make();
    return this.made;
  }
}

/** Kept on the class and its prototype themselves: gone with them. */
class Stamp extends Given {
  #table: PrivateTable;
  constructor(object: object, table: PrivateTable) {
    super(object);
    this.#table = table;
  }
  static of(object: object): PrivateTable | undefined {
    return #table in object ? object.#table : undefined;
  }
}

let isAnyDeclared = false;
/** Of classes whose names may be on objects that do not inherit from them, since a constructor above them may return what it likes. */
let wandering: WeakRef<PrivateTable>[] = [];

/** `$prv`: called by each class with such names when it is made. */
export function declarePrivateNames(cls: Function, make: () => PrivateNames, mayWander?: boolean): void {
  isAnyDeclared = true;
  const table = new PrivateTable(cls, make);
  new Stamp(cls, table);
  new Stamp(cls.prototype as object, table);
  if (mayWander) wandering[wandering.length] = new PristineWeakRef(table);
}

const PristineWeakRef = WeakRef;

export const hasPrivateTables = (): boolean => isAnyDeclared;

export function wanderingTables(): PrivateTable[] {
  if (wandering.length === 0) return NONE;
  const tables: PrivateTable[] = [];
  const alive: WeakRef<PrivateTable>[] = [];
  for (const each of wandering) {
    const table = each.deref();
    if (!table) continue;
    tables.push(table);
    alive.push(each);
  }
  wandering = alive;
  return tables;
}
const NONE: PrivateTable[] = [];

/** Of a class, or of the prototype of one. */
export const privateTableOf: (object: object) => PrivateTable | undefined = Stamp.of;

/** All names of a class come onto an object together. */
export const isMarkedBy = ({ names }: PrivateTable, object: object): boolean => {
  for (const name in names) if (names[name]!.has(object)) return true;
  return false;
};
