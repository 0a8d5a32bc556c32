import { type ChildProcess, fork } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import type { Result } from './result.ts';
import type { Run } from './test-case.ts';
import type { Order } from './worker.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));
/** Realms that were used leave something behind. */
const RUNS_A_WORKER = 400;
const PATIENCE_MS = 60_000;
/** KiB; half of what a host has: here all threads share one stack with the runner. */
const STACK_KIB = 3 * 984;

export interface PoolOptions {
  suite: string;
  plainFile: string;
  jobs: number;
  seed: number;
  onResult(result: Result): void;
}

/** Does all `runs`, shared out one by one among processes that are used again. */
export async function runAll(runs: readonly Run[], options: PoolOptions): Promise<void> {
  const todo = runs.values();
  await Promise.all(Array.from({ length: options.jobs }, () => lane(todo, options)));
}

async function lane(todo: IterableIterator<Run>, options: PoolOptions): Promise<void> {
  let worker: ChildProcess | undefined;
  let done = 0;
  for (const run of todo) {
    worker ??= await startWorker(options);
    const result = await answerOf(worker, { run, seed: options.seed });
    options.onResult(
      result ?? {
        ...run,
        counts: true,
        failure: 'process: no answer',
        moves: 0,
        ticked: run.mode === 'captured',
        held: null,
        polls: [],
        plain: [],
      },
    );
    if (result && ++done % RUNS_A_WORKER !== 0) continue;
    worker.kill('SIGKILL');
    worker = undefined;
  }
  worker?.disconnect();
}

async function startWorker({ suite, plainFile }: PoolOptions): Promise<ChildProcess> {
  const worker = fork(
    `${root}tools/run-ts.mjs`,
    ['test/test262/worker.ts', JSON.stringify({ suite, plainFile })],
    {
      cwd: root,
      execArgv: ['--no-warnings', '--expose-gc', '--max-semi-space-size=64', `--stack-size=${STACK_KIB}`],
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

function answerOf(worker: ChildProcess, order: Order): Promise<Result | undefined> {
  return new Promise((resolve) => {
    const timer = setTimeout(() => settle(undefined), PATIENCE_MS);
    const settle = (result: Result | undefined): void => {
      clearTimeout(timer);
      worker.removeAllListeners();
      resolve(result);
    };
    worker.once('message', (result: Result) => settle(result));
    worker.once('exit', () => settle(undefined));
    worker.send(order);
  });
}
