// crypto.subtle: what its promises come to while the task moves, and its keys.
import { createHmac, KeyObject, webcrypto } from 'node:crypto';
import { types } from 'node:util';
import { run } from '../cases.ts';

const { subtle } = globalThis.crypto;
const bytes = (text: string) => new TextEncoder().encode(text);
const hex = (buffer: ArrayBuffer) => Buffer.from(buffer).toString('hex');
const failure = async (act: Promise<unknown>) => {
  try {
    return await act;
  } catch (error) {
    const { name, message, code } = error as DOMException;
    return `${name} ${code} ${message}`;
  }
};
const data = bytes('data that is signed and encrypted');
type Key = webcrypto.CryptoKey;
type Pair = webcrypto.CryptoKeyPair;
const aes = (name: string, fill = 5) => subtle.importKey('raw', new Uint8Array(32).fill(fill), name, true, ['encrypt', 'decrypt', 'wrapKey', 'unwrapKey']) as Promise<Key>;
const signs = async (algorithm: object, by: object = algorithm) => {
  const { publicKey, privateKey } = (await subtle.generateKey(algorithm as never, true, ['sign', 'verify'])) as never as Pair;
  const signature = await subtle.sign(by as never, privateKey, data);
  const found = [signature.byteLength, await subtle.verify(by as never, publicKey, signature, data), await subtle.verify(by as never, publicKey, signature, bytes('other'))];
  const again = await subtle.importKey('spki', await subtle.exportKey('spki', publicKey), algorithm as never, true, ['verify']);
  const own = await subtle.importKey('jwk', await subtle.exportKey('jwk', privateKey), algorithm as never, false, ['sign']);
  return [...found, await subtle.verify(by as never, again, signature, data), privateKey.algorithm, publicKey.usages, privateKey.usages, publicKey.extractable, again.algorithm, own.extractable];
};
const secretly = async (algorithm: { name: string }) => {
  const key = await aes(algorithm.name);
  const secret = await subtle.encrypt(algorithm, key, data);
  return [hex(secret), hex(await subtle.decrypt(algorithm, key, secret)) === hex(data.buffer as ArrayBuffer), String(await failure(subtle.decrypt(algorithm, key, new Uint8Array(7)))).split(' ')[0]];
};
const shared = async (algorithm: { name: string }) => {
  const [a, b] = (await Promise.all([1, 2].map(() => subtle.generateKey(algorithm as never, true, ['deriveBits', 'deriveKey'])))) as never as [Pair, Pair];
  const of = (mine: Pair, theirs: Pair, n: number | null) => subtle.deriveBits({ name: algorithm.name, public: theirs.publicKey } as never, mine.privateKey, n as number);
  const raw = await subtle.exportKey('raw', a.publicKey);
  const again = await subtle.importKey('raw', raw, algorithm as never, true, []);
  const derived = await subtle.deriveKey({ name: algorithm.name, public: again } as never, b.privateKey, { name: 'AES-GCM', length: 128 }, true, ['encrypt']);
  return [hex(await of(a, b, null)) === hex(await of(b, a, null)), (await of(a, b, 100)).byteLength, raw.byteLength, derived.algorithm, again.usages, a.privateKey.usages];
};

await run({
  digests: () => Promise.all(['SHA-1', 'sha-256', 'SHA-384', 'SHA-512'].map(async (name) => hex(await subtle.digest(name, data)))),
  'one after another': async () => {
    let found = data.slice().buffer as ArrayBuffer;
    for (let i = 0; i < 10; i++) found = await subtle.digest({ name: 'SHA-256' }, found);
    return hex(found);
  },
  hmac: async () => {
    const key = await subtle.importKey('raw', bytes('key'), { name: 'HMAC', hash: 'SHA-256' }, true, ['sign', 'verify']);
    const signature = await subtle.sign('HMAC', key, data);
    const jwk = await subtle.exportKey('jwk', key);
    return [hex(signature), await subtle.verify('HMAC', key, signature, data), await subtle.verify('HMAC', key, new Uint8Array(3), data), jwk, (key.algorithm as webcrypto.HmacKeyAlgorithm).length, createHmac('sha256', KeyObject.from(key)).update(data).digest('hex') === hex(signature)];
  },
  'a key that is made': async () => {
    const key = await subtle.generateKey({ name: 'HMAC', hash: 'SHA-512' }, true, ['sign', 'verify']);
    return [key, (await subtle.exportKey('raw', key)).byteLength, key instanceof (globalThis as never as { CryptoKey: new () => object }).CryptoKey, types.isCryptoKey(key), Object.prototype.toString.call(key)];
  },
  'AES-CBC': () => secretly({ name: 'AES-CBC', iv: new Uint8Array(16) } as never),
  'AES-CTR': () => secretly({ name: 'AES-CTR', counter: new Uint8Array(16).fill(255), length: 64 } as never),
  'AES-GCM': () => secretly({ name: 'AES-GCM', iv: new Uint8Array(12), additionalData: bytes('more'), tagLength: 96 } as never),
  'RSA-OAEP': async () => {
    const { publicKey, privateKey } = (await subtle.generateKey({ name: 'RSA-OAEP', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-1' }, true, ['encrypt', 'decrypt'])) as Pair;
    const secret = await subtle.encrypt({ name: 'RSA-OAEP', label: bytes('l') }, publicKey, data);
    return [secret.byteLength, hex(await subtle.decrypt({ name: 'RSA-OAEP', label: bytes('l') }, privateKey, secret)), await failure(subtle.decrypt('RSA-OAEP', privateKey, secret)), publicKey];
  },
  'RSASSA-PKCS1-v1_5': () => signs({ name: 'RSASSA-PKCS1-v1_5', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: 'SHA-256' }),
  'RSA-PSS': () => signs({ name: 'RSA-PSS', modulusLength: 1024, publicExponent: new Uint8Array([1, 0, 1]), hash: { name: 'SHA-256' } }, { name: 'RSA-PSS', saltLength: 20 }),
  ECDSA: () => signs({ name: 'ECDSA', namedCurve: 'P-384' }, { name: 'ECDSA', hash: 'SHA-256' }),
  Ed25519: () => signs({ name: 'Ed25519' }),
  ECDH: () => shared({ name: 'ECDH', namedCurve: 'P-256' } as never),
  X25519: () => shared({ name: 'X25519' }),
  'PBKDF2 and HKDF': async () => {
    const password = await subtle.importKey('raw', bytes('password'), 'PBKDF2', false, ['deriveBits', 'deriveKey']);
    const secret = await subtle.importKey('raw', bytes('secret'), 'HKDF', false, ['deriveBits']);
    const way = { name: 'PBKDF2', salt: bytes('salt'), iterations: 5, hash: 'SHA-256' };
    const key = await subtle.deriveKey(way, password, { name: 'HMAC', hash: 'SHA-1' }, true, ['sign']);
    return [hex(await subtle.deriveBits(way, password, 64)), hex(await subtle.deriveBits({ name: 'HKDF', hash: 'SHA-256', salt: bytes('s'), info: bytes('i') }, secret, 128)), hex(await subtle.exportKey('raw', key)).slice(0, 20), key.algorithm, password];
  },
  wrapped: async () => {
    const [kw, gcm, key] = await Promise.all([subtle.importKey('raw', new Uint8Array(16).fill(1), 'AES-KW', false, ['wrapKey', 'unwrapKey']), aes('AES-GCM'), aes('AES-CBC', 9)]);
    const way = { name: 'AES-GCM', iv: new Uint8Array(12) };
    const [one, two] = [await subtle.wrapKey('raw', key, kw, 'AES-KW'), await subtle.wrapKey('jwk', key, gcm, way)];
    const back = await subtle.unwrapKey('raw', one, kw, 'AES-KW', 'AES-CBC', true, ['encrypt']);
    const other = await subtle.unwrapKey('jwk', two, gcm, way, 'AES-CBC', true, ['decrypt']);
    return [hex(one), hex(await subtle.exportKey('raw', back)) === hex(await subtle.exportKey('raw', other)), back.usages, other.usages];
  },
  errors: async () => {
    const key = await aes('AES-GCM');
    const kept = await subtle.importKey('raw', new Uint8Array(16), 'AES-CBC', false, ['encrypt']);
    return Promise.all([
      failure(subtle.digest('MD5', data)),
      failure(subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, key, data)),
      failure(subtle.decrypt({ name: 'AES-CBC', iv: new Uint8Array(16) }, kept, data)),
      failure(subtle.encrypt({ name: 'AES-CBC', iv: new Uint8Array(3) }, kept, data)),
      failure(subtle.importKey('raw', new Uint8Array(3), 'AES-CBC', true, ['encrypt'])),
      failure(subtle.importKey('raw', new Uint8Array(16), 'AES-CBC', true, [])),
      failure(subtle.importKey('raw', new Uint8Array(16), 'AES-CBC', true, ['sign'])),
      failure(subtle.generateKey({ name: 'AES-CBC', length: 100 } as never, true, ['encrypt'])),
      failure(subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['verify'])),
    ]);
  },
});
