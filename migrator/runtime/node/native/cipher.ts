/**
 * Cipheriv and Decipheriv. In the modes that go from block to block, what matters of the past is the block before and what waits for its block to
 * be full: the story begins anew there. Modes that authenticate are told all.
 */
import type crypto from 'node:crypto';
import { nativeOf, type Retold, type RetoldKind, retoldClass, STORY, type Told } from './retold.ts';
import { endAbove, MOST_BYTES, type Story } from './story.ts';

type Crypto = typeof crypto;
type Call = [method: string, data: string | Uint8Array, encoding?: BufferEncoding, output?: string];
const BLOCK = 16;
/** Shorter stories stay as they are. */
const SHORT_BYTES = 4 * BLOCK;
/** No output text of these depends on what came before it. */
const PLAIN_ENCODINGS = new Set<unknown>([undefined, null, 'buffer', 'hex', 'latin1', 'binary']);

export function cipherClasses(native: Crypto): Record<string, Function> {
  const modes = new Map<string, string>();
  /** The mode, where a story in it can be made short: '' where not. */
  const modeOf = ({ args }: Story): string => {
    const name = args[0] as string;
    let mode = modes.get(name);
    if (mode === undefined) {
      const { mode: its, blockSize = 1 } = native.getCipherInfo(name) ?? {};
      const fits = its === 'ctr' ? blockSize === 1 : (its === 'cbc' || its === 'ecb') && blockSize === BLOCK;
      mode = fits ? its! : '';
      modes.set(name, mode);
    }
    return mode;
  };
  const kind = (name: 'Cipheriv' | 'Decipheriv', encrypts: boolean): RetoldKind => ({
    name,
    native: (native as unknown as Record<string, Function>)[name]!,
    make: ([cipher, key, iv, options]) =>
      native[`create${name}`](
        cipher as 'aes-128-gcm',
        key as crypto.CipherKey,
        iv as crypto.BinaryLike,
        options as crypto.CipherGCMOptions,
      ),
    told: ['update', 'final', 'setAAD', 'setAutoPadding', ...(encrypts ? [] : ['setAuthTag'])],
    own: encrypts
      ? {
          getAuthTag(this: Retold): Buffer {
            const { result } = this[STORY];
            return result ? Buffer.from(result) : (nativeOf(this) as crypto.CipherGCM).getAuthTag();
          },
        }
      : {},
    isShort: (story) => modeOf(story) !== '',
    after: {
      final: finish,
      update(call) {
        const story = call.object[STORY];
        if (story.bytes < SHORT_BYTES) return;
        const mode = modeOf(story);
        if (mode !== '') shorten(call, mode, encrypts);
        endAbove(story, tooLong(name), MOST_BYTES);
      },
    },
    isStream: true,
    tooLong: tooLong(name),
  });
  return {
    Cipheriv: retoldClass(kind('Cipheriv', true)),
    Decipheriv: retoldClass(kind('Decipheriv', false)),
  };
}

export const tooLong = (name: string): string =>
  `${name} that has been fed more than 4 MiB, all of which its end depends on`;

/** Nothing can be done with it but ask for its tag. */
function finish({ object, native, args }: Told): void {
  const story = object[STORY];
  try {
    story.result = (native as crypto.CipherGCM).getAuthTag();
  } catch {
    // It has none.
  }
  story.calls = [['final', ...args]];
  story.bytes = 0;
}

/** From the last block on. */
function shorten({ object, result }: Told, mode: string, encrypts: boolean): void {
  const story = object[STORY];
  const calls = story.calls as Call[];
  const updates = calls.filter((call) => call[0] === 'update');
  const others = calls.slice(0, calls.length - updates.length);
  // Padding set in the middle is no usual thing.
  if (others.some((call) => call[0] === 'update') || updates.some((call) => !PLAIN_ENCODINGS.has(call[3])))
    return;
  const fed = Buffer.concat(updates.map(([, data, encoding]) => bytesOf(data, encoding)));
  const [cipher, key, iv, ...options] = story.args;
  let waiting = fed.length % BLOCK;
  let next = iv;
  if (mode === 'ctr') next = counted(iv as Uint8Array, (fed.length - waiting) / BLOCK);
  else {
    const isPadded = !others.some((call) => call[0] === 'setAutoPadding' && !call[1]);
    // Perhaps the last one: it is held back.
    if (!encrypts && isPadded && waiting === 0) waiting = BLOCK;
    const before = encrypts ? outOf(result, updates.at(-1)![3]) : fed.subarray(0, fed.length - waiting);
    if (before.length < BLOCK) return;
    if (mode === 'cbc') next = Buffer.from(before.subarray(-BLOCK));
  }
  story.args = [cipher, key, next, ...options];
  const left = mode === 'ctr' ? Buffer.alloc(waiting) : Buffer.from(fed.subarray(fed.length - waiting));
  story.calls = left.length > 0 ? [...others, ['update', left]] : others;
  story.bytes = left.length;
}

const bytesOf = (data: string | Uint8Array, encoding: BufferEncoding | undefined): Uint8Array =>
  typeof data === 'string' ? Buffer.from(data, encoding) : data;

const outOf = (result: unknown, encoding: string | undefined): Uint8Array =>
  typeof result === 'string' ? Buffer.from(result, encoding as 'hex') : (result as Uint8Array);

/** The counter after so many blocks. */
function counted(iv: string | Uint8Array, blocks: number): Buffer {
  const counter = Buffer.from(iv as Uint8Array);
  let rest = BigInt(blocks);
  for (let at = counter.length - 1; at >= 0 && rest > 0n; at--) {
    rest += BigInt(counter[at]!);
    counter[at] = Number(rest & 255n);
    rest >>= 8n;
  }
  return counter;
}
