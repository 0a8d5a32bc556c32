/**
 * `crypto.subtle`, over the synchronous functions of `node:crypto`: Node's own works on threads and answers on an event loop that the host does
 * not run. What is asked is done at once; the promise is settled in a later turn.
 */
import type crypto from 'node:crypto';
import { addTo } from '../../list.ts';
import { job } from '../../loop/jobs.ts';
import { barePromise } from '../../promise/promise.ts';
import { rejectPromise, resolvePromise } from '../../promise/settling.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import { type Algorithm, type CryptoKey, isCryptoKey } from './crypto-key.ts';
import { algorithmFor, failed, HASHES, hashOf, kindOf } from './subtle-algorithms.ts';
import { type Counted, crypt } from './subtle-ciphers.ts';
import { bytesOf, exact, type Format, makeSubtleKeys, nativeKey } from './subtle-keys.ts';

type Crypto = typeof crypto;
type Method = (...args: never[]) => unknown;

/** Settles the promise of a call; the heap knows it by name. */
export function settleSubtle(promise: object, isDone: boolean, value: unknown): void {
  if (isDone) resolvePromise(promise, value);
  else rejectPromise(promise, value);
}

const keyOf = (value: unknown, at: string, method: string): CryptoKey => {
  if (isCryptoKey(value)) return value;
  throw nodeError('ERR_INVALID_ARG_TYPE', `${at} argument of ${method}`, 'CryptoKey', value);
};

/** The algorithm, if the key is of it and may be used so. */
function fitting(given: unknown, operation: string, key: CryptoKey): Algorithm {
  const algorithm = algorithmFor(given, operation);
  const isSigning = operation === 'sign' || operation === 'verify';
  const words = 'The requested operation is not valid for the provided key';
  if (algorithm.name !== key.algorithm.name)
    throw failed('InvalidAccessError', isSigning ? 'Key algorithm mismatch' : words);
  if (!key.usages.includes(operation))
    throw failed('InvalidAccessError', isSigning ? `Unable to use this key to ${operation}` : words);
  return algorithm;
}

export function makeSubtle(
  task: Task,
  native: Crypto,
  ours: (native: object) => object,
): Record<string, Function> {
  const { generate, take, give } = makeSubtleKeys(native, ours);
  const { constants } = native;

  function padded(algorithm: Algorithm, key: CryptoKey): crypto.SignKeyObjectInput {
    const { name } = algorithm;
    const its = nativeKey(key);
    if (name === 'RSA-PSS')
      return {
        key: its,
        padding: constants.RSA_PKCS1_PSS_PADDING,
        saltLength: algorithm.saltLength as number,
      };
    if (name === 'ECDSA') return { key: its, dsaEncoding: 'ieee-p1363' };
    return { key: its };
  }
  const hashFor = (algorithm: Algorithm, key: CryptoKey): string | null => {
    if (kindOf(algorithm).kind === 'okp') return null;
    return algorithm.name === 'ECDSA' ? hashOf(algorithm) : hashOf(key.algorithm);
  };
  const mac = (key: CryptoKey, bytes: unknown): Buffer =>
    native.createHmac(hashOf(key.algorithm), nativeKey(key)).update(bytesOf(bytes)).digest();

  function derived(algorithm: Algorithm, key: CryptoKey, length: number | null): ArrayBuffer {
    const { name } = algorithm;
    if (kindOf(algorithm).kind !== 'kdf') {
      const theirs = keyOf(algorithm.public, 'public', 'deriveBits');
      if (theirs.type !== 'public')
        throw failed('InvalidAccessError', 'algorithm.public must be a public key');
      if (theirs.algorithm.name !== name)
        throw failed('InvalidAccessError', 'The public and private keys must be of the same type');
      if (theirs.algorithm.namedCurve !== key.algorithm.namedCurve)
        throw failed('InvalidAccessError', 'Named curve mismatch');
      const bits = native.diffieHellman({ privateKey: nativeKey(key), publicKey: nativeKey(theirs) });
      if (length === null) return exact(bits);
      const size = Math.ceil(length / 8);
      if (bits.length < size) throw failed('OperationError', 'derived bit length is too small');
      const part = bits.subarray(0, size);
      if (length % 8) part[size - 1]! &= 0xff00 >> (length % 8);
      return exact(part);
    }
    if (name === 'PBKDF2' && algorithm.iterations === 0)
      throw failed('OperationError', 'iterations cannot be zero');
    if (length === 0) return new ArrayBuffer(0);
    if (length === null) throw failed('OperationError', 'length cannot be null');
    if (length % 8) throw failed('OperationError', 'length must be a multiple of 8');
    const salt = bytesOf(algorithm.salt);
    if (name === 'HKDF')
      return native.hkdfSync(hashOf(algorithm), nativeKey(key), salt, bytesOf(algorithm.info), length / 8);
    const secret = nativeKey(key).export();
    return exact(
      native.pbkdf2Sync(secret, salt, algorithm.iterations as number, length / 8, hashOf(algorithm)),
    );
  }

  const bits = (algorithm: Algorithm): number | null => {
    const { kind } = kindOf(algorithm);
    if (kind === 'aes') return algorithm.length ?? null;
    if (kind === 'hmac')
      return (
        algorithm.length ?? (hashOf(algorithm) === 'sha1' || hashOf(algorithm) === 'sha256' ? 512 : 1024)
      );
    return null;
  };

  const methods: Record<string, Method> = {
    digest(given: unknown, data: unknown) {
      const { name } = algorithmFor(given, 'digest');
      return exact(native.createHash(HASHES[name]!).update(bytesOf(data)).digest());
    },
    generateKey: generate,
    importKey: take,
    exportKey: (format: Format, key: unknown) => give(format, keyOf(key, 'key', 'exportKey')),
    sign(given: unknown, key: unknown, data: unknown) {
      const its = keyOf(key, 'key', 'sign');
      const algorithm = fitting(given, 'sign', its);
      if (algorithm.name === 'HMAC') return exact(mac(its, data));
      return exact(native.sign(hashFor(algorithm, its), bytesOf(data), padded(algorithm, its)));
    },
    verify(given: unknown, key: unknown, signature: unknown, data: unknown) {
      const its = keyOf(key, 'key', 'verify');
      const algorithm = fitting(given, 'verify', its);
      const theirs = bytesOf(signature);
      if (algorithm.name !== 'HMAC')
        return native.verify(hashFor(algorithm, its), bytesOf(data), padded(algorithm, its), theirs);
      const own = mac(its, data);
      return own.length === theirs.length && native.timingSafeEqual(own, theirs);
    },
    encrypt(given: unknown, key: unknown, data: unknown) {
      const its = keyOf(key, 'key', 'encrypt');
      return crypt(native, 'encrypt', fitting(given, 'encrypt', its) as Counted, its, bytesOf(data));
    },
    decrypt(given: unknown, key: unknown, data: unknown) {
      const its = keyOf(key, 'key', 'decrypt');
      return crypt(native, 'decrypt', fitting(given, 'decrypt', its) as Counted, its, bytesOf(data));
    },
    deriveBits(given: unknown, key: unknown, length: number | null = null) {
      const its = keyOf(key, 'baseKey', 'deriveBits');
      const algorithm = algorithmFor(given, 'deriveBits');
      if (!its.usages.includes('deriveBits'))
        throw failed('InvalidAccessError', 'baseKey does not have deriveBits usage');
      if (its.algorithm.name !== algorithm.name) throw failed('InvalidAccessError', 'Key algorithm mismatch');
      return derived(algorithm, its, length);
    },
    deriveKey(given: unknown, key: unknown, of: unknown, extractable: boolean, uses: string[]) {
      const its = keyOf(key, 'baseKey', 'deriveKey');
      const algorithm = algorithmFor(given, 'deriveBits');
      if (!its.usages.includes('deriveKey'))
        throw failed('InvalidAccessError', 'baseKey does not have deriveKey usage');
      if (its.algorithm.name !== algorithm.name) throw failed('InvalidAccessError', 'Key algorithm mismatch');
      return take(
        'raw',
        derived(algorithm, its, bits(algorithmFor(of, 'get key length'))),
        of,
        extractable,
        uses,
      );
    },
    wrapKey(format: Format, key: unknown, by: unknown, given: unknown) {
      const its = keyOf(by, 'wrappingKey', 'wrapKey');
      const algorithm = fitting(given, 'wrapKey', its);
      const out = give(format, keyOf(key, 'key', 'wrapKey'));
      let bytes = format === 'jwk' ? Buffer.from(JSON.stringify(out)) : bytesOf(out);
      if (format === 'jwk' && algorithm.name === 'AES-KW' && bytes.length % 8)
        bytes = Buffer.concat([bytes, Buffer.alloc(8 - (bytes.length % 8), ' ')]);
      return crypt(native, 'encrypt', algorithm as Counted, its, bytes);
    },
    unwrapKey(
      format: Format,
      wrapped: unknown,
      by: unknown,
      given: unknown,
      of: unknown,
      extractable: boolean,
      uses: string[],
    ) {
      const its = keyOf(by, 'unwrappingKey', 'unwrapKey');
      const clear = crypt(
        native,
        'decrypt',
        fitting(given, 'unwrapKey', its) as Counted,
        its,
        bytesOf(wrapped),
      );
      let content: unknown = clear;
      if (format === 'jwk') {
        try {
          content = JSON.parse(Buffer.from(clear).toString());
        } catch {
          throw failed('DataError', 'Invalid wrapped JWK key');
        }
      }
      return take(format, content, of, extractable, uses);
    },
  };
  const subtle: Record<string, Function> = {};
  for (const [name, act] of Object.entries(methods))
    subtle[name] = {
      [name](...args: never[]): object {
        const promise = barePromise();
        let settling: [object, boolean, unknown];
        try {
          settling = [promise, true, act(...args)];
        } catch (error) {
          settling = [promise, false, error];
        }
        addTo(task.state.ready, job(settleSubtle, undefined, settling));
        return promise;
      },
    }[name]!;
  return Object.defineProperty(subtle, Symbol.toStringTag, { value: 'SubtleCrypto', configurable: true });
}
