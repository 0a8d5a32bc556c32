// Downloads what is at an address into a file.
// Usage: download.ts URL FILE

import { createWriteStream } from 'node:fs';
import { Readable, Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';

const [url, file] = process.argv.slice(2);
if (url === undefined || file === undefined) {
  console.error('usage: download.ts URL FILE');
  process.exit(2);
}

const response = await fetch(url);
if (!response.ok || !response.body) {
  console.error(`download: ${response.status} ${response.statusText}`);
  process.exit(1);
}
const length = Number(response.headers.get('content-length'));

let bytes = 0;
let tenths = 0;
const progress = new Transform({
  transform(chunk: Buffer, _encoding, done) {
    bytes += chunk.length;
    for (; length > 0 && bytes * 10 >= length * (tenths + 1); tenths++) console.log(`${tenths + 1}0 %`);
    done(null, chunk);
  },
});
await pipeline(Readable.fromWeb(response.body as never), progress, createWriteStream(file));
console.log(`${bytes} bytes, ${response.headers.get('content-type')}`);
