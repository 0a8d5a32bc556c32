/** KeyObject: its story is the key itself, as DER or bytes. */
import type crypto from 'node:crypto';
import { adopt, bare, nativeOf, type Retold, retoldClass, STORY } from './retold.ts';
import { pin } from './story.ts';

type Crypto = typeof crypto;
const { construct, getPrototypeOf, setPrototypeOf } = Reflect;
type Class = Function & { prototype: object };
const UNTELLABLE = 'key that cannot be exported';

export interface Keys {
  classes: Record<string, Function>;
  /** Of what Node's own functions give, what the program gets. */
  given(value: unknown): unknown;
  /** Ours of a native one. */
  key(native: object): object;
}

export function makeKeys(native: Crypto): Keys {
  const NativeKey = native.KeyObject as unknown as Class;
  /** Of a kind: the class of such a key. */
  const classOf = (sample: object, name: string): Class =>
    retoldClass({
      name,
      native: getPrototypeOf(sample)!.constructor as Class,
      make: ([type, bytes]) => madeOf(native, type as string, bytes as Buffer),
      told: [],
      tooLong: UNTELLABLE,
    }) as Class;
  const secret = native.createSecretKey(Buffer.alloc(1));
  const { publicKey, privateKey } = native.generateKeyPairSync('ed25519');
  class KeyObject {
    constructor(type: unknown, handle: unknown) {
      // With its own error.
      construct(NativeKey, [type, handle]);
      throw new TypeError('Illegal constructor');
    }
  }
  const classes: Record<string, Class> = {
    secret: classOf(secret, 'SecretKeyObject'),
    public: classOf(publicKey, 'PublicKeyObject'),
    private: classOf(privateKey, 'PrivateKeyObject'),
  };
  for (const made of Object.values(classes)) {
    setPrototypeOf(made, KeyObject);
    setPrototypeOf(made.prototype, KeyObject.prototype);
  }
  inherit(KeyObject.prototype, NativeKey.prototype);
  Object.defineProperty(KeyObject.prototype, Symbol.toStringTag, { value: 'KeyObject', configurable: true });
  const asymmetric = getPrototypeOf(getPrototypeOf(publicKey)!) as object;
  for (const each of [classes.public!, classes.private!]) inherit(each.prototype, asymmetric);

  function key(its: object): object {
    const { type } = its as crypto.KeyObject;
    const object = Object.create(classes[type]!.prototype) as Retold;
    adopt(object, its, []);
    try {
      object[STORY].args = [type, bytesOf(its as crypto.KeyObject)];
    } catch {
      object[STORY].calls = pin(UNTELLABLE);
    }
    return object;
  }
  const given = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value;
    if (value instanceof NativeKey) return key(value);
    if (getPrototypeOf(value) !== Object.prototype) return value;
    const pair = value as Record<string, unknown>;
    for (const name of ['publicKey', 'privateKey'])
      if (pair[name] instanceof NativeKey) pair[name] = key(pair[name]);
    return pair;
  };
  return { classes: { KeyObject, ...classes }, given, key };
}

/** Methods and getters of a class of Node's own that stands above. */
function inherit(prototype: object, native: object): void {
  for (const name of Object.getOwnPropertyNames(native)) {
    if (name === 'constructor') continue;
    const { get, value } = Object.getOwnPropertyDescriptor(native, name)!;
    if (get)
      Object.defineProperty(prototype, name, {
        get(this: Retold): unknown {
          return Reflect.get(nativeOf(this), name);
        },
        configurable: true,
      });
    else
      Object.defineProperty(prototype, name, {
        value: {
          [name](this: Retold, ...args: unknown[]): unknown {
            return Reflect.apply(value as Function, nativeOf(this), args.map(bare));
          },
        }[name],
        writable: true,
        configurable: true,
      });
  }
}

function bytesOf(key: crypto.KeyObject): Buffer {
  if (key.type === 'secret') return key.export();
  const type = key.type === 'private' ? 'pkcs8' : 'spki';
  return (key as crypto.KeyObject).export({
    type,
    format: 'der',
  } as crypto.KeyExportOptions<'der'>) as Buffer;
}

function madeOf(native: Crypto, type: string, bytes: Buffer): object {
  if (type === 'secret') return native.createSecretKey(bytes);
  return type === 'private'
    ? native.createPrivateKey({ key: bytes, format: 'der', type: 'pkcs8' })
    : native.createPublicKey({ key: bytes, format: 'der', type: 'spki' });
}
