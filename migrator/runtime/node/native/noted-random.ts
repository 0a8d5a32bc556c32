import type crypto from 'node:crypto';
import type { Noted } from '../../loop/noted.ts';
import { copyOf } from './copy.ts';

type Crypto = typeof crypto;
type AnyFunction = (...args: never[]) => unknown;

/** What draws of the system's randomness in a way that cannot be given again: keys, and what pads or blinds. */
const DRAWS =
  'encapsulate generateKey generateKeyPair generateKeyPairSync generateKeySync generatePrime generatePrimeSync publicEncrypt sign';
/** More than that is not noted. */
const MOST_BYTES = 64 * 1024;

/**
 * Node's crypto where what it draws is noted, for a task that may be done again: it then draws the same. Each function is called in any
 * case, for what it says of its arguments.
 */
export function withNotedRandom(real: Crypto, noted: Noted): Crypto {
  const out = copyOf(real);
  const put = (name: string, value: AnyFunction): void => {
    const { length } = out[name] as AnyFunction;
    const whole = Object.defineProperties(value, { name: { value: name }, length: { value: length } });
    Object.defineProperty(out, name, { value: whole, writable: true, enumerable: true, configurable: true });
  };
  const again = (bytes: Uint8Array, what: string): void => {
    if (bytes.byteLength > MOST_BYTES)
      return noted.gap(`drew ${bytes.byteLength} random bytes at once (${what})`);
    const drawn = noted.bytes(() => bytes);
    if (drawn !== bytes) bytes.set(drawn);
  };
  const viewOf = (given: ArrayBufferView | ArrayBuffer): Uint8Array =>
    ArrayBuffer.isView(given)
      ? new Uint8Array(given.buffer, given.byteOffset, given.byteLength)
      : new Uint8Array(given);
  put('randomBytes', (size: number) => {
    const bytes = real.randomBytes(size);
    again(bytes, 'crypto.randomBytes');
    return bytes;
  });
  put('randomFillSync', (given: Uint8Array, ...rest: number[]) => {
    real.randomFillSync(given, ...rest);
    again(viewOf(given), 'crypto.randomFillSync');
    return given;
  });
  put('randomInt', (...args: [number, number]) => {
    const drawn = real.randomInt(...args);
    return noted.number(() => drawn);
  });
  put('randomUUID', (options?: crypto.RandomUUIDOptions) => {
    const drawn = real.randomUUID(options);
    return noted.value(() => drawn);
  });
  for (const name of DRAWS.split(' ')) {
    const native = (real as unknown as Record<string, AnyFunction | undefined>)[name];
    if (!native) continue;
    put(name, (...args: never[]) => {
      noted.gap(`uses crypto.${name}, which draws what cannot be drawn again`);
      return native(...args);
    });
  }
  return out as unknown as Crypto;
}

/** The same for what `globalThis.crypto` has of its own. */
export function noteWebRandom(webcrypto: crypto.webcrypto.Crypto, noted: Noted): void {
  const { getRandomValues, randomUUID } = webcrypto;
  const own = {
    getRandomValues(array: Uint8Array): Uint8Array {
      getRandomValues.call(webcrypto, array);
      const view = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
      const drawn = noted.bytes(() => view);
      if (drawn !== view) view.set(drawn);
      return array;
    },
    randomUUID(): string {
      const drawn = randomUUID.call(webcrypto);
      return noted.value(() => drawn);
    },
  };
  for (const [name, value] of Object.entries(own))
    Object.defineProperty(webcrypto, name, { value, writable: true, enumerable: true, configurable: true });
}
