/** One task under --ha, what happens to its home, and whether others could tell. */
import { execFileSync } from 'node:child_process';
import { closeSync, mkdirSync, openSync, writeSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { differs, expectedOf, type Program } from './compared.ts';
import type { HaCluster, Seen } from './ha-cluster.ts';

/**
 * `home`: the machine with all that is on it; `deputy`: the task's deputy alone; `stopped`: both stand still until another has taken over;
 * `failback`: nothing is wrong, a standby is told to become its home.
 */
export const BLOWS = ['home', 'deputy', 'stopped', 'failback'] as const;
/** `full`: the home has no room for what its standbys are to have; root alone can have that happen. */
export type Blow = (typeof BLOWS)[number] | 'full';

export interface Plan {
  program: Program;
  rounds: number;
  blow: Blow;
  /** Once it has written so many lines, and so much later. */
  afterLines: number;
  afterMs: number;
  options: string[];
}

const HOME = 1;
const OTHERS = [2, 3];
const LIMIT_MS = 90_000;

/** What differs from plain node, in words; null where nothing does. `took`: from the blow until another deputy has begun, ms. */
export async function failover(
  ha: HaCluster,
  { program, rounds, blow, afterLines, afterMs, options }: Plan,
): Promise<{ wrong: string | null; tookMs: number }> {
  const expected = await expectedOf(ha, program, rounds);
  const disk = blow === 'full' ? new SmallDisk(ha.copies(HOME)) : null;
  const known = new Set(OTHERS.flatMap((id) => ha.on(id)).map(({ record }) => record.task));
  const deputy = await ha.begin(HOME, program, ...options, ...expected.args);
  const isOurs = ({ record }: Seen): boolean => record.deputy.pid === deputy;
  await ha.next([HOME], (seen) => isOurs(seen) && seen.stdout.split('\n').length > afterLines);
  await sleep(afterMs);
  const [agent, struckMs] = [ha.agent(HOME), performance.now()];
  const victims = blow === 'deputy' ? [deputy] : [agent, deputy];
  if (blow === 'failback') await failback(ha);
  else if (disk) disk.fill();
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
    // What it was told to do it has done; what it has found out it has heard.
    if (blow !== 'home' && blow !== 'deputy')
      await ha.next([HOME], (seen) => isOurs(seen) && seen.record.end?.how === 'lost', LIMIT_MS);
    return { wrong: differs(last, expected), tookMs };
  } finally {
    if (blow === 'stopped') for (const pid of victims) ha.go(pid);
    disk?.remove();
  }
}

/** A file system of its own below a directory. */
class SmallDisk {
  constructor(private readonly directory: string) {
    mkdirSync(directory, { recursive: true });
    execFileSync('mount', ['-t', 'tmpfs', '-o', 'size=64m', 'small', directory]);
  }

  fill(): void {
    const fd = openSync(join(this.directory, 'filler'), 'w');
    const piece = Buffer.alloc(64 * 1024);
    try {
      for (;;) writeSync(fd, piece);
    } catch {
      // It is full.
    }
    closeSync(fd);
  }

  remove(): void {
    execFileSync('umount', ['--lazy', this.directory]);
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
