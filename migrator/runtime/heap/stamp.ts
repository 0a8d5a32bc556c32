import { Given } from '../given.ts';

/** A note kept on the object itself (given.ts): at most one of each stamp class. */
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

class RevokerStamp extends Given {
  #proxy: object;
  constructor(revoke: object, proxy: object) {
    super(revoke);
    this.#proxy = proxy;
  }
  static of(object: object): object | undefined {
    return #proxy in object ? object.#proxy : undefined;
  }
}

class DerivedStamp extends Given {
  #derivation: Derivation;
  constructor(object: object, derivation: Derivation) {
    super(object);
    this.#derivation = derivation;
  }
  static of(object: object): Derivation | undefined {
    return #derivation in object ? object.#derivation : undefined;
  }
}

/** Which builtin gave it, of what object. */
export interface Derivation {
  owner: object;
  way: string;
  argument: unknown;
}

export const derivationOf = DerivedStamp.of;
export const stampDerived = (object: object, derivation: Derivation): object =>
  new DerivedStamp(object, derivation);

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
/** The proxy that a function revokes. */
export const proxyOf = RevokerStamp.of;
export const stampRevoker = (revoke: Function, proxy: object): Function =>
  new RevokerStamp(revoke, proxy) as unknown as Function;
export const boundPartsOf = BoundStamp.of;
export const stampBound = (bound: Function, parts: BoundParts): Function =>
  new BoundStamp(bound, parts) as unknown as Function;
