// What `process.stdout` and `process.stderr` are, have and do, where they are no terminal.
import { once } from 'node:events';
import * as fs from 'node:fs';
import { Readable, Stream, Transform, Writable } from 'node:stream';
import { finished, pipeline } from 'node:stream/promises';
import { isatty } from 'node:tty';
import { run } from '../cases.ts';

type Any = any;
const { stdout, stderr } = process as Any;
const kinds = ['write', 'end', 'cork', 'uncork', 'destroy', 'setDefaultEncoding', 'pipe', 'on', 'once', 'emit'];
const members = ['fd', 'isTTY', 'columns', 'rows', 'writable', 'writableEnded', 'writableFinished', 'writableObjectMode', 'writableCorked'];

/** What is written to it meanwhile, instead of being written. */
async function caught(stream: Any, act: () => unknown): Promise<unknown[]> {
  const seen: unknown[] = [];
  const before = Object.getOwnPropertyDescriptor(stream, 'write');
  stream.write = (...args: unknown[]) => seen.push(args.filter((each) => typeof each !== 'function'));
  try {
    await act();
  } finally {
    if (before) Object.defineProperty(stream, 'write', before);
    else delete stream.write;
  }
  return seen;
}

await run({
  'functions of stdout': () => kinds.map((name) => typeof stdout[name]),
  'functions of stderr': () => kinds.map((name) => typeof stderr[name]),
  'members of stdout': () => members.map((name) => stdout[name]),
  'descriptor of stderr': () => [stderr.fd, stderr.writable, stderr.isTTY],
  'no terminals': () => [isatty(1), isatty(2), stdout.hasColors, stdout.getWindowSize, stdout.cursorTo],
  'is a stream': () => [stdout instanceof Stream, stdout instanceof Writable, stderr instanceof Stream],
  'is one object': () => [process.stdout === stdout, process.stderr === stderr, (console as Any)._stdout === stdout],
  'high water mark': () => [stdout.writableHighWaterMark, stdout.writableLength],
  'write gives': () => stdout.write('text\n'),
  'write of bytes': () => stdout.write(Buffer.from('bytes\n')),
  'write of an array of bytes': () => stdout.write(new Uint8Array([97, 114, 114, 97, 121, 10])),
  'write in hex': () => stdout.write('6865780a', 'hex'),
  'write in latin1': () => stdout.write('caf\xe9\n', 'latin1'),
  'write in base64': () => stdout.write('YmFzZTY0Cg==', 'base64'),
  'write of nothing': () => stdout.write(''),
  'write of null': () => stdout.write(null),
  'write of a number': () => stdout.write(1),
  'write of an object': () => stdout.write({}),
  'write in an unknown encoding': () => stdout.write('x', 'klingon'),
  'write of a surrogate': () => stdout.write('\ud83d\ude00 and \ud800\n'),
  'callback of a write': async () => {
    const order: string[] = [];
    const done = new Promise<unknown>((resolve) => stdout.write('called back\n', (error: unknown) => resolve([error, [...order]])));
    order.push('sync');
    await null;
    order.push('microtask');
    const [error, seen] = (await done) as [unknown, string[]];
    return [error ?? 'no error', seen[0]];
  },
  'callbacks in order': async () => {
    const order: number[] = [];
    await Promise.all(Array.from({ length: 5 }, (_, i) => new Promise<void>((resolve) => stdout.write('', () => resolve(void order.push(i))))));
    return order;
  },
  'an encoding and a callback': () => new Promise((resolve) => stdout.write('646f6e650a', 'hex', (error: unknown) => resolve(error ?? 'no error'))),
  'corked': () => {
    stdout.cork();
    const seen = [stdout.writableCorked > 0, stdout.write('corked '), stdout.write('together\n')];
    stdout.uncork();
    return [...seen, stdout.writableCorked];
  },
  'fs.writeSync between': () => {
    stdout.write('first\n');
    fs.writeSync(1, 'second\n');
    console.log('third');
    fs.writeSync(stdout.fd, Buffer.from('fourth\n'));
  },
  'fs.write to it': () => new Promise((resolve) => fs.write(1, 'by fs.write\n', (error, written) => resolve([error, written]))),
  'fs.writeFileSync to 1': () => fs.writeFileSync(1, 'by writeFileSync\n'),
  'appendFileSync to /dev/stdout': () => typeof fs.appendFileSync,
  'piped to': async () => {
    Readable.from(['one ', 'two ', 'three\n']).pipe(stdout, { end: false });
    await new Promise((done) => setTimeout(done, 20));
    return stdout.writable;
  },
  'end of a pipeline': async () => {
    const upper = new Transform({ transform: (chunk, _, done) => done(null, String(chunk).toUpperCase()) });
    await pipeline(Readable.from(['shouted\n']), upper, stdout, { end: false } as Any);
    return [stdout.writable, stdout.listenerCount('error'), stdout.listenerCount('finish')];
  },
  'events of a pipe': async () => {
    const source = Readable.from(['piped\n']);
    const heard = ['pipe', 'unpipe'].map((name) => once(stdout, name).then(([from]) => [name, from === source]));
    source.pipe(stdout, { end: false });
    const first = await heard[0];
    source.unpipe(stdout);
    return [first, await heard[1]];
  },
  'destroy is not for it': () => [stdout.destroyed, stdout.closed, stdout.errored],
  'set default encoding': () => stdout.setDefaultEncoding('utf8') === stdout,
  'a write that is replaced': async () => await caught(stdout, () => stdout.write('never seen', 'utf8')),
  'console goes through it': async () => await caught(stdout, () => console.log('caught %s', 'too')),
  'and to stderr': async () => await caught(stderr, () => console.error('an error')),
  'console.table through it': async () => await caught(stdout, () => console.table([{ a: 1 }])),
  'console.group through it': async () =>
    await caught(stdout, () => {
      console.group('g');
      console.log('in\nit');
      console.groupEnd();
      console.log('out');
    }),
  'a warning through stderr': async () => {
    const seen = await caught(stderr, async () => {
      process.emitWarning('of mine', 'Odd');
      await new Promise((done) => setTimeout(done, 10));
    });
    return seen.map((each) => String(each).replace(/node:\d+/, 'node:PID').split('\n')[0]);
  },
  'console.trace through stderr': async () => {
    const seen = await caught(stderr, () => console.trace('here'));
    return String(seen[0]).split('\n')[0];
  },
  'a write that calls the old one': () => {
    const before = stdout.write;
    let bytes = 0;
    stdout.write = function counted(this: Any, chunk: string, ...rest: unknown[]) {
      bytes += chunk.length;
      return before.call(this, chunk, ...rest);
    };
    console.log('counted');
    delete stdout.write;
    stdout.write = before;
    return bytes;
  },
  'listeners': () => [stdout.listenerCount('drain'), stdout.listenerCount('error'), stdout.eventNames().length >= 0],
  'one who listens': async () => {
    const heard: unknown[] = [];
    const listener = (value: unknown) => heard.push(value);
    stdout.once('mine', listener);
    stdout.emit('mine', 1);
    stdout.emit('mine', 2);
    return [heard, stdout.listenerCount('mine')];
  },
  'much of it': async () => {
    const line = `${'x'.repeat(99)}\n`;
    let waited = 0;
    for (let i = 0; i < 300; i++)
      if (!stdout.write(line)) {
        waited++;
        if (stdout.writableNeedDrain) await once(stdout, 'drain');
      }
    return waited >= 0;
  },
  'another stream over it': async () => {
    const over = new Writable({ write: (chunk, _, done) => void stdout.write(chunk, done) });
    over.write('over ');
    over.end('it\n');
    await finished(over);
    return over.writableFinished;
  },
  'end': () => stdout.end === Writable.prototype.end || typeof stdout.end,
});
process.exitCode = 3;
process.on('exit', (code) => {
  stdout.write(`exit: ${code}\n`);
  fs.writeSync(1, 'exit, by fs: yes\n');
});
process.on('beforeExit', (code) => console.log(`beforeExit: ${code}`));
