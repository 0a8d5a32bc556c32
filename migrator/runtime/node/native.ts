import type crypto from 'node:crypto';
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
export function copyOf(module: object): Module {
  const descriptors = Object.getOwnPropertyDescriptors(module) as PropertyDescriptorMap;
  for (const descriptor of Object.values(descriptors)) descriptor.configurable = true;
  return Object.defineProperties({}, descriptors) as Module;
}

/** `crypto.subtle` works on threads and answers on Node's own event loop. */
const refusedSubtle = (webcrypto: typeof crypto.webcrypto) =>
  refusingModule('crypto.subtle', Object.getPrototypeOf(webcrypto.subtle));

/** `node:crypto`: Node's own, but for what needs its thread pool. */
export function makeCrypto(task: Task, native: object): Module {
  const out = copyOf(native);
  const real = native as Module;
  const { webcrypto } = native as typeof crypto;
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
    const sync = (real[`${name}Sync`] ?? real[name]) as AnyFunction;
    put(name, completing(task, name, sync));
  }
  for (const name of ['generatePrime', 'checkPrime'])
    put(name, completing(task, name, real[`${name}Sync`] as AnyFunction));
  const subtle = refusedSubtle(webcrypto);
  put('subtle', subtle);
  Object.defineProperty(webcrypto, 'subtle', { value: subtle, configurable: true });
  put('webcrypto', webcrypto);
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
export function makeZlib(task: Task, native: object): Module {
  const out = copyOf(native);
  for (const name of Object.keys(native)) {
    if (name.startsWith('create'))
      Object.defineProperty(out, name, {
        value: refusing(`zlib.${name}`),
        writable: true,
        enumerable: true,
        configurable: true,
      });
  }
  for (const name of ZLIB) {
    const sync = (native as Record<string, AnyFunction>)[`${name}Sync`]!;
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
export function makeOs(task: Task, native: object): Module {
  const out = copyOf(native);
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

/** `node:v8`: what only computes. The rest would act on the host. */
export function makeV8(native: object): Module {
  const out = refusingModule('v8', native);
  for (const name of ['serialize', 'deserialize', 'getHeapStatistics', 'Serializer', 'Deserializer']) {
    out[name] = (native as Module)[name];
  }
  return out;
}
