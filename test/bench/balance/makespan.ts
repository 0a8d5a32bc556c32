import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { loadavg, tmpdir } from 'node:os';
import { join } from 'node:path';
import { transformSync } from 'esbuild';
import { ended } from '../../support/commands.ts';
import { runNode } from '../process.ts';
import { programFile } from '../programs.ts';
import { summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';
import { type Hosts, SHARES } from './hosts.ts';
import { shortestMs } from './optimum.ts';

/** Of the twelve tasks, in thousands of rounds (see rounds.ts): about as many seconds of a whole CPU, or a little less. */
const LENGTHS = Array.from({ length: 12 }, (_, i) => 2.5 * (i + 1));
const GOAL = 1.15;
/** Plain node is measured with so many rounds, this often before and after. */
const PROBE_ROUNDS = 3_000;
const PROBES = 3;

/** The tasks, all started at once at home: until the last has ended, over the shortest time that any schedule could take. */
export async function makespan(hosts: Hosts, root: string, repeats: number): Promise<Row[]> {
  const ratios: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const before = await roundMs(root);
    hosts.atLimit();
    const { madeMs, moves } = await runAll(hosts, root);
    const full = hosts.atLimit().map((share) => `${Math.round(100 * share)} %`);
    const each = summary([...before, ...(await roundMs(root))]).median;
    const bestMs = shortestMs(
      LENGTHS.map((thousands) => thousands * 1000 * each),
      SHARES,
    );
    ratios.push(madeMs / bestMs);
    const seconds = (ms: number): string => `${(ms / 1000).toFixed(1)} s`;
    console.log(
      `${LENGTHS.length} tasks: ${seconds(madeMs)}, optimum ${seconds(bestMs)}; ${moves} moves; hosts at their limit in ${full.join(', ')} of all periods; load of the machine ${loadavg()[0]!.toFixed(1)}`,
    );
  }
  const ratio = summary(ratios);
  return [
    {
      what: `makespan of ${LENGTHS.length} tasks on ${SHARES.map((share) => 100 * share).join(', ')} % of a core : offline optimum`,
      ...cells(ratio, 3),
      goal: `≤ ${GOAL}`,
      isMet: ratio.median <= GOAL,
    },
  ];
}

/** CPU time of one round under plain node, some measurements of it. */
async function roundMs(root: string): Promise<number[]> {
  const directory = mkdtempSync(join(tmpdir(), 'omosix-rounds-'));
  try {
    const file = join(directory, 'rounds.mjs');
    writeFileSync(
      file,
      transformSync(readFileSync(programFile(root, 'rounds'), 'utf8'), { loader: 'ts' }).code,
    );
    const cpuMs = async (rounds: number): Promise<number> =>
      (await runNode({ args: [file, String(rounds)], cwd: directory })).cpuMs!;
    const measured: number[] = [];
    // Without the start of node, which every task has once.
    for (let i = 0; i < PROBES; i++)
      measured.push(((await cpuMs(PROBE_ROUNDS)) - (await cpuMs(1))) / (PROBE_ROUNDS - 1));
    return measured;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

/** @returns ms from the start of the first to the end of the last */
async function runAll({ home }: Hosts, root: string): Promise<{ madeMs: number; moves: number }> {
  const startedMs = performance.now();
  const program = programFile(root, 'rounds');
  const ends = await Promise.all(
    LENGTHS.map(async (thousands, index) => {
      const child = home.start('omrun', '--stats', `life-${index}`, program, String(1000 * thousands));
      child.stdin.end();
      return ended(child);
    }),
  );
  const madeMs = performance.now() - startedMs;
  for (const { code, stderr } of ends) if (code !== 0) throw new Error(`omrun: ${stderr}`);
  const lives = LENGTHS.map((_, index) => readFileSync(home.path(`life-${index}`), 'utf8'));
  const moves = lives.join('').split('"event":"migration"').length - 1;
  return { madeMs, moves };
}
