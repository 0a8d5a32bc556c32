/** Threads that share memory and end: by themselves, by an error, from outside, while they or others wait. */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const file = fileURLToPath(import.meta.url);
const words = isMainThread ? new Int32Array(new SharedArrayBuffer(32)) : (workerData.words as Int32Array);

const start = (does: string, options = {}) => new Worker(file, { ...options, workerData: { does, words } });
const ended = (worker: Worker) => new Promise<number>((resolve) => worker.on('exit', resolve));

const deeds: Record<string, () => void> = {
  waits() {
    Atomics.store(words, 0, 1);
    Atomics.notify(words, 0);
    Atomics.wait(words, 1, 0);
    throw new Error('nobody wakes it');
  },
  computes() {
    Atomics.add(words, 3, 1);
    Atomics.store(words, 2, 1);
    Atomics.notify(words, 2);
    for (;;) Atomics.add(words, 3, 1);
  },
  dies() {
    Atomics.store(words, 4, 1);
    throw Object.assign(new TypeError('it dies'), { words: words.length });
  },
  leaves() {
    process.exitCode = 3;
    process.on('exit', (code) => Atomics.store(words, 5, code));
    process.exit(5);
  },
  nested() {
    const inner = start('leaves');
    inner.on('exit', (code) => parentPort!.postMessage(`inner ${code}`));
  },
  fills() {
    const kept: unknown[] = [];
    for (;;) kept.push(new Array(1000).fill(kept.length));
  },
};

async function main(): Promise<void> {
  const waiting = start('waits');
  const waited = ended(waiting);
  console.log('waits', Atomics.wait(words, 0, 0) !== 'timed-out');
  console.log('terminated', await waiting.terminate(), await waited);

  const computing = start('computes');
  Atomics.wait(words, 2, 0);
  await computing.terminate();
  const at = Atomics.load(words, 3);
  await new Promise((resolve) => setTimeout(resolve, 20));
  console.log('computes no more', at > 0, Atomics.load(words, 3) === at);

  const dying = start('dies');
  const dead = ended(dying);
  dying.on('error', (error: any) => console.log(error.name, error.message, error.words, error instanceof TypeError));
  const bereft = start('waits');
  console.log('exit', await dead, words[4]);
  await bereft.terminate();

  console.log('left', await ended(start('leaves')), words[5]);

  words[5] = 0;
  const outer = start('nested');
  outer.on('message', (text) => console.log(text));
  console.log('outer', await ended(outer), words[5]);

  const filling = start('fills', { resourceLimits: { maxOldGenerationSizeMb: 16 } });
  filling.on('error', (error: any) => console.log(error.code));
  console.log('filled', await ended(filling));

  start('waits').unref();
  console.log('last');
  process.exit(4);
}

if (isMainThread) void main();
else deeds[workerData.does]!();
