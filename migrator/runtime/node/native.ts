import crypto from 'node:crypto';
import os from 'node:os';
import zlib from 'node:zlib';
import { job } from '../loop/jobs.ts';
import type { Task } from '../task.ts';
import { refusing, refusingModule } from './unsupported.ts';

type AnyFunction = (...args: unknown[]) => unknown;
type Module = Record<string, unknown>;

/** A callback form made of the synchronous one: Node's own would complete on an event loop that we never return to. */
function completing(task: Task, name: string, sync: AnyFunction): AnyFunction {
  return {
    [name](...args: unknown[]): unknown {
      const fn = args.at(-1);
      if (typeof fn !== 'function') return sync(...args);
      try {
        task.state.ready.push(job(fn, undefined, [null, sync(...args.slice(0, -1))]));
      } catch (error) {
        task.state.ready.push(job(fn, undefined, [error]));
      }
      return undefined;
    },
  }[name]!;
}

/** A copy to be changed; what is behind a getter stays so. */
function copyOf(module: object): Module {
  const descriptors = Object.getOwnPropertyDescriptors(module) as PropertyDescriptorMap;
  for (const descriptor of Object.values(descriptors)) descriptor.configurable = true;
  return Object.defineProperties({}, descriptors) as Module;
}

/** `crypto.subtle` works on threads and answers on Node's own event loop. */
export const refusedSubtle = () =>
  refusingModule('crypto.subtle', Object.getPrototypeOf(crypto.webcrypto.subtle));

/** `node:crypto`: Node's own, but for what needs its thread pool. */
export function makeCrypto(task: Task): Module {
  const out = copyOf(crypto);
  const put = (name: string, value: unknown) =>
    Object.defineProperty(out, name, { value, writable: true, enumerable: true, configurable: true });
  for (const name of [
    'randomBytes',
    'randomInt',
    'randomFill',
    'pbkdf2',
    'scrypt',
    'hkdf',
    'generateKeyPair',
    'generateKey',
  ]) {
    const sync = ((crypto as unknown as Module)[`${name}Sync`] ??
      (crypto as unknown as Module)[name]) as AnyFunction;
    put(name, completing(task, name, sync));
  }
  for (const name of ['generatePrime', 'checkPrime'])
    put(name, completing(task, name, (crypto as unknown as Module)[`${name}Sync`] as AnyFunction));
  put('subtle', refusedSubtle());
  put('webcrypto', globalThis.crypto);
  return out;
}

const ZLIB = [
  'deflate',
  'inflate',
  'gzip',
  'gunzip',
  'deflateRaw',
  'inflateRaw',
  'unzip',
  'brotliCompress',
  'brotliDecompress',
];

/** `node:zlib`: Node's own for data at once; streams need its thread pool. */
export function makeZlib(task: Task): Module {
  const out = copyOf(zlib);
  for (const name of Object.keys(zlib)) {
    if (name.startsWith('create'))
      Object.defineProperty(out, name, {
        value: refusing(`zlib.${name}`),
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
  for (const name of ZLIB) {
    const sync = (zlib as unknown as Record<string, AnyFunction>)[`${name}Sync`]!;
    Object.defineProperty(out, name, {
      value: completing(task, name, sync),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return out;
}

/** `node:os`, with home's name and user. */
export function makeOs(task: Task): Module {
  const out = copyOf(os);
  const spec = () => task.state.spec;
  const env = () => task.state.process.env;
  Object.assign(out, {
    hostname: () => spec().hostname,
    homedir: () => env().HOME ?? '/',
    tmpdir: () => (env().TMPDIR ?? env().TMP ?? env().TEMP ?? '/tmp').replace(/(?<=.)\/$/, ''),
    userInfo: () => ({
      uid: spec().uid,
      gid: spec().gid,
      username: env().USER ?? env().LOGNAME ?? String(spec().uid),
      homedir: env().HOME ?? '/',
      shell: env().SHELL ?? null,
    }),
    setPriority: refusing('os.setPriority'),
    networkInterfaces: () => ({}),
  });
  return out;
}
