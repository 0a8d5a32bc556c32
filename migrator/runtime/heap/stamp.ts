/** Returning an object from a base constructor makes it `this` of the derived one: private fields then land on it. */
class Given {
  constructor(object: object) {
    // biome-ignore lint/correctness/noConstructorReturn: this is how a private field is added to a foreign object
    return object;
  }
}

/**
 * Notes that no reflection sees, kept on the object itself: several times cheaper than a WeakMap, and gone with the
 * object. An object takes at most one note of each stamp class.
 */
class IteratorStamp extends Given {
  #origin: IteratorOrigin;
  constructor(iterator: object, origin: IteratorOrigin) {
    super(iterator);
    this.#origin = origin;
  }
  static of(object: object): IteratorOrigin | undefined {
    return #origin in object ? object.#origin : undefined;
  }
}

class BoundStamp extends Given {
  #parts: BoundParts;
  constructor(bound: object, parts: BoundParts) {
    super(bound);
    this.#parts = parts;
  }
  static of(object: object): BoundParts | undefined {
    return #parts in object ? object.#parts : undefined;
  }
}

/** What an iterator of a Map or Set walks over. */
export interface IteratorOrigin {
  source: object;
  kind: 'entries' | 'keys' | 'values';
}

export interface BoundParts {
  target: Function;
  self: unknown;
  args: unknown[];
}

export const originOf = IteratorStamp.of;
export const stampIterator = (iterator: object, origin: IteratorOrigin): object =>
  new IteratorStamp(iterator, origin);
export const boundPartsOf = BoundStamp.of;
export const stampBound = (bound: Function, parts: BoundParts): Function =>
  new BoundStamp(bound, parts) as unknown as Function;
