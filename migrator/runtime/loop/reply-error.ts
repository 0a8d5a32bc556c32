import type { WireError } from '../../../protocol/errors.ts';
import { nodeError } from '../node/errors.ts';

const CLASSES: Record<string, ErrorConstructor> = { TypeError, RangeError };

const KEYS = [
  'errno',
  'code',
  'syscall',
  'path',
  'dest',
  'hostname',
  'address',
  'port',
  'reason',
  'permission',
  'resource',
] as const;

/** An error of the outside world as the guest sees it, with Node's properties in Node's order. */
export function errorOf(wire: WireError): Error {
  if (wire.info && wire.code) return nodeError(wire.code, wire.info);
  const error = wire.errors
    ? new AggregateError(wire.errors.map(errorOf), wire.message)
    : new (CLASSES[wire.name] ?? Error)(wire.message);
  for (const key of KEYS) {
    const value = wire[key];
    if (value !== undefined) {
      Object.defineProperty(error, key, { value, writable: true, enumerable: true, configurable: true });
    }
  }
  return error;
}
