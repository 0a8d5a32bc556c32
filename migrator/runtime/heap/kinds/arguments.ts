import { type Kind, KindCode } from '../kind.ts';
import { apply, deleteProperty, getOwnPropertyDescriptor, hasOwn, objectPrototype } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { readList, writeList } from './function.ts';

// As text, because bundling may take the strictness of a module away.
const makeStrict = new Function('"use strict"; return arguments;');
/** The arguments object of sloppy code; without parameters there is nothing that it could alias. */
const makeSloppy = new Function('return arguments;');

/** What every arguments object begins with. */
const STANDARD: readonly PropertyKey[] = ['length', 'callee', Symbol.iterator];

/**
 * An arguments object. The compiler keeps no live one aliased to parameters.
 *
 *     sloppy?, n, deleted standard key × n, props
 */
export const argumentsObject: Kind = {
  code: KindCode.ARGUMENTS,
  write(w, object) {
    w.value(getOwnPropertyDescriptor(object, 'callee')?.get === undefined);
    writeList(
      w,
      STANDARD.filter((key) => !hasOwn(object, key)),
    );
    writeProps(w, object, objectPrototype);
  },
  allocate: (r) => apply(r.value() === true ? makeSloppy : makeStrict, undefined, []) as object,
  fill(r, object) {
    r.raw();
    for (const key of readList(r)) deleteProperty(object, key as PropertyKey);
    readProps(r, object);
  },
};
