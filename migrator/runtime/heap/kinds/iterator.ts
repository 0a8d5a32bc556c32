import { inspect } from 'node:util';
import { isMap } from 'node:util/types';
import { type Kind, KindCode } from '../kind.ts';
import {
  mapDelete,
  mapIterators,
  mapSet,
  mapSize,
  nextOfMap,
  nextOfSet,
  ownKeys,
  setAdd,
  setDelete,
  setIterators,
  setSize,
} from '../pristine.ts';
import { damaged } from '../reader.ts';
import { originOf, stampIterator } from '../stamp.ts';
import { Refusal } from '../uncapturable.ts';

const KINDS = ['entries', 'keys', 'values'] as const;
const pristineInspect = inspect;
const SHOW_NOTHING = {
  maxArrayLength: 0,
  depth: 0,
  customInspect: false,
  compact: true,
  breakLength: Number.POSITIVE_INFINITY,
};

/**
 * Entries that an iterator has still to give; -1 at its end, where it stays whatever is added. Node's inspector of values
 * sees them without consuming any: asked to show none, it says how many there are, and looks at no value. But it brings
 * an iterator that has nothing left to its end, so there must be one more entry while it looks.
 */
function remainingOf(iterator: object, source: object): number {
  const probe = {};
  if (isMap(source)) mapSet(source, probe, undefined);
  else setAdd(source, probe);
  const match = /(\d+) more items?/.exec(pristineInspect(iterator, SHOW_NOTHING));
  if (isMap(source)) mapDelete(source, probe);
  else setDelete(source, probe);
  return (match ? Number(match[1]) : 0) - 1;
}

/**
 * A Map or Set iterator on its way.
 *
 *     source, kind, entries given so far (-1: at its end)
 */
export const iterator: Kind = {
  code: KindCode.ITERATOR,
  write(w, iterator) {
    const origin = originOf(iterator);
    if (!origin) throw new Refusal('an iterator of a Map or Set that a builtin made');
    if (ownKeys(iterator).length > 0)
      throw new Refusal('an iterator of a Map or Set with properties of its own');
    const { source, kind } = origin;
    const remaining = remainingOf(iterator, source);
    const size = isMap(source) ? mapSize(source) : setSize(source);
    w.value(source);
    w.raw(KINDS.indexOf(kind));
    w.raw(remaining < 0 ? -1 : size - remaining);
  },
  needs: (r) => [r.refOf(r.raw())].filter((number) => number >= 0),
  allocate(r) {
    const source = r.object();
    const kind = KINDS[r.raw()];
    const make = kind && (isMap(source) ? mapIterators : setIterators)[kind];
    if (!make) throw damaged('an iterator of no kind');
    let made: object;
    try {
      made = make(source);
    } catch {
      throw damaged('an iterator of something else');
    }
    // Its source is still empty: this brings it to its end.
    if (r.raw() < 0) (isMap(source) ? nextOfMap : nextOfSet)(made);
    return stampIterator(made, { source, kind });
  },
  fill(r, iterator) {
    const source = r.object();
    r.raw();
    const given = r.raw();
    const next = isMap(source) ? nextOfMap : nextOfSet;
    // Its source is filled only when everything is.
    r.last.push(() => {
      if (given > (isMap(source) ? mapSize(source) : setSize(source)))
        throw damaged('an iterator beyond its end');
      for (let i = 0; i < given; i++) next(iterator);
    });
  },
};
