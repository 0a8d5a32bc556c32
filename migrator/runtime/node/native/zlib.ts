import type { Task } from '../../task.ts';
import { refusing } from '../unsupported.ts';
import { copyOf, type Module } from './copy.ts';
import { later } from './later.ts';

type AnyFunction = (...args: unknown[]) => unknown;

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
      value: later(task, name, sync),
      writable: true,
      enumerable: true,
      configurable: true,
    });
  }
  return out;
}
