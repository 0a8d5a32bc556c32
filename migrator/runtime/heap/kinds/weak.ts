import { weakEntries } from '../inside.ts';
import { type Kind, KindCode } from '../kind.ts';
import { apply, getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';
import { Refusal } from '../uncapturable.ts';

/**
 * WeakMap and WeakSet. Their entries are no part of the record: an entry is carried if its key is reached some other way, which is
 * known only when all else has been walked (ephemerons.ts).
 *
 *     prototype, props
 */
function weakCollection(code: number, base: Function, name: string): Kind {
  return {
    code,
    write(w, object) {
      const entries = weakEntries(object);
      if (!entries) throw new Refusal(name);
      w.ephemerons.add(object, entries, base === PristineWeakMap);
      writeProto(w, object);
      writeProps(w, object, getPrototypeOf(object));
    },
    needs: needsProto,
    isLenient: true,
    allocate: (r) => constructAs(r, base, () => []),
    fill(r, object) {
      r.skip(1);
      readProps(r, object);
    },
  };
}
const PristineWeakMap = WeakMap;
const PristineWeakRef = WeakRef;

export const weakMap = weakCollection(KindCode.WEAK_MAP, PristineWeakMap, 'a WeakMap');
export const weakSet = weakCollection(KindCode.WEAK_SET, WeakSet, 'a WeakSet');

const { deref } = WeakRef.prototype;
/** In the place of a target that was collected before the move. */
const COLLECTED = Object.freeze({});

function targetOf(ref: unknown): unknown {
  const target = apply(deref, ref, []);
  return target === COLLECTED ? undefined : target;
}

/** `deref` for references that were made again after their target was collected. */
export const weakRefMethods = {
  deref(this: unknown): unknown {
    return targetOf(this);
  },
};

/**
 * A move is no garbage collection: what is referred to comes along while it is alive, and only the collector of some later host lets
 * go of it.
 *
 *     prototype, target (undefined: collected), props
 */
export const weakRef: Kind = {
  code: KindCode.WEAK_REF,
  write(w, ref) {
    writeProto(w, ref);
    w.value(targetOf(ref));
    writeProps(w, ref, getPrototypeOf(ref));
  },
  needs(r) {
    const needed = needsProto(r);
    const target = r.refOf(r.raw());
    return target < 0 ? needed : [...needed, target];
  },
  allocate: (r) =>
    constructAs(r, PristineWeakRef, () => {
      const target = r.value();
      return [target === undefined ? COLLECTED : target];
    }),
  fill(r, ref) {
    r.skip(2);
    readProps(r, ref);
  },
};

export function isWeakRef(object: object): boolean {
  try {
    apply(deref, object, []);
    return true;
  } catch {
    return false;
  }
}
