import { isProxy } from 'node:util/types';
import { getOwnPropertyDescriptor, getPrototypeOf } from './pristine.ts';

/** Is a Proxy among the prototypes of `object` (which is none itself)? Nothing may be looked up on it then but its own properties. */
export function inheritsFromProxy(object: object): boolean {
  for (let proto = getPrototypeOf(object); proto !== null; proto = getPrototypeOf(proto))
    if (isProxy(proto)) return true;
  return false;
}

/** The prototype, or null at the end of the chain and where a trap would have to be asked. */
export function prototypeUnlessProxy(object: object): object | null {
  const proto = getPrototypeOf(object);
  return proto === null || isProxy(proto) ? null : proto;
}

/** The class that a prototype names as its constructor, if it can be looked at without running a trap. */
export function constructorOf(proto: object | null): Function | undefined {
  if (proto === null || isProxy(proto)) return undefined;
  const target: unknown = getOwnPropertyDescriptor(proto, 'constructor')?.value;
  return typeof target === 'function' && !isProxy(target) ? target : undefined;
}
