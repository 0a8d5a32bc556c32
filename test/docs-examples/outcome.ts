/** What an example does: what it prints, how it ends. */
import { spawn } from 'node:child_process';

/** A server that nobody asks never ends: it is ended then. */
export const LIMIT_MS = 6_000;
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
  env: NodeJS.ProcessEnv,
  limitMs: number,
): Promise<Outcome> {
  return new Promise((resolve, reject) => {
    // A group of its own: an example may leave programs behind, which hold its pipes.
    const child = spawn(process.execPath, args, {
      cwd,
      env,
      detached: true,
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const text = { stdout: '', stderr: '' };
    for (const name of ['stdout', 'stderr'] as const)
      child[name].setEncoding('utf8').on('data', (chunk: string) => {
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
        for (const stream of [child.stdout, child.stderr]) stream.destroy();
      }, GRACE_MS);
      child.once('close', () => {
        clearTimeout(left);
        resolve({ ...text, code: isEnded ? null : code });
      });
    });
  });
}

/** Without what differs from run to run by its nature. */
const settled = (text: string): string =>
  text.replace(/\/tmp\/omosix-docs-\w+\/\d+/g, 'PLACE').replace(/\(node:\d+\)/g, '(node:PID)');

/** The error that ended it: its first words. */
const errorOf = (stderr: string): string | undefined =>
  /^(?:Uncaught )?(\w*(?:Error|Exception)\b.*)$/m.exec(stderr.replace(/ \[[A-Z_]+\]/g, ''))?.[1];

/** Empty where they are the same. */
export function sameIn(plain: Outcome, ours: Outcome): string[] {
  const [a, b] = [settled(plain.stdout).split('\n'), settled(ours.stdout).split('\n')];
  const at = Array.from({ length: Math.max(a.length, b.length) }, (_, i) => i).find((i) => a[i] !== b[i]);
  const lines: string[] = [];
  if (at !== undefined)
    lines.push(`line ${at + 1}`, `  node:  ${a[at] ?? '(end)'}`, `  omrun: ${b[at] ?? '(end)'}`);
  if (plain.code !== ours.code) lines.push(`exit code ${ours.code}, under node ${plain.code}`);
  const [before, after] = [errorOf(plain.stderr), errorOf(ours.stderr)];
  const isWorded = plain.code !== 0 && plain.code !== null && before !== undefined;
  if (isWorded && settled(before) !== settled(after ?? ''))
    lines.push(`  node:  ${before}`, `  omrun: ${after ?? ours.stderr.slice(0, 300)}`);
  if (lines.length > 0 && after !== undefined && !lines.some((line) => line.includes(after)))
    lines.push(`  omrun says ${after}`);
  return lines;
}
