/** `node:util`: Node's own, but for what knows V8's promises and async functions only. */
import { format, inspect } from 'node:util';
import type { Asker } from '../abi.ts';
import { asyncFunctionPrototype, asyncGeneratorFunctionPrototype } from '../native-async.ts';
import { barePromise, isPromise } from '../promise/promise.ts';
import { carriable } from '../promise/resolving.ts';
import { rejectPromise, resolvePromise } from '../promise/settling.ts';
import { copyOf } from './native/copy.ts';
import { isCryptoKey } from './native/crypto-key.ts';
import { isRetold } from './native/retold.ts';
import { refusing } from './unsupported.ts';

declare const $ask: Asker | undefined;
const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } =
  Reflect;
const custom = Symbol.for('nodejs.util.promisify.custom');

type Types = Record<string, (value: unknown) => boolean>;

/** A module's namespace is an ordinary object here: told by what no program gives an object of its own. */
function isNamespace(value: unknown): boolean {
  if (typeof value !== 'object' || value === null || getPrototypeOf(value) !== null) return false;
  const tag = getOwnPropertyDescriptor(value, Symbol.toStringTag);
  return tag?.value === 'Module' && tag.writable === false;
}

/** `node:util/types`. */
export function makeTypes(native: object): object {
  const types = copyOf(native) as Types;
  const { isPromise: isNative, isAsyncFunction: isAsync, isGeneratorFunction } = native as Types;
  types.isPromise = (value) => isPromise(value) || isNative!(value);
  types.isAsyncFunction = (value) => {
    if (isAsync!(value)) return true;
    const proto = typeof value === 'function' ? getPrototypeOf(value) : null;
    return proto === asyncFunctionPrototype || proto === asyncGeneratorFunctionPrototype;
  };
  const { isKeyObject, isCryptoKey: isNativeCryptoKey } = native as Types;
  const ofKeys: Types = {
    isKeyObject: (value) => isRetold(value, 'KeyObject') || isKeyObject!(value),
    isCryptoKey: (value) => isCryptoKey(value) || isNativeCryptoKey!(value),
  };
  for (const [name, value] of Object.entries(ofKeys))
    defineProperty(types, name, { value, enumerable: true, configurable: true });
  types.isGeneratorFunction = (value) => isGeneratorFunction!(value);
  const { isModuleNamespaceObject } = native as Types;
  types.isModuleNamespaceObject = (value) => isModuleNamespaceObject!(value) || isNamespace(value);
  return types;
}

/** The callback of what has been promisified. */
export function settleCallback(promise: object, error: unknown, value: unknown): void {
  if (error) rejectPromise(promise, error);
  else resolvePromise(promise, value);
}

const PROMISIFIED = -9;
const promisified = (original: Function): Function =>
  function (this: unknown, ...args: unknown[]): unknown {
    if ($ask !== undefined) return $ask.answer(PROMISIFIED, [original]);
    const promise = barePromise();
    try {
      apply(original, this, [...args, carriable(settleCallback, promise)]);
    } catch (error) {
      rejectPromise(promise, error);
    }
    return promise;
  };

/** Bundlers give other names. */
function as(name: string, made: Function): Function {
  defineProperty(made, 'name', { value: name, configurable: true });
  return made;
}

const DEBUGLOG = -10;
/** `own.first` is told when something is logged for the first time, and given what logs from then on. */
const logger = (section: string, enabled: boolean, own: { first: unknown }): Function => {
  const made = (...args: unknown[]): unknown => {
    if ($ask !== undefined) return $ask.answer(DEBUGLOG, [section, enabled, own]);
    const { first } = own;
    own.first = undefined;
    if (typeof first === 'function') first(logger(section, enabled, { first: undefined }));
    if (enabled) process.stderr.write(`${section} ${process.pid}: ${apply(format, undefined, args)}\n`);
    return undefined;
  };
  return Object.assign(as('logger', made), { enabled });
};

/** Nothing is known of `NODE_DEBUG` but what it was when this was called; Node looks when something is first logged. */
function debuglog(section: unknown, given?: unknown): Function {
  const name = `${section}`.toUpperCase();
  const patterns = `${process.env.NODE_DEBUG ?? ''}`.toUpperCase().split(',').filter(Boolean);
  const isOn = patterns.some((pattern) => matchesGlob(name, pattern));
  return logger(name, isOn, { first: given });
}

/** `*` stands for anything. */
const matchesGlob = (name: string, pattern: string): boolean =>
  new RegExp(`^${pattern.replace(/[|\\{}()[\]^$+?.]/g, '\\$&').replaceAll('*', '.*')}$`).test(name);

const DEPRECATED = -11;
/** Codes that have been warned of; of a warning without a code, each function tells once. */
const told = new Set<unknown>();
const deprecated = (
  original: Function,
  message: string,
  code: string | undefined,
  own: { isTold: boolean },
): Function =>
  as('deprecated', function (this: unknown, ...args: unknown[]): unknown {
    if ($ask !== undefined) return $ask.answer(DEPRECATED, [original, message, code, own]);
    if (!process.noDeprecation && !own.isTold && (code === undefined || !told.has(code))) {
      if (code !== undefined) told.add(code);
      process.emitWarning(message, 'DeprecationWarning', code as string);
      own.isTold = true;
    }
    return new.target ? construct(original, args, new.target) : apply(original, this, args);
  });

function deprecate(original: Function, message: string, code?: string): Function {
  const made = deprecated(original, message, code, { isTold: false });
  setPrototypeOf(made, original);
  if (original.prototype) (made as { prototype: unknown }).prototype = original.prototype;
  return made;
}

/** What makes them again, by id. */
export const utilClosures: Record<number, (...captured: never[]) => Function> = {
  [PROMISIFIED]: promisified,
  [DEBUGLOG]: logger,
  [DEPRECATED]: deprecated,
};

function promisify(original: unknown): Function {
  if (typeof original !== 'function')
    throw Object.assign(
      new TypeError(`The "original" argument must be of type function. Received ${inspect(original)}`),
      { code: 'ERR_INVALID_ARG_TYPE' },
    );
  const own: unknown = (original as unknown as Record<symbol, unknown>)[custom];
  const made = typeof own === 'function' ? own : promisified(original);
  if (made !== own) {
    setPrototypeOf(made, getPrototypeOf(original));
    for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(original)))
      if (key !== 'prototype') defineProperty(made, key, descriptor);
  }
  defineProperty(made, custom, { value: made, enumerable: false, writable: false, configurable: true });
  return made;
}
defineProperty(promisify, 'custom', { value: custom, enumerable: true });

const MONTHS = ['Jan', 'Feb', 'Mar', 'Apr', 'May', 'Jun', 'Jul', 'Aug', 'Sep', 'Oct', 'Nov', 'Dec'];
const twoDigits = (n: number): string => String(n).padStart(2, '0');

function log(...args: unknown[]): void {
  // Home's time, as the program's own clocks have it.
  const now = new Date(performance.timeOrigin + performance.now());
  const time = [now.getHours(), now.getMinutes(), now.getSeconds()].map(twoDigits).join(':');
  console.log(
    '%s - %s',
    `${now.getDate()} ${MONTHS[now.getMonth()]} ${time}`,
    apply(format, undefined, args),
  );
}

/** Signals of ours are not transferred. */
const REFUSED = ['transferableAbortController', 'transferableAbortSignal'];

export function makeUtil(native: object, types: object): object {
  const refused = Object.fromEntries(REFUSED.map((name) => [name, refusing(`util.${name}`)]));
  const module = copyOf(native);
  // Node's own may be behind getters.
  for (const [name, value] of Object.entries({
    promisify,
    types,
    deprecate,
    debuglog,
    debug: debuglog,
    log,
    ...refused,
  }))
    defineProperty(module, name, { value, writable: true, enumerable: true, configurable: true });
  return module;
}
