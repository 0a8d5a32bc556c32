/** Waits that do not stop who waits: in the main thread and in a worker, with other things going on. */
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';

const waitAsync: (words: Int32Array, index: number, value: number, timeout?: number) => any = (Atomics as any).waitAsync;
const sleep = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms));

async function worker(words: Int32Array): Promise<void> {
  parentPort!.on('message', (text) => {
    Atomics.store(words, 0, 1);
    parentPort!.postMessage(`heard ${text}, woke ${Atomics.notify(words, 0)}`);
  });
  const keep = setInterval(() => {}, 1000);
  const { async, value } = waitAsync(words, 4, 0);
  parentPort!.postMessage(`worker waits ${async}`);
  parentPort!.postMessage(`worker ${await value} ${Atomics.load(words, 4)}`);
  Atomics.store(words, 5, 1);
  Atomics.notify(words, 5);
  clearInterval(keep);
  parentPort!.close();
}

async function main(): Promise<void> {
  const words = new Int32Array(new SharedArrayBuffer(32));
  const other = new Worker(fileURLToPath(import.meta.url), { workerData: words });
  const gone = new Promise((resolve) => other.on('exit', resolve));
  const heard: string[] = [];
  let wake: () => void = () => {};
  other.on('message', (text) => {
    heard.push(text);
    wake();
  });
  const hears = async (count: number) => {
    while (heard.length < count)
      await new Promise<void>((resolve) => {
        wake = resolve;
      });
  };
  await hears(1);

  console.log(waitAsync(words, 0, 5), waitAsync(words, 0, 0, 0));
  try {
    waitAsync(new Int32Array(8), 0, 0);
  } catch (error) {
    console.log((error as Error).name);
  }
  const order: string[] = [];
  const waits = ['first', 'second', 'third'].map((name) => {
    const { async, value } = waitAsync(words, 0, 0, 60_000);
    return value.then((outcome: string) => order.push(`${name} ${async} ${outcome}`));
  });
  other.postMessage('the main one');
  await Promise.all(waits);
  console.log(order.join(', '));
  await hears(2);

  // In this thread: who notifies goes on first.
  const again = waitAsync(words, 1, 0);
  const later = again.value.then((outcome: string) => console.log('woken', outcome));
  console.log('woke', Atomics.notify(words, 1), again.value instanceof Promise);
  await later;

  const late = waitAsync(words, 2, 0, 10);
  let ticks = 0;
  const timer = setInterval(() => ticks++, 2);
  console.log('late', await late.value, ticks > 0);
  clearInterval(timer);

  const last = waitAsync(words, 5, 0, 60_000);
  Atomics.store(words, 4, 3);
  Atomics.notify(words, 4);
  console.log('last', await last.value, 'exit', await gone);
  console.log(heard.join('; '));
  await sleep(5);
  // Nothing else is left: as a promise that nobody settles.
  process.on('exit', (code) => console.log('code', code));
  await waitAsync(words, 6, 0, 60_000).value;
  console.log('never');
}

if (isMainThread) await main();
else void worker(workerData);
