/** Classes of ours that stand for Node's own whose state is native: each object has its story (story.ts), and what Node's own makes of it. */
import { inspect } from 'node:util';
import { nodeError } from '../errors.ts';
import { isCryptoKey, PARTS } from './crypto-key.ts';
import { add, kept, MOST_BYTES, nativeKnown, type Pin, pin, pins, type Story, setNative } from './story.ts';

/** Of the story: not to be seen by the program. */
export const STORY: unique symbol = Symbol('omosix.story');
/** There once the object is used as a stream of Node's own. */
export const STREAM: unique symbol = Symbol('omosix.stream');

export interface Retold {
  [STORY]: Story;
  [STREAM]?: Pin;
}
type Method = (...args: unknown[]) => unknown;
type Methods = Record<PropertyKey, Method>;

/** A call that has been told. */
export interface Told {
  object: Retold;
  native: object;
  method: string;
  args: unknown[];
  result: unknown;
}

export interface RetoldKind {
  name: string;
  native: Function;
  make(args: unknown[]): object;
  /** Methods that change its state. */
  told: readonly string[];
  /** Of ours, in the place of Node's own. */
  own?: Record<string, (this: Retold, ...args: never[]) => unknown>;
  /** Of what was not told, but found. */
  begun?(story: Story, native: object): void;
  /** May make the story shorter, after such a call. */
  after?: Record<string, (call: Told) => void>;
  /** Nothing can be done to it after this one, which is all that is told from then on. */
  end?: string;
  /** It will do so whatever it is fed. */
  isShort?(story: Story): boolean;
  /** It is a stream, too. */
  isStream?: boolean;
  /** What stands for it where its story is too long. */
  tooLong: string;
}

const { apply, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;

/** Ours or an object with one of ours for Node's own functions. */
export function bare(value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  if (STORY in value) return nativeOf(value as Retold);
  if (isCryptoKey(value)) return nativeOf(value[PARTS].key as Retold);
  if (getPrototypeOf(value) !== Object.prototype) return value;
  let copy: Record<string, unknown> | undefined;
  for (const key of Object.keys(value)) {
    const part = (value as Record<string, unknown>)[key];
    if (typeof part !== 'object' || part === null || !(STORY in part || isCryptoKey(part))) continue;
    copy ??= { ...value };
    copy[key] = bare(part);
  }
  return copy ?? value;
}

const kinds = new WeakMap<object, RetoldKind>();
function kindOf(object: object): RetoldKind | undefined {
  for (let at = getPrototypeOf(object); at !== null; at = getPrototypeOf(at)) {
    const kind = kinds.get(at);
    if (kind) return kind;
  }
  return undefined;
}

/** Whether it is one of ours of a class with that name at its end. */
export const isRetold = (value: unknown, name: string): boolean =>
  typeof value === 'object' &&
  value !== null &&
  STORY in value &&
  kindOf(value)?.name.endsWith(name) === true;

/** In another host than the one that it was made in, it is told its story. */
export function nativeOf(object: Retold): object {
  return nativeKnown(object) ?? retell(object);
}

function retell(object: Retold): object {
  const kind = typeof object === 'object' && object !== null ? kindOf(object) : undefined;
  const story = kind && object[STORY];
  if (!story) throw nodeError('ERR_INVALID_THIS', kind?.name ?? 'native object');
  const native = kind.make(story.args.map(bare));
  const { calls } = story;
  if (!Array.isArray(calls)) throw new Error(`a ${kind.name} has lost its state`);
  for (const [method, ...args] of calls) {
    try {
      (native as Methods)[method as string]!(...args.map(bare));
    } catch {
      // As it did the first time.
    }
  }
  setNative(object, native);
  return native;
}

/** An object of ours for a native one of which the program has not heard. */
export function adopt(object: Retold, native: object, args: unknown[]): void {
  setNative(object, native);
  object[STORY] = { args, calls: [], bytes: 0 };
}

const isAnyObject = (args: unknown[]): boolean => args.some((each) => typeof each === 'object');

function begin(object: Retold, { make, begun }: RetoldKind, args: unknown[]): void {
  const native = make(isAnyObject(args) ? args.map(bare) : args);
  adopt(object, native, isAnyObject(args) ? args.map(kept) : args);
  begun?.(object[STORY], native);
}

/** Written out: this is what a program that hashes does most. */
function telling(kind: RetoldKind, method: string): Method {
  const { isShort, tooLong } = kind;
  const after = kind.after?.[method];
  const isEnd = kind.end === method;
  return {
    [method](this: Retold, a?: unknown, b?: unknown, c?: unknown): unknown {
      const native = nativeOf(this) as Methods;
      const story = this[STORY];
      const call = c === undefined ? [method, a, b] : [method, a, b, c];
      let result: unknown;
      let isDone = false;
      try {
        result = native[method]!(bare(a), bare(b), bare(c));
        isDone = true;
      } finally {
        if (isEnd && isDone) {
          story.bytes = 0;
          story.calls = [call];
        } else if (isDone || method !== 'update')
          // What is wrong with a piece is found before it is taken.
          add(story, tooLong, isShort?.(story) ? Number.POSITIVE_INFINITY : MOST_BYTES, call);
      }
      after?.({ object: this, native, method, args: [a, b, c], result });
      return result === native ? this : result;
    },
  }[method]!;
}

/** Where the program does not look as if it used one: see bundle/guest-modules.ts. */
const asStream = ({ name }: RetoldKind): string => `${name} that is used as a stream`;

/** What changes nothing is asked of the native one, in whose place the object stands. */
function passing(
  kind: RetoldKind,
  key: string | symbol,
  { value, get, set }: PropertyDescriptor,
): object | undefined {
  const isStreams = kind.isStream === true && !Object.hasOwn(kind.native.prototype as object, key);
  const native = (object: Retold): object => {
    if (isStreams) object[STREAM] ??= pin(asStream(kind));
    return nativeOf(object);
  };
  if (get || set)
    return {
      get(this: Retold): unknown {
        return Reflect.get(native(this), key);
      },
      set(this: Retold, to: unknown) {
        Reflect.set(native(this), key, to);
      },
      configurable: true,
    };
  if (typeof value !== 'function') return undefined;
  const made = {
    [key](this: Retold, ...args: unknown[]): unknown {
      const self = native(this);
      const result: unknown = apply(value, self, args.map(bare));
      return result === self ? this : result;
    },
  }[key as string];
  return { value: made, writable: true, configurable: true };
}

/** The class; `of` is the one that it extends. */
export function retoldClass(kind: RetoldKind): Function {
  const { name, native, own = {} } = kind;
  pins(kind.tooLong, asStream(kind));
  const made = {
    [name]: function (this: Retold, a: unknown, b: unknown, c: unknown, d: unknown): unknown {
      if (!new.target) return new (made as unknown as new (...args: unknown[]) => object)(a, b, c, d);
      begin(this, kind, d === undefined ? (c === undefined ? [a, b] : [a, b, c]) : [a, b, c, d]);
      return undefined;
    },
  }[name] as unknown as { prototype: Record<PropertyKey, unknown> } & Function;
  const prototype = made.prototype as object;
  kinds.set(prototype, kind);
  for (const method of kind.told) define(prototype, method, telling(kind, method));
  for (const [method, act] of Object.entries(own)) define(prototype, method, act);
  if (!(inspect.custom in (native.prototype as object))) define(prototype, inspect.custom, looked);
  for (
    let at: object | null = native.prototype as object;
    at && at !== Object.prototype;
    at = getPrototypeOf(at)
  ) {
    for (const key of ownKeys(at)) {
      if (key in prototype && key !== 'toString' && key !== 'toJSON') continue;
      const passed = passing(kind, key as string, getOwnPropertyDescriptor(at, key)!);
      if (passed) defineProperty(prototype, key, passed);
    }
    if (!kind.isStream) break;
  }
  for (const key of ownKeys(native))
    if (!(key in made) && !['length', 'name', 'prototype'].includes(key as string))
      defineProperty(made, key, getOwnPropertyDescriptor(native, key)!);
  return made;
}

/** It is shown as Node's own. */
function looked(this: Retold): object {
  return STORY in this ? nativeOf(this) : this;
}

const define = (object: object, key: PropertyKey, value: unknown): boolean =>
  defineProperty(object, key, { value, writable: true, configurable: true });
