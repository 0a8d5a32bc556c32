/** `super` in code that stands outside of its method: resumed frames, closures that were made again. */
const parentOf = (home: object): object => {
  const parent = Object.getPrototypeOf(home);
  if (parent === null) throw new TypeError('Cannot read properties of null');
  return parent;
};

/** ECMA-262 7.1.19 ToPropertyKey. */
export const propertyKey = (key: unknown): PropertyKey =>
  typeof key === 'symbol' || typeof key === 'string' ? key : Reflect.ownKeys({ [key as string]: 0 })[0]!;

const bind = Function.prototype.call.bind(Function.prototype.bind) as (f: Function, self: unknown) => unknown;

/** `super[key]` of an async function, which its generator reads and writes by arrow functions of the method. */
export class SuperPlace {
  private readonly key: PropertyKey;
  private readonly read: (key: PropertyKey) => unknown;
  private readonly write: (key: PropertyKey, value: unknown) => unknown;
  constructor(key: unknown, read: SuperPlace['read'], write: SuperPlace['write']) {
    this.key = propertyKey(key);
    this.read = read;
    this.write = write;
  }
  get value(): unknown {
    return this.read(this.key);
  }
  set value(value: unknown) {
    this.write(this.key, value);
  }
}

export const superProperties = {
  superPlace: (key: unknown, read: SuperPlace['read'], write: SuperPlace['write']): SuperPlace =>
    new SuperPlace(key, read, write),

  /** `super.key` in code that stands outside of its method; `home` is the object that this was made in. */
  superGet: (home: object, key: PropertyKey, self: unknown): unknown =>
    Reflect.get(parentOf(home), key, self),

  /** `super.key = value` */
  superSet(home: object, key: PropertyKey, self: unknown, value: unknown): unknown {
    const name = typeof key === 'object' ? propertyKey(key) : key;
    if (!Reflect.set(parentOf(home), name, value, self))
      throw new TypeError(`Cannot assign to read only property '${String(name)}' of object`);
    return value;
  },

  /** `super.key` where it is read and written, or the target of a pattern. */
  superAt(home: object, key: unknown, self: unknown): { value: unknown } {
    const name = propertyKey(key);
    return {
      get value() {
        return superProperties.superGet(home, name, self);
      },
      set value(value) {
        superProperties.superSet(home, name, self, value);
      },
    };
  },

  /** `delete super.key`, once `this` and the key have been evaluated (ECMA-262 13.5.1.2). */
  superDelete(_self: unknown, _key: unknown): never {
    throw new ReferenceError("Unsupported reference to 'super'");
  },

  /** ``super.key`…` `` */
  superMethod: (home: object, key: PropertyKey, self: unknown): unknown =>
    bind(superProperties.superGet(home, key, self) as Function, self),
};
