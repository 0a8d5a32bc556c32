/** DiffieHellman, DiffieHellmanGroup and ECDH: their numbers are their state. X509Certificate: its bytes are. */
import type crypto from 'node:crypto';
import { nativeOf, type Retold, type RetoldKind, retoldClass, STORY, type Told } from './retold.ts';

type Crypto = typeof crypto;
const NONE = 'that was given keys without an end';

/** Keys that were made at random are told as what they came to. */
function keysMade({ object, native }: Told): void {
  const pair = native as crypto.DiffieHellman;
  const calls: unknown[][] = [['setPrivateKey', pair.getPrivateKey()]];
  // That of a curve follows from it.
  if ('getPrime' in native) calls.push(['setPublicKey', pair.getPublicKey()]);
  object[STORY].calls = calls;
}

export function exchangeClasses(native: Crypto, key: (native: object) => unknown): Record<string, Function> {
  const told = ['generateKeys', 'setPrivateKey', 'setPublicKey'];
  const pair: Pick<RetoldKind, 'told' | 'after'> = { told, after: { generateKeys: keysMade } };
  const group = native.DiffieHellmanGroup as unknown as Function;
  const X509Certificate = retoldClass({
    name: 'X509Certificate',
    native: native.X509Certificate,
    make: ([bytes]) => new native.X509Certificate(bytes as crypto.BinaryLike),
    told: [],
    own: {},
    tooLong: `X509Certificate ${NONE}`,
  });
  const own: Record<string, (certificate: crypto.X509Certificate) => unknown> = {
    publicKey: (certificate) => key(certificate.publicKey),
    issuerCertificate: ({ issuerCertificate }) =>
      issuerCertificate &&
      new (X509Certificate as unknown as new (bytes: Buffer) => object)(issuerCertificate.raw),
  };
  for (const [name, get] of Object.entries(own))
    Object.defineProperty(X509Certificate.prototype, name, {
      get(this: Retold): unknown {
        return get(nativeOf(this) as crypto.X509Certificate);
      },
      configurable: true,
    });
  const classes = {
    DiffieHellman: retoldClass({
      name: 'DiffieHellman',
      native: native.DiffieHellman as unknown as Function,
      make: (args) => native.createDiffieHellman(...(args as Parameters<typeof native.createDiffieHellman>)),
      begun(story, made) {
        const pair = made as crypto.DiffieHellman;
        // A prime of that many bits, made at random.
        if (typeof story.args[0] === 'number') story.args = [pair.getPrime(), pair.getGenerator()];
      },
      ...pair,
      tooLong: `DiffieHellman ${NONE}`,
    }),
    DiffieHellmanGroup: retoldClass({
      name: 'DiffieHellmanGroup',
      native: group,
      make([name, privateKey, publicKey]) {
        const made = native.getDiffieHellman(name as string);
        if (!privateKey) return made;
        // That takes none of its own.
        const twin = native.createDiffieHellman(made.getPrime(), made.getGenerator());
        twin.setPrivateKey(privateKey as Buffer);
        twin.setPublicKey(publicKey as Buffer);
        return twin;
      },
      told: ['generateKeys'],
      after: {
        generateKeys({ object, native: made }) {
          const keys = made as crypto.DiffieHellman;
          const story = object[STORY];
          story.args = [story.args[0], keys.getPrivateKey(), keys.getPublicKey()];
          story.calls = [];
        },
      },
      tooLong: `DiffieHellmanGroup ${NONE}`,
    }),
    ECDH: retoldClass({
      name: 'ECDH',
      native: native.ECDH,
      make: ([curve]) => native.createECDH(curve as string),
      ...pair,
      tooLong: `ECDH ${NONE}`,
    }),
    X509Certificate,
  };
  for (const { prototype } of [classes.DiffieHellman, classes.DiffieHellmanGroup])
    Object.defineProperty(prototype, 'verifyError', {
      get(this: Retold): unknown {
        return (nativeOf(this) as crypto.DiffieHellman).verifyError;
      },
      configurable: true,
    });
  return classes;
}
