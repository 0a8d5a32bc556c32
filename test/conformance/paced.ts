/** Programs under `omrun` that wait for their first move: without it a short one would be over before it moved, on a machine that is busy. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Commands, type Ended, ended } from '../support/commands.ts';

const LOOK_MS = 50;
/** They begin then, moved or not. */
const PATIENCE_MS = 60_000;

/** Moves that a `--stats` file tells of. */
export const movesIn = (stats: string): number =>
  existsSync(stats) ? readFileSync(stats, 'utf8').split('"event":"migration"').length - 1 : 0;

/**
 * `omrun --nodes 2 --migrate-every` of a program that calls programs/pace.ts. It waits until it, or a task of its, has moved.
 * @param limitMs it is ended then
 */
export async function movedRun(
  commands: Commands,
  program: readonly string[],
  options: { everyMs: string; stats: string; paceMs: string; limitMs: number; stdin?: string },
): Promise<Ended> {
  const { everyMs, stats, paceMs, limitMs, stdin = '' } = options;
  const go = join(commands.newDirectory(), 'go');
  const args = ['--nodes', '2', '--migrate-every', everyMs, '--stats', stats, ...program];
  const child = commands.start('omrun', args, undefined, { CONFORMANCE_PACE_MS: paceMs, CONFORMANCE_GO: go });
  const startedAtMs = Date.now();
  const looking = setInterval(() => {
    if (movesIn(stats) > 0 || Date.now() - startedAtMs > PATIENCE_MS) writeFileSync(go, '');
  }, LOOK_MS);
  const limit = setTimeout(() => child.kill(), limitMs);
  child.stdin.on('error', () => {});
  child.stdin.end(stdin);
  const result = await ended(child);
  clearTimeout(limit);
  clearInterval(looking);
  return result;
}
