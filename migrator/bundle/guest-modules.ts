/**
 * Modules of Node's that are compiled with the program that asks for them, as any package is, so that they move in the middle of their
 * work: `stream` from the package readable-stream, and what is made of it. A program that asks for none of them pays nothing.
 */

import * as crypto from 'node:crypto';
import * as fs from 'node:fs';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import * as zlib from 'node:zlib';

/** Beside this file's folder in the sources, beside the commands in the product. */
const GUEST = fileURLToPath(new URL('../guest/', import.meta.url));
const FS = join(GUEST, 'fs.mjs');
const FS_BLOB = join(GUEST, 'fs-blob.mjs');
const FS_PROMISES = join(GUEST, 'fs-promises.mjs');
const BUFFER = join(GUEST, 'web/buffer.mjs');
const ZLIB = join(GUEST, 'zlib.mjs');
const CRYPTO = join(GUEST, 'crypto.mjs');
const STREAM_OF_WEB = join(GUEST, 'web/stream.mjs');

const CONSOLE = join(GUEST, 'console.mjs');
const THREADS = join(GUEST, 'worker-threads.mjs');
const THREADS_WITH_STREAMS = join(GUEST, 'worker-streams.mjs');

/** Packages that our modules are made of; in the product they lie with ours. */
const LIBRARIES = ['readable-stream', 'undici', 'web-streams-polyfill', 'fflate'];
function libraryPath(name: string): string {
  const ours = join(GUEST, name);
  if (existsSync(ours)) return ours;
  // Not every one lets its package.json be asked for.
  const isThere = (directory: string) => existsSync(join(directory, name, 'package.json'));
  const roots = createRequire(import.meta.url).resolve.paths(name) ?? [];
  return join(roots.find(isThere) ?? GUEST, name);
}
const found = new Map<string, string>();
function library(name: string): string {
  const path = found.get(name) ?? libraryPath(name);
  found.set(name, path);
  return path;
}

const isIn = (name: string, path: string): boolean => path.startsWith(`${library(name)}/`);
export const isOurs = (path: string): boolean =>
  path.startsWith(GUEST) || LIBRARIES.some((name) => isIn(name, path));

const BUILTINS: Record<string, string> = {
  child_process: 'child-process.mjs',
  stream: 'stream.mjs',
  'stream/web': 'web/streams.mjs',
  'stream/promises': 'stream-promises.mjs',
  'stream/consumers': 'stream-consumers.mjs',
  dgram: 'dgram/index.mjs',
  net: 'net/index.mjs',
  diagnostics_channel: 'diagnostics-channel.mjs',
  http: 'http/index.mjs',
  https: 'https/index.mjs',
  tls: 'tls/index.mjs',
  dns: 'dns/index.mjs',
  'dns/promises': 'dns/promises.mjs',
  readline: 'readline/index.mjs',
  'readline/promises': 'readline/promises.mjs',
};
/** What the library asks for by the names of packages, and Node has. */
const PACKAGES: Record<string, string> = {
  'process/': 'node:process',
  'string_decoder/': 'node:string_decoder',
};
/** What undici asks of Node, and of itself, that is another here. */
const OF_UNDICI: Record<string, string> = {
  'node:buffer': 'web/buffer.mjs',
  'node:http': 'web/http-parts.mjs',
  'node:zlib': 'web/zlib.mjs',
  'node:worker_threads': 'web/threads.mjs',
  '../../global': 'web/global-dispatcher.mjs',
  './events': 'web/socket-events.mjs',
  '../websocket/events': 'web/socket-events.mjs',
};
/** Between the streams of Node's and those of the web. */
const WANTS_WEB = /\b(?:to|from)Web\b/;
/** Of `console`, only the class makes what Node keeps to itself. */
const WANTS_CONSOLE = /\bConsole\b/;
/** Of `buffer`, only these are other classes than Node's. */
const WANTS_BLOBS = /\b(?:Blob|File|resolveObjectURL)\b/;
/** Only the classes of streams make more of `fs` than it is. */
const WANTS_STREAMS = /\b(?:create(?:Read|Write)|Read|Write)Stream\b/;
/** A Blob of a file. */
const WANTS_BLOB_OF_FILE = /\bopenAsBlob\b/;
/** Of `zlib`: all but what is done at once. */
const WANTS_ZLIB_STREAMS =
  /\b(?:create)?(?:Gzip|Gunzip|Deflate|DeflateRaw|Inflate|InflateRaw|Unzip|BrotliCompress|BrotliDecompress|ZstdCompress|ZstdDecompress)\b/;
/** Hashes, ciphers and signatures are streams, too; most programs do not use them so. */
const WANTS_CRYPTO_STREAMS = /\b(?:pipe|pipeline|compose|finished)\b|(?<!std(?:out|err))\.(?:write|end)\(/;
const NAMES_CRYPTO = /\b(?:create)?(?:Hash|Hmac|Cipheriv|Decipheriv|Sign|Verify)\b/;
/** Of a worker, not of the program itself. */
const WANTS_WORKER_STREAMS = /(?<!process\??\.)\bstd(?:in|out|err)\b/;

export type Redirected = { path: string } | { builtin: string } | { missing: string };

/** Where a request leads instead of to a builtin of the host; undefined for all others. */
export function redirected(from: { path: string; code: string }, specifier: string): Redirected | undefined {
  const name = specifier.replace(/^node:/, '');
  const isFs = name === 'fs' || name === 'fs/promises';
  const isThreads = name === 'worker_threads';
  const isOther =
    isFs || isThreads || name === 'console' || name === 'buffer' || name === 'zlib' || name === 'crypto';
  if (!(name in BUILTINS) && !isOther && !isOurs(from.path)) return undefined;
  if (!isOurs(from.path)) {
    if (name === 'fs' && WANTS_BLOB_OF_FILE.test(from.code)) return { path: FS_BLOB };
    if (isFs) return WANTS_STREAMS.test(from.code) ? { path: name === 'fs' ? FS : FS_PROMISES } : undefined;
    if (isThreads) return { path: WANTS_WORKER_STREAMS.test(from.code) ? THREADS_WITH_STREAMS : THREADS };
    if (name === 'console') return WANTS_CONSOLE.test(from.code) ? { path: CONSOLE } : undefined;
    if (name === 'zlib') return WANTS_ZLIB_STREAMS.test(from.code) ? { path: ZLIB } : undefined;
    if (name === 'crypto')
      return NAMES_CRYPTO.test(from.code) && WANTS_CRYPTO_STREAMS.test(from.code)
        ? { path: CRYPTO }
        : undefined;
    if (name === 'buffer') return WANTS_BLOBS.test(from.code) ? { path: BUFFER } : undefined;
    if (name === 'stream' && WANTS_WEB.test(from.code)) return { path: STREAM_OF_WEB };
    return name in BUILTINS ? { path: join(GUEST, BUILTINS[name]!) } : undefined;
  }
  if (isIn('undici', from.path) && specifier in OF_UNDICI)
    return { path: join(GUEST, OF_UNDICI[specifier]!) };
  if (specifier.startsWith('node:') && name in BUILTINS) return { path: join(GUEST, BUILTINS[name]!) };
  const asked = LIBRARIES.find((each) => specifier.startsWith(`${each}/`));
  if (asked) return { path: join(library(asked), specifier.slice(asked.length)) };
  if (specifier.startsWith('omosix:')) return { builtin: specifier };
  if (specifier in PACKAGES) return { builtin: PACKAGES[specifier]! };
  if (specifier === 'abort-controller') return { missing: specifier };
  if (specifier.endsWith('ours/errors') || (specifier === './errors' && from.path.includes('/ours/')))
    return { path: join(GUEST, 'errors.cjs') };
  return undefined;
}

const POLYFILL = () => join(library('web-streams-polyfill'), 'dist/ponyfill.mjs');
/** Parameters with defaults whose names its body declares again keep what is made there from moving. */
const CLASHING = 'constructor(e={},t={}){void 0===e?';
const APART = 'constructor(...args){let[e={},t={}]=args;void 0===e?';

/** `instanceof Writable`: the standard streams are made without the library, for programs that do not ask for it. */
const WRITABLE = () => join(library('readable-stream'), 'lib/internal/streams/writable.js');
const IS_WRITABLE = 'object._writableState instanceof WritableState';
const IS_STANDARD_TOO = `(${IS_WRITABLE} || object === process.stdout || object === process.stderr)`;

/** The text of a module of ours as it is compiled: to those that stand for `fs` and its promises the names are added that this Node.js has. */
export function adapted(path: string, text: string): string {
  // Node's build of it is told so; then it says 'node' to servers.
  if (path === join(library('undici'), 'lib/web/fetch/index.js'))
    return `${text}\nfunction esbuildDetection() {}\n`;
  if (path === POLYFILL()) {
    const errors = JSON.stringify(join(GUEST, 'web/stream-errors.mjs'));
    return `${text.replaceAll(CLASHING, APART)}\nimport { RangeError, TypeError } from ${errors};\n`;
  }
  if (path === WRITABLE()) return text.replace(IS_WRITABLE, IS_STANDARD_TOO);
  if (path === FS_PROMISES)
    return `${text}export const { ${Object.keys(fs.promises).join(', ')} } = promises;\n`;
  if (path === ZLIB) return withRest(text, 'zlib', zlib, WANTS_ZLIB_STREAMS);
  if (path === CRYPTO) return withRest(text, 'crypto', crypto, NAMES_CRYPTO);
  return path === FS ? withRest(text, 'fs', fs, WANTS_STREAMS) : text;
}

/** The names that are not its own. */
function withRest(text: string, name: string, module: object, own: RegExp): string {
  const names = Object.keys(module).filter(
    (key) => key !== 'default' && /^\w+$/.test(key) && !isAll(own, key),
  );
  return `${text}export const { ${names.join(', ')} } = ${name};\n`;
}
const isAll = (own: RegExp, name: string): boolean => own.exec(name)?.[0] === name;
