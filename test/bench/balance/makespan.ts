import { readFileSync, writeFileSync } from 'node:fs';
import { loadavg } from 'node:os';
import { transformSync } from 'esbuild';
import { ended } from '../../support/commands.ts';
import { programFile } from '../programs.ts';
import { summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';
import { type Hosts, SHARES } from './hosts.ts';
import { shortestMs } from './optimum.ts';

/** Of the twelve tasks, in thousands of rounds (see rounds.ts): about as many seconds of a whole CPU, or a little less. */
const LENGTHS = Array.from({ length: 12 }, (_, i) => 2.5 * (i + 1));
const GOAL = 1.15;
/** Plain node is measured before and after: so many rounds on a whole CPU, on each host as many as its share, in some 15 s. */
const PROBE_ROUNDS = 15_000;

/** The tasks, all started at once at home: until the last has ended, over the shortest time that any schedule could take. */
export async function makespan(hosts: Hosts, root: string, repeats: number): Promise<Row[]> {
  const ratios: number[] = [];
  for (let i = 0; i < repeats; i++) {
    const before = await ratesOf(hosts, root);
    hosts.atLimit();
    const { madeMs, moves } = await runAll(hosts, root);
    const full = hosts.atLimit().map((share) => `${Math.round(100 * share)} %`);
    const after = await ratesOf(hosts, root);
    const bestMs = shortestMs(
      LENGTHS.map((thousands) => thousands * 1000),
      before.map((rate, index) => (rate + after[index]!) / 2),
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

/**
 * Rounds a ms of plain node on each host, all of them at the same time: CPUs that share a core are slower together, and the optimum
 * has no others than the tasks have.
 */
async function ratesOf(hosts: Hosts, root: string): Promise<number[]> {
  const code = transformSync(readFileSync(programFile(root, 'rounds'), 'utf8'), { loader: 'ts' }).code;
  const elapsedMs = (rounds: (share: number) => number): Promise<number[]> =>
    Promise.all(
      hosts.nodes.map(async (node, index) => {
        const file = node.path('rounds.mjs');
        writeFileSync(file, code);
        const startedMs = performance.now();
        await node.machine.must([process.execPath, file, String(rounds(SHARES[index]!))]);
        return performance.now() - startedMs;
      }),
    );
  const rounds = (share: number): number => Math.round(PROBE_ROUNDS * share);
  // Without the start of node, which every task has once.
  const [started, ended] = [await elapsedMs(() => 1), await elapsedMs(rounds)];
  return SHARES.map((share, index) => (rounds(share) - 1) / (ended[index]! - started[index]!));
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
