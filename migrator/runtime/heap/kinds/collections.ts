import { type Kind, KindCode } from '../kind.ts';
import { getPrototypeOf, mapForEach, mapSet, mapSize, setAdd, setForEach, setSize } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';

/**
 *     prototype, n, (key, value) × n, props
 */
export const map: Kind = {
  code: KindCode.MAP,
  write(w, map) {
    writeProto(w, map);
    w.raw(mapSize(map));
    mapForEach(map, (value: unknown, key: unknown) => {
      w.value(key);
      w.value(value);
    });
    writeProps(w, map, getPrototypeOf(map));
  },
  needs: needsProto,
  isLenient: true,
  allocate: (r) => constructAs(r, Map, () => []),
  fill(r, map) {
    r.raw();
    for (let n = r.count(2); n > 0; n--) {
      const key = r.value();
      mapSet(map, key, r.value());
    }
    readProps(r, map);
  },
};

/**
 *     prototype, n, value × n, props
 */
export const set: Kind = {
  code: KindCode.SET,
  write(w, set) {
    writeProto(w, set);
    w.raw(setSize(set));
    setForEach(set, (value: unknown) => w.value(value));
    writeProps(w, set, getPrototypeOf(set));
  },
  needs: needsProto,
  isLenient: true,
  allocate: (r) => constructAs(r, Set, () => []),
  fill(r, set) {
    r.raw();
    for (let n = r.count(1); n > 0; n--) setAdd(set, r.value());
    readProps(r, set);
  },
};
