const { setPrototypeOf } = Object;

/** A descriptor that inherits nothing: the guest may have put a `get` or a `value` on the prototype of all objects. */
export const bare = (descriptor: PropertyDescriptor): PropertyDescriptor => setPrototypeOf(descriptor, null);
