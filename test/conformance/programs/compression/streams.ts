// Streams of zlib in the middle of their work, and what is done at once.
import { PassThrough, Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import * as zlib from 'node:zlib';
import { createGunzip, createGzip } from 'node:zlib';
import { run } from '../cases.ts';

const text = (n: number) => Buffer.from(Array.from({ length: n }, (_, i) => `${i} ${(i * i) % 977} all work and no play\n`).join(''));
const pieces = (data: Buffer, size: number) => Readable.from(Array.from({ length: Math.ceil(data.length / size) }, (_, i) => data.subarray(i * size, (i + 1) * size)), { objectMode: false });
const hex = (data: Buffer) => data.toString('base64').slice(-40) + data.length;
const failure = async (act: Promise<unknown>) => {
  try {
    return await act;
  } catch (error) {
    const { name, code, errno, message } = error as NodeJS.ErrnoException;
    return `${name} ${code} ${errno} ${message}`;
  }
};
const there = (data: Buffer, stream: NodeJS.ReadWriteStream, size = 700) => buffer(pieces(data, size).pipe(stream));
const plain = text(150);
const both = async (make: (options?: zlib.ZlibOptions) => NodeJS.ReadWriteStream, back: () => NodeJS.ReadWriteStream, options?: zlib.ZlibOptions) => {
  const packed = await there(plain, make(options));
  return [hex(packed), (await there(packed, back(), 100)).equals(plain)];
};

await run({
  gzip: () => both(createGzip, createGunzip),
  'gzip of level 1': () => both(createGzip, createGunzip, { level: 1, memLevel: 3 }),
  'not compressed': () => both(createGzip, createGunzip, { level: 0, chunkSize: 64 }),
  deflate: () => both(zlib.createDeflate, zlib.createInflate, { strategy: zlib.constants.Z_HUFFMAN_ONLY }),
  'deflate raw': () => both(zlib.createDeflateRaw, zlib.createInflateRaw, { windowBits: 9 }),
  unzip: () => both(zlib.createDeflate, zlib.createUnzip),
  brotli: () => both(zlib.createBrotliCompress as never, zlib.createBrotliDecompress as never),
  'pieces as they come': async () => {
    const lengths: number[] = [];
    for await (const piece of pieces(zlib.gzipSync(text(3000)), 9000).pipe(createGunzip({ chunkSize: 30_000 }))) lengths.push((piece as Buffer).length);
    return lengths;
  },
  flushed: async () => {
    const gzip = createGzip();
    const seen: number[] = [];
    gzip.on('data', (data) => seen.push(data.length));
    for (let i = 0; i < 3; i++) {
      gzip.write(`part ${i}`);
      await new Promise<void>((done) => gzip.flush(done));
      seen.push(-1);
    }
    gzip.end();
    await new Promise((done) => gzip.on('end', done));
    return [seen, gzip.bytesWritten];
  },
  'params in the middle': async () => {
    const deflate = zlib.createDeflate({ level: 0 });
    const all = buffer(deflate);
    deflate.write(plain.subarray(0, 2000));
    await new Promise<void>((done) => deflate.params(9, zlib.constants.Z_DEFAULT_STRATEGY, done as never));
    deflate.end(plain.subarray(2000));
    return hex(await all);
  },
  'a dictionary': async () => {
    const dictionary = Buffer.from('all work and no play');
    const packed = await there(plain, zlib.createDeflate({ dictionary }));
    return [hex(packed), (await there(packed, zlib.createInflate({ dictionary }))).equals(plain), await failure(there(packed, zlib.createInflate()))];
  },
  'two members': async () => String(await there(Buffer.concat([zlib.gzipSync('one '), zlib.gzipSync('two')]), createGunzip(), 5)),
  'more behind it': async () => String(await there(Buffer.concat([zlib.gzipSync('one'), Buffer.alloc(20, 0)]), createGunzip(), 40)),
  'broken ones': async () => [
    await failure(pipeline(pieces(Buffer.from('this is not gzip'), 4), createGunzip(), new PassThrough())),
    await failure(there(zlib.gzipSync(plain).subarray(0, 300), createGunzip())),
    hex((await there(zlib.gzipSync(plain), createGunzip({ maxOutputLength: 100 }))) as Buffer),
    await failure(pipeline(pieces(Buffer.from('xx'), 4), zlib.createBrotliDecompress(), new PassThrough())),
    await failure((async () => createGzip({ level: 77 }))()),
  ],
  'cut short on purpose': async () => String(await there(zlib.gzipSync(plain).subarray(0, 200), createGunzip({ finishFlush: zlib.constants.Z_SYNC_FLUSH }))).length,
  'closed in the middle': async () => {
    const gzip = createGzip();
    gzip.write('x');
    await new Promise<void>((done) => gzip.close(done as never));
    return gzip.destroyed;
  },
  'at once': async () => [
    hex(zlib.gzipSync(plain)),
    hex(await promisify(zlib.deflate)(plain)),
    String(await promisify(zlib.unzip)(zlib.gzipSync('x'))),
    hex(await promisify<Buffer, Buffer>(zlib.brotliCompress)(plain)),
    await failure(promisify(zlib.gunzip)(Buffer.from('nothing of the kind'))),
    await failure(promisify(zlib.inflate)(7 as never)),
  ],
  'what they are': () => [createGzip() instanceof zlib.Gzip, createGzip().constructor.name, zlib.constants.Z_BEST_SPEED],
});
