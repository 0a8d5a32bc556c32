import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Result } from './result.ts';
import type { Run } from './test-case.ts';
import type { Order } from './worker.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Realms that were used leave something behind. */
const ORDERS_A_WORKER = 150;
const PATIENCE_MS = 60_000;
const PATIENCE_A_RUN_MS = 10_000;
/** KiB; half of what a host has: here all threads share one stack with the runner. */
const STACK_KIB = 3 * 984;

export interface PoolOptions {
  suite: string;
  plainFile: string;
  jobs: number;
  seed: number;
  onResult(result: Result): void;
}

/** Does all, shared out among processes that are used again. */
export async function runAll(batches: readonly (readonly Run[])[], options: PoolOptions): Promise<void> {
  const todo = [...batches].reverse();
  await Promise.all(Array.from({ length: options.jobs }, () => lane(todo, options)));
}

async function lane(todo: (readonly Run[])[], options: PoolOptions): Promise<void> {
  let worker: ChildProcess | undefined;
  let orders = 0;
  for (let runs = todo.pop(); runs; runs = todo.pop()) {
    worker ??= await startWorker(options);
    const results = await answerOf(worker, { runs: [...runs], seed: options.seed });
    if (results) results.forEach(options.onResult);
    else if (runs.length > 1) todo.push(...runs.map((run) => [run]));
    else options.onResult(noAnswer(runs[0]!));
    if (results && ++orders % ORDERS_A_WORKER !== 0) continue;
    worker.kill('SIGKILL');
    worker = undefined;
  }
  worker?.disconnect();
}

const noAnswer = (run: Run): Result => ({
  ...run,
  counts: true,
  failure: 'process: no answer',
  moves: 0,
  ticked: run.mode === 'captured',
  held: null,
  polls: [],
  plain: [],
});

async function startWorker({ suite, plainFile }: PoolOptions): Promise<ChildProcess> {
  const worker = fork(
    `${root}tools/run-ts.mjs`,
    ['test/test262/worker.ts', JSON.stringify({ suite, plainFile })],
    {
      cwd: root,
      execArgv: [
        '--no-warnings',
        '--expose-internals',
        '--expose-gc',
        '--max-semi-space-size=64',
        `--stack-size=${STACK_KIB}`,
      ],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    },
  );
  await new Promise((resolve, reject) => {
    worker.once('message', resolve);
    worker.once('exit', () => reject(new Error('a worker cannot start')));
  });
  worker.removeAllListeners('exit');
  return worker;
}

function answerOf(worker: ChildProcess, order: Order): Promise<Result[] | undefined> {
  return new Promise((resolve) => {
    const patienceMs = PATIENCE_MS + order.runs.length * PATIENCE_A_RUN_MS;
    const timer = setTimeout(() => settle(undefined), patienceMs);
    const settle = (results: Result[] | undefined): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(results);
    };
    worker.once('message', (results: Result[]) => settle(results));
    worker.once('exit', () => settle(undefined));
    worker.send(order);
  });
}
