import { existsSync, readFileSync, rmSync } from 'node:fs';
import { loadavg } from 'node:os';
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskLifeEvent } from '../../../protocol/task.ts';
import { ended } from '../../support/commands.ts';
import { programFile } from '../programs.ts';
import type { Row } from '../table.ts';
import type { Hosts } from './hosts.ts';

/** Three on the fastest host for one on the slowest: each can have the same share of a CPU. */
const TASKS = 7;
/** More than any will do. */
const ROUNDS = '1000000000';
/** Loads have settled where nothing has moved for so long; if they never do, it is measured after this all the same. */
const QUIET_MS = 30_000;
const MOST_SETTLE_MS = 180_000;

/** Long tasks, as many as the hosts can share evenly: moves in `steadyMs` once they have spread. */
export async function steady(hosts: Hosts, root: string, steadyMs: number): Promise<Row[]> {
  const { home } = hosts;
  const file = (index: number): string => home.path(`steady-${index}`);
  const children = Array.from({ length: TASKS }, (_, index) => {
    rmSync(file(index), { force: true });
    const child = home.start('omrun', '--stats', file(index), programFile(root, 'rounds'), ROUNDS);
    child.stdin.end();
    return child;
  });
  const ends = children.map(ended);
  const moves = (): Move[] =>
    children.flatMap((_, index) =>
      existsSync(file(index))
        ? readFileSync(file(index), 'utf8').split('\n').filter(Boolean).map(parse).filter(isMove)
        : [],
    );
  const startedMs = Date.now();
  try {
    const settledMs = await settle(startedMs, moves);
    const before = moves().length;
    await sleep(steadyMs);
    const later = moves()
      .slice(0)
      .sort((a, b) => a.atMs - b.atMs)
      .slice(before);
    const tasks = await home.mps();
    const count = (node: number) => tasks.filter(({ where }) => (where || home.id) === node).length;
    console.log(
      `${TASKS} tasks that do not end: spread after ${((settledMs - startedMs) / 1000).toFixed(0)} s by ${before} moves, then ${hosts.nodes.map(({ id }) => count(id)).join(', ')} on the hosts; load of the machine ${loadavg()[0]!.toFixed(1)}`,
    );
    for (const { task, from, to, reason } of later) console.log(`  ${task} ${from} → ${to}: ${reason}`);
    return [
      {
        what: `moves of ${TASKS} tasks in a steady cluster over ${(steadyMs / 60_000).toFixed(1)} minutes`,
        measured: String(later.length),
        spread: '',
        goal: '0',
        isMet: later.length === 0,
      },
    ];
  } finally {
    // Below what entered the host for them: a signal to that would not reach them.
    for (const { task } of await home.mps()) await home.must('omkill', '-KILL', task);
    await Promise.all(ends);
  }
}

type Move = Extract<TaskLifeEvent, { event: 'migration' }>;
const parse = (line: string): TaskLifeEvent => JSON.parse(line) as TaskLifeEvent;
const isMove = (event: TaskLifeEvent): event is Move => event.event === 'migration';

/** @returns when the last move was, before nothing moved for a while */
async function settle(startedMs: number, moves: () => Move[]): Promise<number> {
  for (;;) {
    const lastMs = Math.max(startedMs, ...moves().map(({ atMs }) => atMs));
    const now = Date.now();
    if (now - lastMs >= QUIET_MS || now - startedMs >= MOST_SETTLE_MS) return lastMs;
    await sleep(1_000);
  }
}
