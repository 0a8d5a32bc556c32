/**
 * What a native object is, as data: nobody can read the state of a Hash half fed, but whoever is told the same comes to the same. A story is
 * kept while the native object works, and told again to a new one in another host, when that is first needed.
 */
import { types } from 'node:util';
import { Given } from '../../given.ts';

export interface Story {
  /** What it was made of. */
  args: unknown[];
  /** What has been done to it since: method and arguments. A pin, where that is too much to keep. */
  calls: unknown[][] | Pin;
  /** Of what it was fed. */
  bytes: number;
  /** So many calls stand for many. */
  joined?: number;
  /** What it came to, where it would not come to it again. */
  result?: Uint8Array;
}

/** Longer ones are not kept: their objects hold the task. */
export const MOST_BYTES = 4 * 1024 * 1024;

/** In its place the heap finds something that does not move; the path of its prototype says what. */
export interface Pin {
  readonly isPin: true;
}
const pinClasses: Record<string, new () => Pin> = {};
export function pin(what: string): Pin {
  return new (pinClass(what))();
}
function pinClass(what: string): new () => Pin {
  pinClasses[what] ??= class {
    readonly isPin = true;
  };
  return pinClasses[what]!;
}

/** For the registry: the words of the reason are the name of the class. */
export function pins(...words: string[]): Record<string, Function> {
  for (const what of words) pinClass(what);
  return pinClasses;
}

/** What the native one is now, known to the host alone. */
class Stamp extends Given {
  #native: object;
  constructor(object: object, native: object) {
    super(object);
    this.#native = native;
  }
  static of(object: unknown): object | undefined {
    return typeof object === 'object' && object !== null && #native in object ? object.#native : undefined;
  }
}
export const nativeKnown = Stamp.of;
export const setNative = (object: object, native: object): void => void new Stamp(object, native);

/** Bytes that the program may change later are copied. */
export function kept(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (types.isArrayBufferView(value)) {
    const { buffer, byteOffset, byteLength } = value;
    return Buffer.from(new Uint8Array(buffer as ArrayBuffer, byteOffset, byteLength));
  }
  if (types.isAnyArrayBuffer(value)) return Buffer.from(new Uint8Array(value.slice(0)));
  if (Object.getPrototypeOf(value) !== Object.prototype) return value;
  const copy: Record<string, unknown> = {};
  for (const key of Object.keys(value)) copy[key] = kept((value as Record<string, unknown>)[key]);
  return copy;
}

const sizeOf = (value: unknown): number =>
  typeof value === 'string'
    ? value.length
    : typeof value === 'object' && value !== null
      ? ((value as { byteLength?: number }).byteLength ?? 0)
      : 0;

/** Adds a call. One of that many bytes is not kept at all: the story is one no more. */
export function add(story: Story, tooLong: string, mostBytes: number, call: unknown[]): void {
  if (!Array.isArray(story.calls)) return;
  story.bytes += sizeOf(call[1]);
  if (endAbove(story, tooLong, mostBytes)) return;
  for (let i = 1; i < call.length; i++) if (typeof call[i] === 'object') call[i] = kept(call[i]);
  story.calls[story.calls.length] = call;
}

export function endAbove(story: Story, tooLong: string, mostBytes: number): boolean {
  if (story.bytes <= mostBytes) return false;
  story.calls = pin(tooLong);
  return true;
}

/** So many small pieces are one that is larger. */
const MANY = 512;

/** Of an object to which it is all one in how many pieces it is fed. */
export function joinUpdates(story: Story): void {
  const { calls, joined = 0 } = story;
  if (!Array.isArray(calls) || calls.length - joined < MANY) return;
  const pieces = calls
    .splice(joined)
    .map(([, data, encoding]) =>
      typeof data === 'string'
        ? Buffer.from(data, encoding === 'buffer' ? 'utf8' : (encoding as BufferEncoding))
        : (data as Buffer),
    );
  calls[joined] = ['update', Buffer.concat(pieces)];
  story.joined = joined + 1;
}
