/** `node:crypto`: Node's own, where the task runs; its objects are told again in other hosts (story.ts). */
import type crypto from 'node:crypto';
import { promisify } from 'node:util';
import { barePromise } from '../../promise/promise.ts';
import { carriable } from '../../promise/resolving.ts';
import { rejectPromise, resolvePromise } from '../../promise/settling.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';
import { cipherClasses } from './cipher.ts';
import { copyOf, type Module } from './copy.ts';
import { CryptoKey, isCryptoKey, PARTS } from './crypto-key.ts';
import { exchangeClasses } from './exchange.ts';
import { hashClasses } from './hash.ts';
import { makeKeys } from './keys.ts';
import { later } from './later.ts';
import { noteWebRandom, withNotedRandom } from './noted-random.ts';
import { bare } from './retold.ts';
import { makeSubtle, settleSubtle } from './subtle.ts';

type Crypto = typeof crypto;
type AnyFunction = (...args: unknown[]) => unknown;
type Class = new (...args: unknown[]) => object;

/** What takes or gives keys. */
const OF_KEYS =
  'createPrivateKey createPublicKey createSecretKey decapsulate diffieHellman encapsulate generateKeyPairSync generateKeySync hkdfSync ' +
  'privateDecrypt privateEncrypt publicDecrypt publicEncrypt sign verify';
/** Whose callback may be left out. */
const EITHER = 'checkPrime decapsulate diffieHellman encapsulate randomBytes randomInt sign verify';
const WITH_CALLBACK =
  'argon2 checkPrime decapsulate diffieHellman encapsulate generateKey generateKeyPair generatePrime hkdf pbkdf2 randomBytes randomFill ' +
  'randomInt scrypt sign verify';

export interface OwnCrypto {
  module: Module;
  /** Those of which the heap may hold objects. */
  classes: Record<string, Function | symbol>;
}

export function makeCrypto(task: Task, nodes: Crypto): OwnCrypto {
  const { noted } = task.syscalls;
  const real = withNotedRandom(nodes, noted);
  const native = real as unknown as Record<string, AnyFunction | undefined>;
  const out = copyOf(real);
  const put = (name: string, value: unknown) =>
    Object.defineProperty(out, name, { value, writable: true, enumerable: true, configurable: true });
  const keys = makeKeys(real);
  const { KeyObject } = keys.classes;
  const known = { ...hashClasses(real), ...cipherClasses(real), ...exchangeClasses(real, keys.key) };
  const classes: Record<string, Function> = { ...known, ...keys.classes };
  for (const [name, made] of Object.entries({ ...known, KeyObject })) if (name in out) put(name, made);
  const make = (name: string, made: string, count: number) => {
    const Made = classes[made] as unknown as Class;
    const create =
      count === 2
        ? { [name]: (a: unknown, b: unknown) => new Made(a, b) }
        : { [name]: (...args: unknown[]) => new Made(...args) };
    if (name in native) put(name, create[name]);
  };
  for (const made of ['Hash', 'Sign', 'Verify', 'ECDH']) make(`create${made}`, made, 2);
  for (const made of ['Hmac', 'Cipheriv', 'Decipheriv', 'DiffieHellman']) make(`create${made}`, made, 4);
  for (const name of ['createDiffieHellmanGroup', 'getDiffieHellman']) make(name, 'DiffieHellmanGroup', 2);

  const withKeys =
    (act: AnyFunction): AnyFunction =>
    (...args) =>
      keys.given(act(...args.map(bare)));
  for (const name of OF_KEYS.split(' '))
    if (native[name]) put(name, Object.defineProperty(withKeys(native[name]), 'name', { value: name }));
  const either = new Set(EITHER.split(' '));
  for (const name of WITH_CALLBACK.split(' ')) {
    const sync = native[`${name}Sync`] ?? native[name];
    if (!native[name] || !sync) continue;
    const values =
      name === 'generateKeyPair'
        ? (pair: unknown) => [(pair as Pair).publicKey, (pair as Pair).privateKey]
        : undefined;
    put(
      name,
      later(task, name, withKeys(sync), {
        values,
        isEither: either.has(name),
        ...(/Prime|Int/.test(name) ? { noError: undefined } : {}),
      }),
    );
  }
  const generateKeyPair = out.generateKeyPair as AnyFunction;
  Object.defineProperty(generateKeyPair, promisify.custom, {
    value: pairPromised(generateKeyPair),
    configurable: true,
  });
  const { webcrypto } = nodes;
  noteWebRandom(webcrypto, noted);
  // Node's own is made when it is read.
  put(
    'getRandomValues',
    { getRandomValues: (array: never) => webcrypto.getRandomValues(array) }.getRandomValues,
  );
  const subtle = makeSubtle(task, real, keys.key);
  put('subtle', subtle);
  Object.defineProperty(webcrypto, 'subtle', { value: subtle, configurable: true });
  put('webcrypto', webcrypto);
  Object.defineProperty(KeyObject, 'from', {
    value: (key: unknown) => {
      if (isCryptoKey(key)) return key[PARTS].key;
      throw nodeError('ERR_INVALID_ARG_TYPE', 'key', 'CryptoKey', key);
    },
    configurable: true,
  });
  return { module: out, classes: { ...classes, CryptoKey, PARTS, pairMade, settleSubtle } };
}

interface Pair {
  publicKey: unknown;
  privateKey: unknown;
}

/** The callback of `generateKeyPair` promisified. */
function pairMade(promise: object, error: unknown, publicKey: unknown, privateKey: unknown): void {
  if (error) rejectPromise(promise, error);
  else resolvePromise(promise, { publicKey, privateKey });
}

const pairPromised =
  (make: AnyFunction): AnyFunction =>
  (...args) => {
    const promise = barePromise();
    try {
      make(...args, carriable(pairMade, promise));
    } catch (error) {
      rejectPromise(promise, error);
    }
    return promise;
  };
