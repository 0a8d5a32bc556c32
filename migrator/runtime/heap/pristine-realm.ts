import { bare } from '../bare.ts';
import {
  arrayPrototype,
  defineProperty,
  deleteProperty,
  has,
  hasOwn,
  isArray,
  objectPrototype,
} from './pristine.ts';
import type { KnownChange } from './registry.ts';

/**
 * Runs `action` with the builtins as they were before the guest patched them, then patches them again. Nothing of the
 * guest runs meanwhile, so nobody sees it; and the walk, which uses builtins like any program, runs no code of the guest.
 * What the guest only added disturbs nobody, except on the prototypes from which everything inherits, and where it hides what
 * is inherited (`Uint8Array.prototype.set`, which is its prototype's).
 */
export function withPristineRealm<T>(changed: readonly KnownChange[], action: () => T): T {
  putBack(changed);
  try {
    return action();
  } finally {
    patchAgain(changed);
  }
}

/** The same with what is changed now. */
export function amongPristine<T>(
  { registry }: { registry: { changes(): KnownChange[] } },
  action: (changed: readonly KnownChange[]) => T,
): T {
  const changed = registry.changes();
  return withPristineRealm(changed, () => action(changed));
}

/** For good: what follows makes the changes anew. */
export function putBack(changed: readonly KnownChange[]): void {
  for (let n = 0; n < changed.length; n++) {
    const { object, changes, record, isOfProgram } = changed[n]!;
    if (isOfProgram) continue;
    for (let i = 0; i < changes.keys.length; i++) {
      const before = changes.before[i];
      const key = changes.keys[i]!;
      if (isOwnLength(object, key)) continue;
      if (before) redefine(object, key, before);
      else if (inheritsEverywhere(object) || hidesInherited(record, key)) deleteProperty(object, key);
    }
    for (let i = 0; i < changes.deleted.length; i++)
      redefine(object, changes.deleted[i]!, descriptorOf(record, changes.deleted[i]!));
  }
}

function patchAgain(changed: readonly KnownChange[]): void {
  for (let n = 0; n < changed.length; n++) {
    const { object, changes, isOfProgram } = changed[n]!;
    if (isOfProgram) continue;
    for (let i = 0; i < changes.keys.length; i++) {
      if (changes.before[i] || !hasOwn(object, changes.keys[i]!))
        redefine(object, changes.keys[i]!, changes.descriptors[i]!);
    }
    for (let i = 0; i < changes.deleted.length; i++) deleteProperty(object, changes.deleted[i]!);
  }
}

/** A numbered property from which every array inherits, and that nobody can take away: all arrays of the walk would have it too. */
export function lastingElement(changed: readonly KnownChange[]): string | undefined {
  for (let n = 0; n < changed.length; n++) {
    const { object, changes } = changed[n]!;
    if (!inheritsEverywhere(object)) continue;
    for (let i = 0; i < changes.keys.length; i++) {
      const key = changes.keys[i]!;
      const isElement = typeof key === 'string' && key === `${Number(key) >>> 0}`;
      if (isElement && !changes.before[i] && changes.descriptors[i]!.configurable !== true)
        return `${object === arrayPrototype ? 'Array' : 'Object'}.prototype[${key}]`;
    }
  }
  return undefined;
}

function redefine(object: object, key: PropertyKey, descriptor: PropertyDescriptor): void {
  defineProperty(object, key, bare(descriptor));
}

/** To set it back would take away what the guest has added. */
const isOwnLength = (object: object, key: PropertyKey): boolean =>
  key === 'length' && object !== arrayPrototype && isArray(object);

const hidesInherited = ({ proto }: KnownChange['record'], key: PropertyKey): boolean =>
  proto !== null && has(proto, key);

const inheritsEverywhere = (object: object): boolean =>
  object === objectPrototype || object === arrayPrototype;

function descriptorOf(record: KnownChange['record'], key: PropertyKey): PropertyDescriptor {
  for (let i = 0; i < record.keys.length; i++) if (record.keys[i] === key) return record.descriptors[i]!;
  throw new Error('a deleted property was there');
}
