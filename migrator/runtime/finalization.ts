import {
  getPrototypeOf,
  objectPrototype,
  setAdd,
  setDelete,
  setForEach,
  setPrototypeOf,
} from './heap/pristine.ts';

const PristineWeakRef = WeakRef;
const { apply, defineProperty } = Reflect;
const { deref } = WeakRef.prototype;
const { get: tokenGet, set: tokenSet, delete: tokenDelete } = WeakMap.prototype;
const PristineSet = Set;
const PristineWeakMap = WeakMap;

interface Cell {
  target: WeakRef<object>;
  held: unknown;
}

/** The state of a registry, as the heap carries it. */
export interface RegistryFields {
  cleanup: Function;
  cells: Set<Cell>;
  byToken: WeakMap<object, Set<Cell>>;
}

const shown = (value: unknown): string =>
  typeof value === 'object' && value !== null ? '#<Object>' : String(value);

function weakRefTo(value: unknown, error: string): WeakRef<object> {
  try {
    return new PristineWeakRef(value as object);
  } catch {
    throw new TypeError(error);
  }
}

/** Live registries of this process. */
const live = new Set<WeakRef<FinalizationRegistry>>();

/**
 * `FinalizationRegistry` (ECMA-262 26.2), in the place of V8's own: that one cannot be asked what is registered, and calls back on an
 * event loop that a task never returns to.
 */
export class FinalizationRegistry {
  #fields: RegistryFields;

  constructor(cleanup: Function) {
    if (typeof cleanup !== 'function') throw new TypeError('FinalizationRegistry: cleanup must be callable');
    // Not `Object.prototype`, as for other classes, where `new.target` has no prototype to give.
    if (getPrototypeOf(this) === objectPrototype && Object(new.target.prototype) !== new.target.prototype)
      setPrototypeOf(this, registryPrototype);
    this.#fields = { cleanup, cells: new PristineSet(), byToken: new PristineWeakMap() };
    setAdd(live, new PristineWeakRef(this));
  }

  static fieldsOf(object: object): RegistryFields | undefined {
    return #fields in object ? object.#fields : undefined;
  }
  static setFields(object: FinalizationRegistry, fields: RegistryFields): void {
    object.#fields = fields;
  }

  register(target: object, held: unknown, token?: object): undefined {
    const { cells, byToken } = this.#fields;
    const ref = weakRefTo(target, 'FinalizationRegistry.prototype.register: invalid target');
    if (target === held)
      throw new TypeError('FinalizationRegistry.prototype.register: target and holdings must not be same');
    if (token !== undefined) weakRefTo(token, `Invalid unregisterToken ('${shown(token)}')`);
    const cell = { target: ref, held };
    setAdd(cells, cell);
    if (token === undefined) return;
    const same = apply(tokenGet, byToken, [token]) as Set<Cell> | undefined;
    if (same) setAdd(same, cell);
    else apply(tokenSet, byToken, [token, new PristineSet([cell])]);
  }

  unregister(token: object): boolean {
    const { cells, byToken } = this.#fields;
    weakRefTo(token, `Invalid unregisterToken ('${shown(token)}')`);
    const same = apply(tokenGet, byToken, [token]) as Set<Cell> | undefined;
    if (!same) return false;
    apply(tokenDelete, byToken, [token]);
    let any = false;
    setForEach(same, (cell: unknown) => {
      if (setDelete(cells, cell)) any = true;
    });
    return any;
  }
}
const registryPrototype = FinalizationRegistry.prototype;
defineProperty(FinalizationRegistry.prototype, Symbol.toStringTag, {
  value: 'FinalizationRegistry',
  configurable: true,
});
defineProperty(FinalizationRegistry.prototype.register, 'length', { value: 2, configurable: true });

/** Collected by the next collection: so it tells whether there has been one. */
let sentinel: WeakRef<object> | undefined;

/** What is to be called with what, after a garbage collection took objects that registries watch; each is given once. */
export function takeFinalized(): { cleanup: Function; held: unknown }[] {
  const found: { cleanup: Function; held: unknown }[] = [];
  if (live.size === 0 || (sentinel && apply(deref, sentinel, []) !== undefined)) return found;
  const isFirst = sentinel === undefined;
  sentinel = new PristineWeakRef({});
  if (isFirst) return found;
  setForEach(live, (ref: unknown) => {
    const registry = apply(deref, ref, []) as FinalizationRegistry | undefined;
    if (!registry) return void setDelete(live, ref);
    const { cells, cleanup } = FinalizationRegistry.fieldsOf(registry)!;
    setForEach(cells, (cell: unknown) => {
      const { target, held } = cell as Cell;
      if (apply(deref, target, []) !== undefined) return;
      setDelete(cells, cell);
      found[found.length] = { cleanup, held };
    });
  });
  return found;
}
