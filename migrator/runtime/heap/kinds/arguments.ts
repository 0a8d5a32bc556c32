import { type Kind, KindCode } from '../kind.ts';
import {
  apply,
  deleteProperty,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  objectPrototype,
  ownKeys,
} from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';

// As text, because bundling may take the strictness of a module away.
const makeStrict = new Function('"use strict"; return arguments;');
/** The arguments object of sloppy code; without parameters there is nothing that it could alias. */
const makeSloppy = new Function('return arguments;');

/**
 * An arguments object. The compiler keeps no live one aliased to parameters.
 *
 *     sloppy?, props
 */
export const argumentsObject: Kind = {
  code: KindCode.ARGUMENTS,
  write(w, object) {
    w.value(getOwnPropertyDescriptor(object, 'callee')?.writable !== undefined);
    writeProps(w, object, objectPrototype);
  },
  allocate: (r) => apply(r.value() === true ? makeSloppy : makeStrict, undefined, []) as object,
  fill(r, object) {
    r.skip(1);
    const fresh = ownKeys(object);
    // Those that the program had deleted must not come back; the others are defined again, in their order.
    for (const key of fresh)
      if (getOwnPropertyDescriptor(object, key)?.configurable) deleteProperty(object, key);
    readProps(r, object);
    r.setProto(object, getPrototypeOf(object));
  },
};
