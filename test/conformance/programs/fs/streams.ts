// Streams of files: what they read and write, which events come, and in which order.
import * as fs from 'node:fs';
import { open } from 'node:fs/promises';
import { PassThrough } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('f', '0123456789'.repeat(10));

const whole = async (stream: AsyncIterable<unknown>) => {
  const chunks: string[] = [];
  for await (const chunk of stream) chunks.push(String(chunk));
  return chunks;
};
/** The events of a stream, until it is closed. */
const events = (stream: NodeJS.EventEmitter, ...more: string[]) =>
  new Promise<string[]>((done) => {
    const seen: string[] = [];
    for (const name of ['open', 'ready', 'end', 'finish', 'error', ...more])
      stream.on(name, (value) => seen.push(name === 'error' ? told(value) : `${name} ${typeof value}`));
    stream.on('close', () => done([...seen, 'close']));
  });

await run({
  'in chunks': () => whole(fs.createReadStream('f', { highWaterMark: 33 })),
  'from and to': () => whole(fs.createReadStream('f', { start: 5, end: 14, encoding: 'latin1' })),
  'to the end': () => whole(fs.createReadStream('f', { start: 95 })),
  'beyond the end': () => whole(fs.createReadStream('f', { start: 500 })),
  'only up to': () => whole(fs.createReadStream('f', { end: 2 })),
  'in hex': () => whole(fs.createReadStream('f', { encoding: 'hex', end: 3 })),
  'options as an encoding': () => whole(fs.createReadStream('f', 'base64')),
  'events of reading': async () => {
    const stream = fs.createReadStream('f');
    const seen = events(stream);
    stream.resume();
    return [stream.pending, await seen, stream.bytesRead, stream.path, stream.destroyed];
  },
  'events of what is not there': () => events(fs.createReadStream('none').resume()),
  'a descriptor that stays open': async () => {
    const fd = fs.openSync('f', 'r');
    const read = await whole(fs.createReadStream('', { fd, autoClose: false, start: 0, end: 3 }));
    const rest = fs.readSync(fd, Buffer.alloc(5), 0, 5, null);
    fs.closeSync(fd);
    return [read, rest];
  },
  'a descriptor at its position': async () => {
    const fd = fs.openSync('f', 'r');
    fs.readSync(fd, Buffer.alloc(96));
    return whole(fs.createReadStream('', { fd }));
  },
  'destroyed at once': () => {
    const stream = fs.createReadStream('f');
    const seen = events(stream);
    stream.destroy();
    return seen;
  },
  'left in the middle': async () => {
    const stream = fs.createReadStream('f', { highWaterMark: 10 });
    for await (const chunk of stream) if (String(chunk)) break;
    return [stream.destroyed, stream.bytesRead >= 10];
  },
  'paused and resumed': () =>
    new Promise((done) => {
      const order: string[] = [];
      const stream = fs.createReadStream('f', { highWaterMark: 50 });
      stream.on('data', (chunk) => {
        order.push(`data ${chunk.length}`);
        stream.pause();
        setImmediate(() => {
          order.push('resumed');
          stream.resume();
        });
      });
      stream.on('close', () => done(order));
    }),
  'events of writing': async () => {
    const stream = fs.createWriteStream('w');
    const seen = events(stream);
    const kept = stream.write('one ');
    stream.end('two');
    return [kept, await seen, stream.bytesWritten, fs.readFileSync('w', 'utf8')];
  },
  'appended': async () => {
    const stream = fs.createWriteStream('w', { flags: 'a', encoding: 'hex' });
    stream.end('2b2b');
    await events(stream);
    return fs.readFileSync('w', 'utf8');
  },
  'over a part': async () => {
    const stream = fs.createWriteStream('w', { flags: 'r+', start: 1 });
    stream.write('NE');
    stream.end('-');
    await events(stream);
    return fs.readFileSync('w', 'utf8');
  },
  'flushed, with a mode': async () => {
    const stream = fs.createWriteStream('m', { flush: true, mode: 0o600 });
    stream.end('x');
    return [await events(stream), (fs.statSync('m').mode & 0o777).toString(8)];
  },
  'corked and drained': async () => {
    const stream = fs.createWriteStream('w', { highWaterMark: 4 });
    const seen = events(stream, 'drain');
    stream.cork();
    const kept = [stream.write('abc'), stream.write('defg')];
    stream.uncork();
    await new Promise<void>((done) => stream.once('drain', done));
    stream.close();
    return [kept, await seen, fs.readFileSync('w', 'utf8')];
  },
  'written where nothing can be': async () => {
    const stream = fs.createWriteStream('none/x');
    stream.write('x');
    return events(stream);
  },
  'piped': async () => {
    await pipeline(fs.createReadStream('f', { highWaterMark: 7 }), new PassThrough(), fs.createWriteStream('copy'));
    return fs.readFileSync('copy').equals(fs.readFileSync('f'));
  },
  'of a handle': async () => {
    const file = await open('f');
    const chunks = await whole(file.createReadStream({ start: 10, end: 12, encoding: 'utf8' }));
    return [chunks, file.fd];
  },
  'into a handle': async () => {
    const file = await open('h', 'w');
    const stream = file.createWriteStream();
    stream.write('by ');
    stream.end('handle');
    return [await events(stream), file.fd, fs.readFileSync('h', 'utf8')];
  },
  'start after end': () => fs.createReadStream('f', { start: 5, end: 4 }),
  'start below 0': () => fs.createReadStream('f', { start: -1 }),
  'start as text': () => fs.createWriteStream('f', { start: '5' as never }),
  'end as text': () => fs.createReadStream('f', { end: '5' as never }),
  'a wrong descriptor': () => fs.createReadStream('f', { fd: 'x' as never }),
  'a wrong path': () => fs.createReadStream(5 as never),
  'wrong options': () => fs.createReadStream('f', 5 as never),
  'a wrong encoding': () => fs.createReadStream('f', 'bogus' as never),
  'flush as text': () => fs.createWriteStream('w', { flush: 'yes' as never }),
  'its own functions': async () => {
    const io = { open: fs.open, close: fs.close, read: fs.read };
    return whole(fs.createReadStream('f', { fs: io as never, end: 4 }));
  },
  'aborted': async () => {
    const controller = new AbortController();
    const seen = events(fs.createReadStream('f', { signal: controller.signal }));
    controller.abort();
    return seen;
  },
  'closed with a callback': () =>
    new Promise((done) => {
      const stream = fs.createReadStream('f', { highWaterMark: 1 });
      stream.on('open', () => stream.close((error) => done([error?.message, stream.destroyed])));
    }),
});
