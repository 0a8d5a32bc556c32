import type { WireError } from '../../../protocol/errors.ts';

const CLASSES: Record<string, ErrorConstructor> = { TypeError, RangeError };

/** An error of the outside world as the guest sees it: Node's properties, in the order they came. */
export function errorOf(wire: WireError): Error {
  const error = new (CLASSES[wire.name] ?? Error)(wire.message);
  for (const [key, value] of Object.entries(wire)) {
    if (key !== 'name' && key !== 'message' && value !== undefined) {
      Object.defineProperty(error, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }
  return error;
}
