import { unsupported } from './unsupported.mjs';

/** Node's classes of old are called without `new`, too. */
export function callable(Class) {
  return new Proxy(Class, {
    apply(_target, self, args) {
      if (self instanceof Class)
        throw unsupported(
          `${Class.name}.call(this), by which a function inherits from it (a class does by extends),`,
        );
      return new Class(...args);
    },
  });
}
