// Promises of Node's own API, pending across safe points: timers/promises, fs/promises, events, readline.
import { EventEmitter, on, once } from 'node:events';
import { mkdtemp, open, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { promisify } from 'node:util';
import { scheduler, setImmediate as immediate, setInterval as every, setTimeout as sleep } from 'node:timers/promises';

const work = (n: number): number => {
  let s = 1;
  for (let i = 0; i < n; i++) s = (s * 31 + i) % 65_521;
  return s;
};
const busy = async (name: string, rounds = 3): Promise<void> => {
  for (let i = 0; i < rounds; i++) {
    work(400);
    await null;
  }
  console.log(name, work(500));
};

console.log(await Promise.all([sleep(3, 'three'), sleep(1, 'one'), immediate('now'), busy('timers')]));
await scheduler.wait(1);
let ticks = 0;
for await (const value of every(1, 'tick')) {
  work(300);
  if (++ticks === 3) {
    console.log(value, ticks);
    break;
  }
}

const directory = await mkdtemp(join(tmpdir(), 'omosix-'));
const file = join(directory, 'a.txt');
const writing = writeFile(file, 'first line\nsecond line\n');
await busy('writing');
await writing;
const [text, names] = await Promise.all([readFile(file, 'utf8'), readdir(directory), busy('reading')]);
console.log(text.length, names);
const handle = await open(file, 'r+');
const read = handle.read(Buffer.alloc(5), 0, 5, 6);
await busy('handle');
const { bytesRead, buffer } = await read;
console.log(bytesRead, buffer.toString());
await handle.write('FIRST', 0);
console.log((await handle.readFile('utf8')).slice(0, 5), (await handle.stat()).size);
await handle.close();
const missing = readFile(join(directory, 'missing')).catch((error: NodeJS.ErrnoException) => error.code);
await busy('missing');
console.log(await missing);
await rm(directory, { recursive: true });

const emitter = new EventEmitter();
const first = once(emitter, 'first');
const failing = once(emitter, 'never').catch((error: Error) => error.message);
setTimeout(() => emitter.emit('first', 1, work(50)), 1);
setTimeout(() => emitter.emit('error', new Error('emitted')), 2);
await busy('once');
console.log(await first, await failing, emitter.eventNames());
setTimeout(() => {
  for (let i = 0; i < 3; i++) emitter.emit('value', i);
  setTimeout(() => emitter.emit('value', 3), 1);
}, 1);
for await (const [value] of on(emitter, 'value')) {
  work(300);
  console.log('value', value);
  if (value === 3) break;
}
console.log(emitter.eventNames());

const later = promisify((x: number, done: (error: Error | null, value?: number) => void) => {
  setTimeout(() => (x < 0 ? done(new RangeError('negative')) : done(null, x * 2)), 1);
});
const [doubled, refused] = await Promise.all([later(21), later(-1).catch((error: Error) => error.message), busy('promisify')]);
console.log(doubled, refused, later.length, await promisify(setTimeout)(1, 'custom'));

const lines = createInterface({ input: process.stdin });
let count = 0;
for await (const line of lines) {
  work(300);
  count += line.length;
}
console.log('lines', count, work(1000));
