// Reads: the input through streams that are slower than it, to its end.
import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { Transform, Writable } from 'node:stream';
import { run } from '../cases.ts';

const { stdin } = process;
const hash = createHash('sha256');
let [most, bytes, chunks] = [0, 0, 0];
const slow = new Transform({
  highWaterMark: 1024,
  transform(chunk: Buffer, _, done) {
    most = Math.max(most, this.writableLength);
    setTimeout(() => done(null, chunk), 1);
  },
});
const sink = new Writable({
  write(chunk: Buffer, _, done) {
    hash.update(chunk);
    bytes += chunk.length;
    chunks++;
    done();
  },
});
const pulled = once(slow, 'pipe');
const finished = once(sink, 'finish');
const order: string[] = [];
for (const name of ['pause', 'resume', 'end']) stdin.once(name, () => order.push(name));
await run({
  'piped': () => stdin.pipe(slow).pipe(sink) === sink,
  'its event': async () => (await pulled)[0] === stdin,
  'all of it': async () => {
    await finished;
    return [bytes, hash.digest('hex'), chunks > 0];
  },
  'never more than it asked for': () => most < 150_000,
  'its end': () => [stdin.readableEnded, order.at(-1), order.length > 0],
});
