import { type Kind, KindCode } from '../kind.ts';
import { create, getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';

/**
 * An ordinary object with something out of the ordinary: accessors, attributes, frozen, many keys, no shape of its own.
 *
 *     prototype, props
 */
export const object: Kind = {
  code: KindCode.OBJECT,
  isLenient: true,
  write(w, object) {
    const proto = getPrototypeOf(object);
    w.value(proto);
    writeProps(w, object, proto);
  },
  needs(r) {
    const number = r.refOf(r.raw());
    return number < 0 ? [] : [number];
  },
  allocate(r) {
    const word = r.raw();
    const proto = r.early(word);
    if (typeof proto !== 'object' && typeof proto !== 'function') throw damaged('a prototype was expected');
    r.isIncomplete = false;
    return create(proto as object | null);
  },
  fill(r, object) {
    r.setProto(object, r.value());
    readProps(r, object);
  },
};
