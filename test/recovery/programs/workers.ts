/** Workers that compute and answer; each is a task of its own. */
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

if (isMainThread) {
  const workers = [1, 2].map((n) => new Worker(new URL(import.meta.url), { argv: [String(n)] }));
  const results: number[][] = [[], []];
  await Promise.all(
    workers.map(
      (worker, at) =>
        new Promise<void>((done) => {
          worker.on('message', (value: number) => {
            results[at]!.push(value);
            if (results[at]!.length < 20) worker.postMessage(value);
            else worker.postMessage(0);
          });
          worker.on('exit', () => done());
          worker.postMessage(at + 1);
        }),
    ),
  );
  for (const each of results) console.log(each.length, each.join(' '));
} else {
  parentPort!.on('message', (value: number) => {
    if (value === 0) return parentPort!.close();
    let x = value;
    for (let j = 0; j < 1_000_000; j++) x = (x * 48271) % 2147483647;
    parentPort!.postMessage(x);
  });
}
