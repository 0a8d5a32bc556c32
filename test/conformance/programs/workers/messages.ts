import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, threadId, Worker, workerData } from 'node:worker_threads';
import { pace } from '../pace.ts';

const self = fileURLToPath(import.meta.url);
const values: unknown[] = [
  1,
  'text',
  null,
  undefined,
  true,
  10n ** 30n,
  new Date(5),
  /a+/gi,
  [1, , 3],
  { a: { b: [1, 2] } },
  new Map<unknown, unknown>([[{ k: 1 }, new Set([1])]]),
  new Set(['x', 'y']),
  new Uint8Array([1, 2, 3]),
  new Float64Array([0.5]),
  new ArrayBuffer(4),
  Buffer.from('bytes'),
  new RangeError('far'),
  Number.NaN,
  -0,
  Object(7),
  new (class Named {
    field = 1;
  })(),
];

if (isMainThread) {
  await pace();
  console.log('main', threadId, parentPort, workerData);
  const worker = new Worker(self, { workerData: { list: [1, 2], at: new Date(0) } });
  worker.on('online', () => console.log('online', worker.threadId));
  const cyclic: { self?: unknown; name: string } = { name: 'cyclic' };
  cyclic.self = cyclic;
  for (const value of values) worker.postMessage(value);
  worker.postMessage(cyclic);
  const shared = [1];
  worker.postMessage({ a: shared, b: shared });
  const buffer = new ArrayBuffer(8);
  new Uint8Array(buffer).fill(7);
  worker.postMessage(buffer, [buffer]);
  console.log('transferred', buffer.byteLength);
  worker.postMessage('end');
  let count = 0;
  worker.on('message', (value: unknown) => {
    count++;
    console.log(count, value);
  });
  worker.on('exit', (code) => console.log('exit', code, worker.threadId, count));
} else {
  parentPort!.postMessage([threadId, workerData, isMainThread, process.argv.length]);
  parentPort!.on('message', (value) => {
    let sum = 0;
    for (let i = 0; i < 20_000; i++) sum += i % 7;
    if (value === 'end') {
      parentPort!.postMessage(sum);
      parentPort!.close();
    } else if (value?.a && value.b) parentPort!.postMessage(['same', value.a === value.b]);
    else if (value?.self) parentPort!.postMessage(['cyclic', value.self === value]);
    else if (value?.constructor?.name === 'RangeError')
      parentPort!.postMessage([value.name, value.message, value instanceof RangeError]);
    else parentPort!.postMessage(value);
  });
}
