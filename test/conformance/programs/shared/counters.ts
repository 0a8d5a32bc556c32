/** Memory that four workers change at a time: a counter, a mutex with a condition, a ring buffer. */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const WORKERS = 4;
const ROUNDS = 20_000;
const ITEMS = 500;
const SIZE = 8;

/** Words of the memory. */
const COUNTER = 0;
const LOCK = 1;
const GUARDED = 2;
const ARRIVED = 3;
const READ = 4;
const WRITTEN = 5;
const RING = 8;

function lock(words: Int32Array): void {
  while (Atomics.compareExchange(words, LOCK, 0, 1) !== 0) Atomics.wait(words, LOCK, 1);
}
function unlock(words: Int32Array): void {
  Atomics.store(words, LOCK, 0);
  Atomics.notify(words, LOCK, 1);
}

function work(words: Int32Array): void {
  for (let i = 0; i < ROUNDS; i++) Atomics.add(words, COUNTER, 1);
  for (let i = 0; i < ROUNDS / 10; i++) {
    lock(words);
    words[GUARDED] = words[GUARDED]! + 1;
    unlock(words);
  }
  // All wait for the last one.
  const before = Atomics.add(words, ARRIVED, 1);
  if (before + 1 === WORKERS) Atomics.notify(words, ARRIVED);
  else
    for (let seen = Atomics.load(words, ARRIVED); seen < WORKERS; seen = Atomics.load(words, ARRIVED))
      Atomics.wait(words, ARRIVED, seen);
  parentPort!.postMessage(Atomics.load(words, ARRIVED));
}

function produce(words: Int32Array): void {
  for (let i = 1; i <= ITEMS; i++) {
    const at = Atomics.load(words, WRITTEN);
    for (let read = Atomics.load(words, READ); at - read === SIZE; read = Atomics.load(words, READ))
      Atomics.wait(words, READ, read);
    words[RING + (at % SIZE)] = i * i;
    Atomics.store(words, WRITTEN, at + 1);
    Atomics.notify(words, WRITTEN);
  }
}

/** In the main thread, which may wait, too. */
function consume(words: Int32Array): number {
  let sum = 0;
  for (let i = 0; i < ITEMS; i++) {
    const at = Atomics.load(words, READ);
    for (let n = Atomics.load(words, WRITTEN); n === at; n = Atomics.load(words, WRITTEN))
      Atomics.wait(words, WRITTEN, n);
    sum += words[RING + (at % SIZE)]!;
    Atomics.store(words, READ, at + 1);
    Atomics.notify(words, READ);
  }
  return sum;
}

const file = fileURLToPath(import.meta.url);
if (!isMainThread) {
  const words: Int32Array = workerData.words;
  if (workerData.does === 'work') work(words);
  else produce(words);
} else {
  const words = new Int32Array(new SharedArrayBuffer(64));
  let left = WORKERS;
  for (let i = 0; i < WORKERS; i++) {
    const worker = new Worker(file, { workerData: { does: 'work', words } });
    worker.on('message', (arrived) => console.log('arrived', arrived));
    worker.on('exit', (code) => {
      left--;
      if (left > 0) return;
      console.log('last exit', code, 'counted', words[COUNTER], 'guarded', words[GUARDED]);
      const producer = new Worker(file, { workerData: { does: 'produce', words } });
      console.log('consumed', consume(words), 'of', words[WRITTEN]);
      producer.on('exit', (last) => console.log('producer', last, words.join()));
    });
  }
}
