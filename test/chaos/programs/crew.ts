// A program with workers, each told what to do by messages; all that they answer is printed in the order of the questions.
import { once } from 'node:events';
import { isMainThread, parentPort, Worker } from 'node:worker_threads';

const rounds = Number(process.argv[2]);

if (isMainThread) {
  const workers = [1, 2].map(() => new Worker(new URL(import.meta.url), { argv: process.argv.slice(2) }));
  for (const worker of workers) worker.on('error', lost);
  for (let round = 1; round <= rounds; round++) {
    const answers = workers.map((worker, index) => {
      worker.postMessage({ round, from: round * 1000 + index * 500 });
      return once(worker, 'message');
    });
    const found = await Promise.all(answers);
    console.log(`${round} ${found.map(([answer]) => JSON.stringify(answer)).join(' ')}`);
    await new Promise((resolve) => setTimeout(resolve, 40));
  }
  for (const worker of workers) worker.postMessage(null);
  const codes = await Promise.all(workers.map((worker) => once(worker, 'exit')));
  console.log(`ended ${codes.map(([code]) => code).join(' ')}`);
} else {
  parentPort!.on('message', (question: { round: number; from: number } | null) => {
    if (question === null) return parentPort!.close();
    let sum = 0;
    for (let n = question.from; n < question.from + 500; n++) sum = (sum * 33 + n * n) % 1_000_003;
    parentPort!.postMessage({ round: question.round, sum });
  });
}

/** A worker's host was killed, as a thread never is: the program says so, for that is what a program can do. */
function lost(error: Error): void {
  console.error(`crew: a worker is lost: ${error.message}`);
  process.exit(3);
}
