import assert from 'node:assert/strict';
import cp from 'node:child_process';
import { createHash, randomBytes, randomUUID, scryptSync } from 'node:crypto';
import { EventEmitter } from 'node:events';
import * as http from 'node:http';
import { createRequire } from 'node:module';
import os from 'node:os';
import * as ns from 'node:path';
import { performance as perf } from 'node:perf_hooks';
import { argv, env, stdout } from 'node:process';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import tty from 'node:tty';
import { gunzipSync, gzipSync } from 'node:zlib';

console.log(
  ns.join('a', 'b'),
  (ns as unknown as { default: object }).default === ns.posix,
  createHash('sha256').update('x').digest('hex').slice(0, 8),
  randomUUID().length,
  randomBytes(4).length,
  scryptSync('a', 'b', 8).toString('hex'),
);
console.log(
  gunzipSync(gzipSync('zip')).toString(),
  os.hostname().length > 0,
  os.EOL === '\n',
  argv.length,
  stdout === process.stdout,
  typeof env.PATH,
  tty.isatty(1),
  perf === performance,
);
try {
  assert.equal(1, 2);
} catch (e: any) {
  console.log(e.code);
}
const em = new EventEmitter();
em.once('x', (v) => console.log('em', v));
console.log(em.emit('x', 1), em.emit('x', 2));
const req = createRequire(import.meta.url);
console.log(
  typeof req('fs').readFileSync,
  req('node:path') === (ns as unknown as { default: object }).default,
);
await pipeline(
  Readable.from(['a', 'b']),
  new Transform({
    transform(c, _e, cb) {
      cb(null, String(c).toUpperCase());
    },
  }),
  async (src) => {
    for await (const c of src) console.log('piped', String(c));
  },
);
console.log(
  typeof http.createServer,
  typeof cp.spawn,
  crypto.getRandomValues(new Uint8Array(2)).length,
  typeof crypto.randomUUID(),
);
console.log(
  structuredClone({ a: new Date(0) }),
  new URL('http://x/y?z=1').searchParams.get('z'),
  atob(btoa('hi')),
  new TextDecoder().decode(new TextEncoder().encode('é')),
);
