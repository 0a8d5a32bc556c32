/** The algorithms of `crypto.subtle`: their names, what keys of them may be used for, and what they are called elsewhere. */
import type { Algorithm } from './crypto-key.ts';

export const failed = (name: string, message: string, cause?: unknown): Error => {
  const error = new DOMException(message, name);
  return cause === undefined
    ? error
    : Object.defineProperty(error, 'cause', { value: cause, configurable: true });
};
export const unsupportedAlgorithm = (): Error => failed('NotSupportedError', 'Unrecognized algorithm name');

export const HASHES: Record<string, string> = {
  'SHA-1': 'sha1',
  'SHA-256': 'sha256',
  'SHA-384': 'sha384',
  'SHA-512': 'sha512',
};
/** Bits of a block: how long keys for HMAC are. */
export const blockBits = (hash: string): number => (hash === 'SHA-384' || hash === 'SHA-512' ? 1024 : 512);

interface Kind {
  kind: 'aes' | 'hmac' | 'rsa' | 'ec' | 'okp' | 'kdf' | 'digest';
  /** Of secret or private keys, and of public ones. */
  uses: string[];
  publicUses: string[];
  does: string[];
}
const MAKE = ['generateKey', 'importKey', 'exportKey'];
const CRYPT = ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey'];
const kind = (of: Kind['kind'], does: string[], uses: string[], publicUses: string[] = []): Kind => ({
  kind: of,
  uses,
  publicUses,
  does,
});
const aes = kind('aes', [...MAKE, ...CRYPT, 'get key length'], CRYPT);
const signing = (of: Kind['kind']): Kind => kind(of, [...MAKE, 'sign', 'verify'], ['sign'], ['verify']);
const exchange = (of: Kind['kind']): Kind => kind(of, [...MAKE, 'deriveBits'], ['deriveKey', 'deriveBits']);
const derivation = kind('kdf', ['importKey', 'deriveBits', 'get key length'], ['deriveKey', 'deriveBits']);

const KINDS: Record<string, Kind> = {
  'AES-CBC': aes,
  'AES-CTR': aes,
  'AES-GCM': aes,
  'AES-KW': kind('aes', [...MAKE, 'wrapKey', 'unwrapKey', 'get key length'], ['wrapKey', 'unwrapKey']),
  HMAC: kind('hmac', [...MAKE, 'sign', 'verify', 'get key length'], ['sign', 'verify']),
  'RSASSA-PKCS1-v1_5': signing('rsa'),
  'RSA-PSS': signing('rsa'),
  'RSA-OAEP': kind('rsa', [...MAKE, ...CRYPT], ['decrypt', 'unwrapKey'], ['encrypt', 'wrapKey']),
  ECDSA: signing('ec'),
  ECDH: exchange('ec'),
  Ed25519: signing('okp'),
  Ed448: signing('okp'),
  X25519: exchange('okp'),
  X448: exchange('okp'),
  HKDF: derivation,
  PBKDF2: derivation,
  ...Object.fromEntries(Object.keys(HASHES).map((name) => [name, kind('digest', ['digest'], [])])),
};
const byLowerCase = new Map(Object.keys(KINDS).map((name) => [name.toLowerCase(), name]));

export const kindOf = ({ name }: Algorithm): Kind => KINDS[name]!;

/** By its proper name, if that does such things. */
export function algorithmFor(given: unknown, operation: string): Algorithm {
  const described = typeof given === 'string' ? { name: given } : given;
  const { name } = (described ?? {}) as { name?: unknown };
  if (name === undefined) throw new TypeError("'name' is required in AlgorithmIdentifier");
  const proper = byLowerCase.get(`${name}`.toLowerCase());
  if (!proper || !KINDS[proper]!.does.includes(operation)) throw unsupportedAlgorithm();
  const algorithm: Algorithm = { ...(described as object), name: proper };
  if (algorithm.hash !== undefined) algorithm.hash = { name: algorithmFor(algorithm.hash, 'digest').name };
  return algorithm;
}

/** As Node's functions call it. */
export const hashOf = ({ hash }: Algorithm): string => HASHES[hash!.name]!;

const ALL_USES = ['encrypt', 'decrypt', 'sign', 'verify', 'deriveKey', 'deriveBits', 'wrapKey', 'unwrapKey'];

/** Each once; those of pairs in Node's order. */
export function usesFor(
  algorithm: Algorithm,
  given: readonly string[],
  which: 'uses' | 'publicUses' | 'both',
): string[] {
  const { uses, publicUses } = kindOf(algorithm);
  const allowed = which === 'both' ? [...uses, ...publicUses] : which === 'uses' ? uses : publicUses;
  if (given.some((use) => !allowed.includes(use)))
    throw failed(
      'SyntaxError',
      `Unsupported key usage for ${article(algorithm.name.replace(/^AES-.*/, 'AES'))} key`,
    );
  const { kind } = kindOf(algorithm);
  const isOfPair = kind === 'rsa' || kind === 'ec' || kind === 'okp';
  return isOfPair ? intersection(given, ALL_USES) : [...new Set(given)];
}

export const intersection = (given: readonly string[], allowed: readonly string[]): string[] =>
  allowed.filter((use) => given.includes(use));

const article = (name: string): string => `${/^(?:[AEIO]|HMAC|RSA|X)/.test(name) ? 'an' : 'a'} ${name}`;
