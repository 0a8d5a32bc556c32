/**
 * Modules of Node's that are compiled with the program that asks for them, as any package is, so that they move in the middle of their
 * work: `stream` from the package readable-stream, and what is made of it. A program that asks for none of them pays nothing.
 */

import * as fs from 'node:fs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** Beside this file's folder in the sources, beside the commands in the product. */
const GUEST = fileURLToPath(new URL('../guest/', import.meta.url));
const FS = join(GUEST, 'fs.mjs');
const FS_PROMISES = join(GUEST, 'fs-promises.mjs');
const READLINE = join(GUEST, 'readline.mjs');

const THREADS = join(GUEST, 'worker-threads.mjs');
const THREADS_WITH_STREAMS = join(GUEST, 'worker-streams.mjs');

/** In the product it lies with ours. */
function libraryPath(): string {
  const ours = join(GUEST, 'readable-stream');
  if (existsSync(ours)) return ours;
  return dirname(createRequire(import.meta.url).resolve('readable-stream/package.json'));
}
let found: string | undefined;
const library = (): string => {
  found ??= libraryPath();
  return found;
};

const isOurs = (path: string): boolean => path.startsWith(GUEST) || path.startsWith(library());

const BUILTINS: Record<string, string> = {
  child_process: 'child-process.mjs',
  stream: 'stream.mjs',
  'stream/promises': 'stream-promises.mjs',
  'stream/consumers': 'stream-consumers.mjs',
  net: 'net/index.mjs',
  diagnostics_channel: 'diagnostics-channel.mjs',
  http: 'http/index.mjs',
  https: 'https/index.mjs',
  tls: 'tls/index.mjs',
  dns: 'dns/index.mjs',
  'dns/promises': 'dns/promises.mjs',
};
/** What the library asks for by the names of packages, and Node has. */
const PACKAGES: Record<string, string> = {
  'process/': 'node:process',
  'string_decoder/': 'node:string_decoder',
};
/** Only the classes of streams make more of `fs` than it is. */
const WANTS_STREAMS = /\b(?:create(?:Read|Write)|Read|Write)Stream\b/;
/** Of a worker, not of the program itself. */
const WANTS_WORKER_STREAMS = /(?<!process\??\.)\bstd(?:in|out|err)\b/;
/** Lines may come from something else than standard input, which is the runtime's own. */
const readsOthers = (code: string): boolean =>
  !/\bstdin\b/.test(code) || WANTS_STREAMS.test(code) || /\bstream\b|\bReadable\b|\bPassThrough\b/.test(code);

export type Redirected = { path: string } | { builtin: string } | { missing: string };

/** Where a request leads instead of to a builtin of the host; undefined for all others. */
export function redirected(from: { path: string; code: string }, specifier: string): Redirected | undefined {
  const name = specifier.replace(/^node:/, '');
  const isFs = name === 'fs' || name === 'fs/promises';
  const isReadline = name === 'readline';
  const isThreads = name === 'worker_threads';
  if (
    !(name in BUILTINS) &&
    !isFs &&
    !isReadline &&
    !isThreads &&
    !from.path.includes('readable-stream') &&
    !from.path.startsWith(GUEST)
  )
    return undefined;
  if (!isOurs(from.path)) {
    if (isFs) return WANTS_STREAMS.test(from.code) ? { path: name === 'fs' ? FS : FS_PROMISES } : undefined;
    if (isThreads) return { path: WANTS_WORKER_STREAMS.test(from.code) ? THREADS_WITH_STREAMS : THREADS };
    if (isReadline) return readsOthers(from.code) ? { path: READLINE } : undefined;
    return name in BUILTINS ? { path: join(GUEST, BUILTINS[name]!) } : undefined;
  }
  if (specifier.startsWith('node:') && name in BUILTINS) return { path: join(GUEST, BUILTINS[name]!) };
  if (specifier.startsWith('readable-stream')) return { path: join(library(), specifier.slice(16)) };
  if (specifier.startsWith('omosix:')) return { builtin: specifier };
  if (specifier in PACKAGES) return { builtin: PACKAGES[specifier]! };
  if (specifier === 'abort-controller') return { missing: specifier };
  if (specifier.endsWith('ours/errors') || (specifier === './errors' && from.path.includes('/ours/')))
    return { path: join(GUEST, 'errors.cjs') };
  return undefined;
}

/** Of the modules that stand for `fs` and its promises, the names that this Node.js has. */
export function generatedPart(path: string): string {
  if (path === FS_PROMISES) return `export const { ${Object.keys(fs.promises).join(', ')} } = promises;\n`;
  if (path !== FS) return '';
  const own = new Set(['createReadStream', 'createWriteStream', 'ReadStream', 'WriteStream', 'default']);
  const names = Object.keys(fs).filter((name) => !own.has(name) && /^\w+$/.test(name));
  return `export const { ${names.join(', ')} } = fs;\n`;
}
