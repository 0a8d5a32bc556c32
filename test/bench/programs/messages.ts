// Messages of 1 kB between a program and a worker of it: so many to the worker, a second; and there and back, the median in µs.
import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const [, , count] = process.argv.map(Number) as number[];
const message = 'm'.repeat(1000);

async function measure(worker: Worker): Promise<void> {
  const next = (): Promise<unknown> => new Promise((resolve) => worker.once('message', resolve));
  await next();
  const startedMs = performance.now();
  for (let i = 0; i < count!; i++) worker.postMessage(message);
  worker.postMessage('all');
  if ((await next()) !== count) throw new Error('another number of messages');
  const perSecond = count! / ((performance.now() - startedMs) / 1000);
  const times: number[] = [];
  for (let i = 0; i < count! / 10; i++) {
    const beganMs = performance.now();
    worker.postMessage(message);
    await next();
    times.push((performance.now() - beganMs) * 1000);
  }
  times.sort((a, b) => a - b);
  console.log(`${perSecond} ${times[times.length >> 1]}`);
  worker.postMessage(null);
}

if (isMainThread) await measure(new Worker(fileURLToPath(import.meta.url), { argv: process.argv.slice(2) }));
else {
  let seen = 0;
  let isCounting = true;
  parentPort!.on('message', (text: string | null) => {
    if (text === null) parentPort!.close();
    else if (text === 'all') {
      isCounting = false;
      parentPort!.postMessage(seen);
    } else if (isCounting) seen++;
    else parentPort!.postMessage(text);
  });
  parentPort!.postMessage('here');
}
