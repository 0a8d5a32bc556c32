import { fileURLToPath } from 'node:url';
import { isMainThread, parentPort, Worker, workerData } from 'node:worker_threads';
import { pace } from '../pace.ts';

const WORKERS = 8;
const JOBS = 24;

/** Collatz steps: the longest of a range. */
function longest(from: number, to: number): [number, number] {
  let best: [number, number] = [0, 0];
  for (let start = from; start < to; start++) {
    let steps = 0;
    for (let n = start; n > 1; steps++) n = n % 2 === 0 ? n / 2 : 3 * n + 1;
    if (steps > best[1]) best = [start, steps];
  }
  return best;
}

if (isMainThread) {
  await pace();
  const results: [number, number][] = [];
  const done: number[] = [];
  let next = 0;
  await Promise.all(
    Array.from({ length: WORKERS }, (_, number) => {
      const worker = new Worker(fileURLToPath(import.meta.url), { workerData: { number } });
      const give = (): void => worker.postMessage(next < JOBS ? next++ : null);
      worker.on('message', ({ job, best }) => {
        results[job] = best;
        done.push(job);
        give();
      });
      give();
      return new Promise((resolve) => worker.on('exit', resolve));
    }),
  );
  console.log(results.map(([n, steps]) => `${n}:${steps}`).join(' '));
  console.log(done.length, new Set(done).size, next);
} else {
  const { number } = workerData as { number: number };
  parentPort!.on('message', (job: number | null) => {
    if (job === null) parentPort!.close();
    else parentPort!.postMessage({ job, number, best: longest(job * 2000 + 1, (job + 1) * 2000) });
  });
}
