import { barePromise, fieldsOf, GuestPromise, isPromise, setFields } from '../../promise/promise.ts';
import { FULFILLED, PENDING, REJECTED } from '../../promise/work.ts';
import { type Kind, KindCode } from '../kind.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';

export const isGuestPromise = isPromise;

/**
 * A promise in any state, with who waits for it.
 *
 *     state, is handled?, value or who waits, props
 */
export const promise: Kind = {
  code: KindCode.PROMISE,
  write(w, object) {
    const { state, isHandled, value } = fieldsOf(object);
    w.raw(state);
    w.raw(isHandled ? 1 : 0);
    w.value(value);
    writeProps(w, object, GuestPromise.prototype);
  },
  allocate: () => barePromise(),
  fill(r, object) {
    const state = r.raw();
    const isHandled = r.raw() === 1;
    if (state !== PENDING && state !== FULFILLED && state !== REJECTED)
      throw damaged('a promise without a state');
    setFields(object, { state, isHandled, value: r.value() });
    readProps(r, object);
  },
};
