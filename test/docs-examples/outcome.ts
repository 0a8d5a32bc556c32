/** What an example does when it is run: what it prints, how it ends. */
import { spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';

/** One that does not end though it is told to. */
export const LIMIT_MS = 8_000;
/** For one that ended by itself under node. */
export const PATIENCE_MS = 40_000;

/** For what it has started and left behind. */
const GRACE_MS = 1_000;

export interface Outcome {
  stdout: string;
  stderr: string;
  /** Null where it was ended from outside. */
  code: number | null;
}

export function outcomeOf(
  args: string[],
  cwd: string,
  input: string,
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // A group of its own: an example may leave programs behind, which hold its pipes.
    const stdin = openSync(input, 'r');
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: [stdin, 'pipe', 'pipe'],
    });
    closeSync(stdin);
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name]!.setEncoding('utf8').on('data', (chunk: string) => {
        text[name] += chunk;
      });
    const kill = (signal: NodeJS.Signals): void => {
      try {
        process.kill(-child.pid!, signal);
      } catch {
        // All have ended.
      }
    };
    let isEnded = false;
    const limit = setTimeout(() => {
      isEnded = true;
      kill('SIGTERM');
    }, limitMs);
    child.on('error', reject);
    child.on('exit', (code) => {
      clearTimeout(limit);
      const left = setTimeout(() => {
        kill('SIGKILL');
        for (const stream of [child.stdout, child.stderr]) stream?.destroy();
      }, GRACE_MS);
      child.once('close', () => {
        clearTimeout(left);
        resolve({ ...text, code: isEnded ? null : code });
      });
    });
  });
}
