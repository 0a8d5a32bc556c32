/** Methods of `$rt`: a resumed constructor is an ordinary function, so what `new` does with its result is done by hand (ECMA-262 10.2.2). */
const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';

export const constructorResults = {
  /** What `new` gives when a resumed constructor returns `value`. */
  constructed(value: unknown, instance: unknown): unknown {
    return isObject(value) ? value : instance;
  },

  /** The same of a derived one, which may give nothing but an object. */
  derivedResult(value: unknown, instance: unknown): unknown {
    if (!isObject(value) && value !== undefined)
      throw new TypeError('Derived constructors may only return object or undefined');
    return isObject(value) ? value : instance;
  },

  /** What a resumed function gives that was called, or called by `new`. */
  returnedBy(value: unknown, isNew: boolean, instance: unknown): unknown {
    return isNew && !isObject(value) ? instance : value;
  },
};
