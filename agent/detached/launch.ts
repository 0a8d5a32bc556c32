import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync, readFileSync } from 'node:fs';
import * as z from 'zod/mini';
import { OmosixError } from '../../protocol/errors.ts';
import { dieBy } from '../deputy/signals.ts';
import type { KeptTask } from './kept-task.ts';

/** What a detached deputy tells who started it: that its task runs, or why it does not. */
const report = z.union([
  z.object({ started: z.string() }),
  z.object({ failed: z.string(), exitCode: z.int() }),
]);
export type Report = z.infer<typeof report>;

/** How a start came out: the task's name, or one line and an exit code. */
export type Launched = Report;

const ENDING = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Starts omrun again as a deputy that nobody looks at: in a session of its own, so that no terminal's end is its end,
 * with what it writes kept in files; `input` is all that it reads. Resolves when its task has started, or not.
 */
export async function launch(kept: KeptTask, argv: readonly string[], input?: string): Promise<Launched> {
  const files = (['stdout', 'stderr'] as const).map((stream) => openSync(kept.path(stream), 'a', 0o600));
  const [script = ''] = process.argv.slice(1);
  const child = spawn(process.execPath, [...process.execArgv, script, '--kept', kept.directory, ...argv], {
    detached: true,
    stdio: [input === undefined ? 'ignore' : 'pipe', ...files, 'ipc'],
  });
  // It may have ended already, with its reason.
  child.stdin?.on('error', () => {}).end(input);
  for (const file of files) closeSync(file);
  const forward = (signal: NodeJS.Signals): void => {
    child.kill('SIGTERM');
    kept.remove();
    dieBy(signal);
  };
  for (const signal of ENDING) process.once(signal, forward);
  const launched = await answerOf(child, kept);
  for (const signal of ENDING) process.off(signal, forward);
  if ('failed' in launched) kept.remove();
  child.unref();
  return launched;
}

function answerOf(child: ChildProcess, kept: KeptTask): Promise<Launched> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('message', (message) => resolve(report.parse(message)));
    child.once('exit', async (code, signal) => {
      // Its last word may still be on the way.
      if (child.connected) await once(child, 'disconnect');
      const lastLine = readFileSync(kept.path('stderr'), 'utf8').trim().split('\n').at(-1);
      const why = lastLine ? `: ${lastLine}` : '';
      reject(new OmosixError('ELOST', `its deputy ended at once (${signal ?? code})${why}`));
    });
  });
}

/** The deputy's side. Whoever started it may be gone: then nobody needs to know. */
export function tell(message: Report): Promise<void> {
  return new Promise((resolve) => {
    if (!process.send) resolve();
    else
      process.send(message, undefined, undefined, () => {
        if (process.connected) process.disconnect();
        resolve();
      });
  });
}
