/** Encryption of `crypto.subtle`: AES in its modes, and RSA-OAEP. */
import type crypto from 'node:crypto';
import type { Algorithm, CryptoKey } from './crypto-key.ts';
import { failed, hashOf } from './subtle-algorithms.ts';
import { bytesOf, exact, nativeKey } from './subtle-keys.ts';

type Crypto = typeof crypto;
type Way = 'encrypt' | 'decrypt';
const BLOCK = 16;
const WRAP_IV = Buffer.alloc(8, 0xa6);
const TAG_BITS = [32, 64, 96, 104, 112, 120, 128];

export interface Counted extends Algorithm {
  iv?: unknown;
  counter?: unknown;
  additionalData?: unknown;
  tagLength?: number;
  label?: unknown;
}

export function crypt(
  native: Crypto,
  way: Way,
  algorithm: Counted,
  key: CryptoKey,
  data: Buffer,
): ArrayBuffer {
  const check = checked(algorithm);
  try {
    return exact(check(native, way, algorithm, key, data));
  } catch (cause) {
    if (cause instanceof DOMException) throw cause;
    throw failed('OperationError', 'The operation failed for an operation-specific reason', cause);
  }
}

type Act = (native: Crypto, way: Way, algorithm: Counted, key: CryptoKey, data: Buffer) => Buffer;

/** What is wrong with its parameters is told as such. */
function checked(algorithm: Counted): Act {
  switch (algorithm.name) {
    case 'AES-CBC':
      if (bytesOf(algorithm.iv).length !== BLOCK)
        throw failed('OperationError', 'algorithm.iv must contain exactly 16 bytes');
      return cbc;
    case 'AES-CTR':
      if (bytesOf(algorithm.counter).length !== BLOCK)
        throw failed('OperationError', 'algorithm.counter must contain exactly 16 bytes');
      if (!(algorithm.length! >= 1 && algorithm.length! <= 128))
        throw failed('OperationError', 'AES-CTR algorithm.length must be between 1 and 128');
      return ctr;
    case 'AES-GCM':
      if (algorithm.tagLength !== undefined && !TAG_BITS.includes(algorithm.tagLength))
        throw failed('OperationError', `${algorithm.tagLength} is not a valid AES-GCM tag length`);
      return gcm;
    case 'AES-KW':
      return keyWrap;
    default:
      return oaep;
  }
}

type Simple = Pick<crypto.Cipher, 'update' | 'final'>;
const make = (native: Crypto, way: Way, name: string, key: CryptoKey, iv: Buffer): Simple => {
  const create = way === 'encrypt' ? native.createCipheriv : native.createDecipheriv;
  return create(name, nativeKey(key), iv) as Simple;
};
const whole = (cipher: Simple, data: Buffer): Buffer => Buffer.concat([cipher.update(data), cipher.final()]);
const sizeOf = (key: CryptoKey): number => key.algorithm.length!;

const cbc: Act = (native, way, { iv }, key, data) =>
  whole(make(native, way, `aes-${sizeOf(key)}-cbc`, key, bytesOf(iv)), data);

/** Only so many bits of the counter count: after their last value comes the first. */
const ctr: Act = (native, way, { counter, length = 128 }, key, data) => {
  const start = bytesOf(counter);
  const all = BigInt(`0x${start.toString('hex')}`);
  const values = 1n << BigInt(length);
  const blocks = BigInt(Math.ceil(data.length / BLOCK));
  if (blocks > values) throw failed('OperationError', 'AES-CTR counter would repeat');
  const before = Number((values - (all % values)) * BigInt(BLOCK));
  const name = `aes-${sizeOf(key)}-ctr`;
  const first = whole(make(native, way, name, key, start), data.subarray(0, before));
  if (before >= data.length) return first;
  const wrapped = Buffer.from((all - (all % values)).toString(16).padStart(2 * BLOCK, '0'), 'hex');
  return Buffer.concat([first, whole(make(native, way, name, key, wrapped), data.subarray(before))]);
};

const gcm: Act = (native, way, { iv, additionalData, tagLength = 128 }, key, data) => {
  const name = `aes-${sizeOf(key)}-gcm` as 'aes-128-gcm';
  const options = { authTagLength: tagLength / 8 };
  if (way === 'encrypt') {
    const cipher = native.createCipheriv(name, nativeKey(key), bytesOf(iv), options);
    if (additionalData !== undefined) cipher.setAAD(bytesOf(additionalData));
    const secret = whole(cipher, data);
    return Buffer.concat([secret, cipher.getAuthTag()]);
  }
  const end = data.length - options.authTagLength;
  if (end < 0) throw failed('OperationError', 'The provided data is too small.');
  const decipher = native.createDecipheriv(name, nativeKey(key), bytesOf(iv), options);
  if (additionalData !== undefined) decipher.setAAD(bytesOf(additionalData));
  decipher.setAuthTag(data.subarray(end));
  return whole(decipher, data.subarray(0, end));
};

const keyWrap: Act = (native, way, _, key, data) =>
  whole(make(native, way, `id-aes${sizeOf(key)}-wrap`, key, WRAP_IV), data);

const oaep: Act = (native, way, { label }, key, data) => {
  const act = way === 'encrypt' ? native.publicEncrypt : native.privateDecrypt;
  return act(
    {
      key: nativeKey(key),
      padding: native.constants.RSA_PKCS1_OAEP_PADDING,
      oaepHash: hashOf(key.algorithm),
      ...(label === undefined ? {} : { oaepLabel: bytesOf(label) }),
    },
    data,
  );
};
