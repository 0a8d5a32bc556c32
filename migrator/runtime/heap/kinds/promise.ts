import { fieldsOf, isPromise, type PromiseFields, setFields } from '../../promise/fields.ts';
import { barePromise, GuestPromise } from '../../promise/promise.ts';
import { type Kind, KindCode } from '../kind.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';

export const isGuestPromise = isPromise;

/**
 * A promise in any state, with who waits for it.
 *
 *     fields, props
 */
export const promise: Kind = {
  code: KindCode.PROMISE,
  write(w, object) {
    w.value(fieldsOf(object));
    writeProps(w, object, GuestPromise.prototype);
  },
  allocate: () => barePromise(),
  fill(r, object) {
    const fields = r.value() as PromiseFields;
    if (typeof fields !== 'object' || fields === null) throw damaged('a promise without a state');
    setFields(object, fields);
    readProps(r, object);
  },
};
