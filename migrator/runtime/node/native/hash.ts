/** Hash, Hmac, Sign and Verify: told again what they were fed. */
import type crypto from 'node:crypto';
import { adopt, nativeOf, type Retold, type RetoldKind, retoldClass, STORY } from './retold.ts';
import { joinUpdates } from './story.ts';

type Crypto = typeof crypto;

const TOO_LONG = 'that has been fed more than 4 MiB and is not finished';

const JOINING: RetoldKind['after'] = { update: ({ object }) => joinUpdates(object[STORY]) };

export function hashClasses(native: Crypto): Record<string, Function> {
  const hash: RetoldKind = {
    name: 'Hash',
    native: native.Hash,
    make: ([algorithm, options]) => native.createHash(algorithm as string, options as object),
    told: ['update', 'digest'],
    own: {
      copy(this: Retold, options?: { outputLength?: number }): object {
        const twin = Object.create(Hash.prototype as object) as Retold;
        const made = (nativeOf(this) as crypto.Hash).copy(options as object);
        const { args, calls, bytes, joined } = this[STORY];
        adopt(twin, made, [args[0], options]);
        Object.assign(twin[STORY], { calls: Array.isArray(calls) ? [...calls] : calls, bytes, joined });
        return twin;
      },
    },
    end: 'digest',
    after: JOINING,
    isStream: true,
    tooLong: `Hash ${TOO_LONG}`,
  };
  const hmac: RetoldKind = {
    name: 'Hmac',
    native: native.Hmac,
    make: ([algorithm, key, options]) =>
      native.createHmac(algorithm as string, key as crypto.BinaryLike, options as object),
    told: ['update', 'digest'],
    end: 'digest',
    after: JOINING,
    isStream: true,
    tooLong: `Hmac ${TOO_LONG}`,
  };
  const Hash = retoldClass(hash);
  const signing = (name: 'Sign' | 'Verify', end: string): Function =>
    retoldClass({
      name,
      native: native[name],
      make: ([algorithm, options]) => native[`create${name}`](algorithm as string, options as object),
      told: ['update', end],
      end,
      after: JOINING,
      isStream: true,
      tooLong: `${name} ${TOO_LONG}`,
    });
  return {
    Hash,
    Hmac: retoldClass(hmac),
    Sign: signing('Sign', 'sign'),
    Verify: signing('Verify', 'verify'),
  };
}
