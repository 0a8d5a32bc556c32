/** Keys of `crypto.subtle`: made, taken in and given out. */
import type crypto from 'node:crypto';
import { nodeMajor } from '../node-major.ts';
import { type Algorithm, type CryptoKey, type KeyParts, makeCryptoKey, PARTS } from './crypto-key.ts';
import { bare } from './retold.ts';
import { algorithmFor, blockBits, failed, kindOf, usesFor } from './subtle-algorithms.ts';

type Crypto = typeof crypto;
type Jwk = Record<string, unknown> & { kty?: string };
export type Format = 'raw' | 'pkcs8' | 'spki' | 'jwk';
const CURVES: Record<string, string> = { 'P-256': 'prime256v1', 'P-384': 'secp384r1', 'P-521': 'secp521r1' };
const SIZES: Record<string, number> = { 'P-256': 32, 'P-384': 48, 'P-521': 66 };

/** From Node 22 on. */
const isAlgFirst = nodeMajor >= 22;

/** The KeyObject of Node's own. */
export const nativeKey = (key: CryptoKey): crypto.KeyObject => bare(key) as crypto.KeyObject;
const data = (words: string): Error => failed('DataError', words);

export interface SubtleKeys {
  generate(algorithm: unknown, extractable: boolean, uses: string[]): unknown;
  take(format: Format, bytes: unknown, algorithm: unknown, extractable: boolean, uses: string[]): CryptoKey;
  give(format: Format, key: CryptoKey): unknown;
}

export function makeSubtleKeys(native: Crypto, ours: (native: object) => object): SubtleKeys {
  const wrap = (
    key: crypto.KeyObject,
    algorithm: Algorithm,
    extractable: boolean,
    usages: string[],
  ): CryptoKey =>
    makeCryptoKey({ key: ours(key), type: key.type, algorithm, extractable, usages } as KeyParts);

  function generate(given: unknown, extractable: boolean, uses: string[]): unknown {
    const algorithm = algorithmFor(given, 'generateKey');
    const { name } = algorithm;
    usesFor(algorithm, uses, 'both');
    const { kind, publicUses } = kindOf(algorithm);
    if (kind === 'aes' || kind === 'hmac') {
      if (kind === 'aes' && ![128, 192, 256].includes(algorithm.length!))
        throw failed('OperationError', 'AES key length must be 128, 192, or 256 bits');
      const { hash } = algorithm;
      const length = algorithm.length ?? blockBits(hash!.name);
      if (uses.length === 0) throw noUses('creating a key');
      const key = native.generateKeySync('hmac', { length });
      return wrap(
        key,
        hash ? { name, length, hash } : { name, length },
        extractable,
        usesFor(algorithm, uses, 'uses'),
      );
    }
    const { publicKey, privateKey } = pairOf(algorithm, kind);
    const privateUses = usesFor(
      algorithm,
      uses.filter((use) => !publicUses.includes(use)),
      'uses',
    );
    if (privateUses.length === 0) throw noUses('creating a key');
    const shared = described(algorithm);
    const publicOnes = usesFor(
      algorithm,
      uses.filter((use) => publicUses.includes(use)),
      'publicUses',
    );
    return {
      privateKey: wrap(privateKey, shared, extractable, privateUses),
      publicKey: wrap(publicKey, shared, true, publicOnes),
    };
  }

  function pairOf(algorithm: Algorithm, kind: string): crypto.KeyPairKeyObjectResult {
    if (kind === 'okp') return native.generateKeyPairSync(algorithm.name.toLowerCase() as 'ed25519');
    if (kind === 'ec') {
      const namedCurve = curveOf(algorithm);
      return native.generateKeyPairSync('ec', { namedCurve });
    }
    const publicExponent = Number(
      BigInt(`0x${Buffer.from(algorithm.publicExponent as Uint8Array).toString('hex')}`),
    );
    return native.generateKeyPairSync('rsa', {
      modulusLength: algorithm.modulusLength as number,
      publicExponent,
    });
  }

  function take(
    format: Format,
    bytes: unknown,
    given: unknown,
    extractable: boolean,
    uses: string[],
  ): CryptoKey {
    const algorithm = algorithmFor(given, 'importKey');
    const { kind } = kindOf(algorithm);
    const key = keyIn(format, bytes, algorithm, kind);
    if (kind === 'kdf' && extractable)
      throw failed('SyntaxError', `${algorithm.name} keys are not extractable`);
    const usages = usesFor(algorithm, uses, key.type === 'public' && kind !== 'kdf' ? 'publicUses' : 'uses');
    if (usages.length === 0 && key.type !== 'public') throw noUses(`importing a ${key.type} key`);
    return wrap(key, ofImported(algorithm, kind, key), extractable, usages);
  }

  function keyIn(format: Format, bytes: unknown, algorithm: Algorithm, kind: string): crypto.KeyObject {
    const isSecret = kind === 'aes' || kind === 'hmac' || kind === 'kdf';
    if (format === 'jwk') return ofJwk(bytes as Jwk, isSecret);
    const content = bytesOf(bytes);
    if (isSecret) {
      if (format !== 'raw')
        throw failed('NotSupportedError', `Unable to import ${algorithm.name} key with format ${format}`);
      if (kind === 'aes' && ![16, 24, 32].includes(content.length)) throw data('Invalid key length');
      if (kind === 'hmac' && content.length === 0) throw data('Zero-length key is not supported');
      return native.createSecretKey(content);
    }
    try {
      if (format === 'pkcs8') return native.createPrivateKey({ key: content, format: 'der', type: 'pkcs8' });
      if (format === 'spki') return native.createPublicKey({ key: content, format: 'der', type: 'spki' });
      const jwk =
        kind === 'ec'
          ? ofPoint(content, algorithm)
          : { kty: 'OKP', crv: algorithm.name, x: content.toString('base64url') };
      return native.createPublicKey({ key: jwk, format: 'jwk' });
    } catch (cause) {
      throw Object.assign(data('Invalid keyData'), { cause });
    }
  }

  function ofJwk(jwk: Jwk, isSecret: boolean): crypto.KeyObject {
    if (typeof jwk !== 'object' || jwk === null || !jwk.kty) throw data('Invalid keyData');
    if (isSecret !== (jwk.kty === 'oct')) throw data('Invalid JWK "kty" Parameter');
    if (isSecret) return native.createSecretKey(Buffer.from(jwk.k as string, 'base64url'));
    const input = { key: jwk as crypto.JsonWebKey, format: 'jwk' as const };
    return jwk.d === undefined ? native.createPublicKey(input) : native.createPrivateKey(input);
  }

  function ofPoint(point: Buffer, algorithm: Algorithm): crypto.JsonWebKey {
    const crv = curveOf(algorithm);
    const whole = native.ECDH.convertKey(
      point,
      CURVES[crv]!,
      undefined,
      undefined,
      'uncompressed',
    ) as unknown as Buffer;
    const size = SIZES[crv]!;
    const part = (from: number) => whole.subarray(from, from + size).toString('base64url');
    return { kty: 'EC', crv, x: part(1), y: part(1 + size) };
  }

  function give(format: Format, key: CryptoKey): unknown {
    if (!key.extractable) throw failed('InvalidAccessError', 'key is not extractable');
    const { algorithm, type, usages } = key;
    const its = nativeKey(key);
    if (format === 'jwk') {
      const jwk = its.export({ format: 'jwk' }) as Jwk;
      const alg = jwkName(algorithm);
      const named = alg ? { alg } : {};
      return { key_ops: usages, ext: true, ...(isAlgFirst ? { ...named, ...jwk } : { ...jwk, ...named }) };
    }
    if (format === 'spki' && type === 'public') return exact(its.export({ type: 'spki', format: 'der' }));
    if (format === 'pkcs8' && type === 'private') return exact(its.export({ type: 'pkcs8', format: 'der' }));
    if (format === 'raw' && type === 'secret') return exact(its.export());
    if (format === 'raw' && type === 'public') {
      const { x, y } = its.export({ format: 'jwk' });
      const part = (text: string | undefined) => Buffer.from(text ?? '', 'base64url');
      if (kindOf(algorithm).kind === 'ec') return exact(Buffer.concat([Buffer.of(4), part(x), part(y)]));
      if (kindOf(algorithm).kind === 'okp') return exact(part(x));
    }
    throw failed('NotSupportedError', `Unable to export a raw ${algorithm.name} ${type} key`);
  }
  return { generate, take, give };
}

const noUses = (doing: string): Error => failed('SyntaxError', `Usages cannot be empty when ${doing}.`);

function curveOf({ namedCurve }: Algorithm): string {
  if (!namedCurve || !(namedCurve in CURVES)) throw failed('NotSupportedError', 'Unrecognized namedCurve');
  return namedCurve;
}

/** What a generated key says of itself. */
function described({ name, hash, namedCurve, modulusLength, publicExponent }: Algorithm): Algorithm {
  if (namedCurve) return { name, namedCurve };
  if (hash)
    return { name, modulusLength, publicExponent: new Uint8Array(publicExponent as Uint8Array), hash };
  return { name };
}

function ofImported({ name, hash, namedCurve }: Algorithm, kind: string, key: crypto.KeyObject): Algorithm {
  const length = (key.symmetricKeySize ?? 0) * 8;
  if (kind === 'aes') return { name, length };
  if (kind === 'hmac') return { name, hash: hash!, length };
  if (kind !== 'rsa') return namedCurve ? { name, namedCurve } : { name };
  const { modulusLength, publicExponent } = key.asymmetricKeyDetails!;
  const hex = publicExponent!.toString(16);
  const exponent = new Uint8Array(Buffer.from(hex.padStart(hex.length + (hex.length % 2), '0'), 'hex'));
  return { name, modulusLength, publicExponent: exponent, hash: hash! };
}

function jwkName({ name, length, hash }: Algorithm): string | undefined {
  const bits = hash?.name.slice(4);
  if (name.startsWith('AES-')) return `A${length}${name.slice(4)}`;
  if (name === 'HMAC') return `HS${bits}`;
  if (name === 'RSASSA-PKCS1-v1_5') return `RS${bits}`;
  if (name === 'RSA-PSS') return `PS${bits}`;
  if (name === 'RSA-OAEP') return bits === '1' ? 'RSA-OAEP' : `RSA-OAEP-${bits}`;
  return undefined;
}

export function bytesOf(value: unknown): Buffer {
  if (ArrayBuffer.isView(value)) return Buffer.from(value.buffer, value.byteOffset, value.byteLength);
  return Buffer.from(value as ArrayBuffer);
}

/** A buffer of its own. */
export const exact = (bytes: Uint8Array): ArrayBuffer =>
  bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength) as ArrayBuffer;

export const partsOf = (key: CryptoKey): KeyParts => key[PARTS];
