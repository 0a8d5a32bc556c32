import { type Kind, KindCode } from '../kind.ts';
import { defineProperty, deleteProperty, getOwnPropertyDescriptor, getPrototypeOf } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { constructAs, needsProto, writeProto } from '../subclass.ts';

const PristineError = Error;

/**
 * Its stack is the text that the user would see.
 *
 *     prototype, props with stack, message, cause, errors
 */
export const error: Kind = {
  code: KindCode.ERROR,
  write(w, error) {
    writeProto(w, error);
    writeProps(w, error, getPrototypeOf(error));
  },
  needs: needsProto,
  isLenient: true,
  allocate(r) {
    const limit = getOwnPropertyDescriptor(PristineError, 'stackTraceLimit');
    defineProperty(PristineError, 'stackTraceLimit', {
      value: 0,
      writable: true,
      enumerable: true,
      configurable: true,
    });
    try {
      return constructAs(r, PristineError, () => []);
    } finally {
      if (limit) defineProperty(PristineError, 'stackTraceLimit', limit);
    }
  },
  fill(r, error) {
    r.skip(1);
    // Had the program deleted it, it must not come back.
    deleteProperty(error, 'stack');
    readProps(r, error);
  },
};
