/** One task under --ha, what happens to its home, and whether others could tell. */
import { mkdirSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { run, stripTypes } from '../support/plain.ts';
import { type HaCluster, PROGRAMS, type Seen } from './ha-cluster.ts';

/**
 * `home`: the machine with all that is on it; `deputy`: the task's deputy alone; `stopped`: both stand still until another has taken over;
 * `failback`: nothing is wrong, a standby is told to become its home.
 */
export const BLOWS = ['home', 'deputy', 'stopped', 'failback'] as const;
export type Blow = (typeof BLOWS)[number];

export interface Plan {
  program: 'prints' | 'writes';
  rounds: number;
  blow: Blow;
  /** Once it has written so many lines, and so much later. */
  afterLines: number;
  afterMs: number;
  options: string[];
}

const HOME = 1;
const OTHERS = [2, 3];
/** Whose files it writes. */
const FILES = 3;
const LIMIT_MS = 90_000;

/** What differs from plain node, in words; null where nothing does. `took`: from the blow until another deputy has begun, ms. */
export async function failover(
  ha: HaCluster,
  { program, rounds, blow, afterLines, afterMs, options }: Plan,
): Promise<{ wrong: string | null; tookMs: number }> {
  const [there, plain] = [ha.directory('there'), ha.directory('plain')];
  const own = (directory: string): string[] => [...(program === 'writes' ? [directory] : []), String(rounds)];
  const expected = await run(
    process.execPath,
    [await stripTypes(join(PROGRAMS, `${program}.ts`), plain), ...own(inside(plain))],
    { cwd: plain, stdin: '' },
  );
  if (expected.exitCode !== 0) throw new Error(`${program} fails under plain node: ${expected.stderr}`);
  const known = new Set(OTHERS.flatMap((id) => ha.on(id)).map(({ record }) => record.task));
  const deputy = await ha.begin(HOME, program, ...options, ...own(`/mfs/${FILES}${inside(there)}`));
  const isOurs = ({ record }: Seen): boolean => record.deputy.pid === deputy;
  await ha.next([HOME], (seen) => isOurs(seen) && seen.stdout.split('\n').length > afterLines);
  await sleep(afterMs);
  const [agent, struckMs] = [ha.agent(HOME), performance.now()];
  const victims = blow === 'deputy' ? [deputy] : [agent, deputy];
  if (blow === 'failback') await failback(ha);
  else for (const pid of victims) process.kill(pid, blow === 'stopped' ? 'SIGSTOP' : 'SIGKILL');
  const isNext = ({ record }: Seen): boolean => !known.has(record.task) && !isAlike(record, deputy);
  let tookMs = 0;
  try {
    const next = await ha.next(OTHERS, isNext, LIMIT_MS);
    tookMs = performance.now() - struckMs;
    if (blow === 'stopped') for (const pid of victims) process.kill(pid, 'SIGCONT');
    const { task } = next.record;
    const last = await ha.next(
      [next.node],
      ({ record }) => record.task === task && record.end !== null,
      LIMIT_MS,
    );
    if (blow === 'stopped')
      await ha.next([HOME], (seen) => isOurs(seen) && seen.record.end?.how === 'lost', LIMIT_MS);
    return {
      wrong: differs(last, expected) ?? (program === 'writes' ? differ(inside(there), inside(plain)) : null),
      tookMs,
    };
  } finally {
    if (blow === 'stopped') for (const pid of victims) ha.go(pid);
  }
}

async function failback(ha: HaCluster): Promise<void> {
  for (const id of OTHERS) {
    const { out } = await ha.run(id, 'mosctl', 'standbys', '--json');
    const [task] = JSON.parse(out) as { ha: string }[];
    if (!task) continue;
    const { code, err } = await ha.run(id, 'mosctl', 'failback', task.ha.slice(0, 8));
    if (code !== 0) throw new Error(err);
    return;
  }
  throw new Error('no node is its standby');
}

const isAlike = (record: Seen['record'], pid: number): boolean => record.task === `${HOME}:${pid}`;

function inside(directory: string): string {
  const path = join(directory, 'files');
  mkdirSync(path, { recursive: true });
  return path;
}

function differs(last: Seen, expected: { stdout: string; stderr: string }): string | null {
  const { end } = last.record;
  if (end?.how !== 'exit' || end.code !== 0) return `it ended by ${JSON.stringify(end)}: ${last.stderr}`;
  if (last.stdout !== expected.stdout) return `it printed\n${last.stdout}\ninstead of\n${expected.stdout}`;
  // What omosix itself says stands there, too.
  const own = last.stderr
    .split('\n')
    .filter((line) => !line.startsWith('omrun: '))
    .join('\n');
  return own === expected.stderr ? null : `it complained\n${own}\ninstead of\n${expected.stderr}`;
}

/** What one of two directories has and the other does not. */
function differ(there: string, plain: string): string | null {
  const names = (directory: string): string[] =>
    (readdirSync(directory, { recursive: true }) as string[]).sort();
  if (names(there).join() !== names(plain).join())
    return `there are ${names(there)} instead of ${names(plain)}`;
  for (const name of names(plain)) {
    if (statSync(join(plain, name)).isDirectory()) continue;
    const [is, should] = [there, plain].map((directory) => readFileSync(join(directory, name), 'utf8'));
    if (is !== should) return `${name} has\n${is}\ninstead of\n${should}`;
  }
  return null;
}
