/** Cannot be moved: it shares memory with its worker. */
import { isMainThread, Worker } from 'node:worker_threads';

if (isMainThread) {
  const shared = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(new URL(import.meta.url), { workerData: shared });
  worker.once('online', () => console.log('pinned'));
}
setInterval(() => {}, 10);
