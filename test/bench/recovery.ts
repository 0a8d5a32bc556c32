import { spawn } from 'node:child_process';
import { join } from 'node:path';
import { descendants, killed } from '../support/processes.ts';
import type { Omosix } from './omosix.ts';
import { programFile } from './programs.ts';
import { summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const MOST_COST = 1.03;
const MOST_GAP_MS = 2_000;

/** Programs of which `--checkpoint-every auto` asks most, and an ordinary one. */
const PROGRAMS: [name: string, args: string[]][] = [
  ['ticking', ['600']],
  ['binary-trees', []],
  ['lines', ['100000']],
  ['clock-reader', ['5000000']],
];

/** What `--checkpoint-every auto` costs, and how soon a task goes on whose host, or whose node's agent, was killed. */
export async function recovery(omosix: Omosix, dist: string, root: string, repeats: number): Promise<Row[]> {
  const rows: Row[] = [];
  for (const [name, args] of PROGRAMS) {
    const file = programFile(root, name);
    const ratios: number[] = [];
    for (let i = 0; i < repeats; i++) {
      const plain = await cpuMs(omosix, [file, ...args]);
      ratios.push((await cpuMs(omosix, ['--checkpoint-every', 'auto', file, ...args])) / plain);
    }
    const ratio = summary(ratios);
    rows.push({
      what: `${name}: CPU time with auto : without`,
      ...cells(ratio, 3),
      goal: `≤ ${MOST_COST}`,
      isMet: ratio.median <= MOST_COST,
    });
  }
  for (const what of ['host', 'agent'] as const) {
    const gaps: number[] = [];
    for (let i = 0; i < repeats; i++) gaps.push(await gapMs(dist, programFile(root, 'ticking'), what));
    const gap = summary(gaps);
    rows.push({
      what: `kill -9 of its ${what}: its output stands still (replay of 0.5 s at most included)`,
      ...cells(gap, 0, ' ms'),
      goal: `≤ ${MOST_GAP_MS} ms + replay`,
      isMet: gap.median <= MOST_GAP_MS,
    });
  }
  return rows;
}

async function cpuMs(omosix: Omosix, args: string[]): Promise<number> {
  const { events } = await omosix.runWithStats(['--home', '--lock', '--checkpoint-dir', '/tmp', ...args]);
  const end = events.find(({ event }) => event === 'end') as { cpuMs: number } | undefined;
  if (end === undefined) throw new Error('no end in --stats');
  return end.cpuMs;
}

/** A task on the second of two nodes: how long its output stands still when that is killed. */
async function gapMs(dist: string, program: string, what: 'host' | 'agent'): Promise<number> {
  const args = [
    '--nodes',
    '2',
    '--node',
    '2',
    '--lock',
    '--checkpoint-every',
    '500ms',
    '--checkpoint-dir',
    '/tmp',
  ];
  const child = spawn(process.execPath, [join(dist, 'omrun.js'), ...args, program, '400'], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const over = new Promise<number | null>((done) => child.on('close', done));
  let lines = 0;
  let killedMs = 0;
  let gap = 0;
  let lastMs = 0;
  for await (const piece of child.stdout as AsyncIterable<Buffer>) {
    lines += String(piece).split('\n').length - 1;
    const nowMs = performance.now();
    // What was under way when it was killed still comes.
    if (killedMs > 0) gap = Math.max(gap, nowMs - lastMs);
    lastMs = nowMs;
    if (lines < 100 || killedMs > 0) continue;
    const below = descendants(child.pid!);
    const agent = below.find(({ command }) => /omd\.js .*\b2\b/.test(command));
    const hosts = below.filter(({ command }) => /permission/.test(command));
    const victims = what === 'host' ? hosts : agent ? [agent] : [];
    if (victims.length === 0) throw new Error(`no ${what} to kill`);
    killedMs = performance.now();
    for (const { pid } of victims) killed(pid);
  }
  if ((await over) !== 0 || lines !== 400) throw new Error(`the task did not go on: ${lines} of 400 lines`);
  return gap;
}
