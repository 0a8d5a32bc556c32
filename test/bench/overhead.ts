import { join } from 'node:path';
import { stripTypes } from '../support/plain.ts';
import type { Omosix } from './omosix.ts';
import { runNode } from './process.ts';
import { type Measured, programFile, programs } from './programs.ts';
import { geometricMean, type Summary, summary } from './statistics.ts';
import { cells, type Row } from './table.ts';

const MEAN_GOAL = 1.1;
const EACH_GOAL = 1.25;

/** CPU time of the same program migratable and under plain node, each without what an empty program takes there. */
export async function overhead(
  omosix: Omosix,
  root: string,
  directory: string,
  repeats: number,
  only: readonly string[],
): Promise<Row[]> {
  const empty: Measured = { name: 'empty', file: programFile(root, 'empty'), args: [], stdin: '' };
  const startUp = await pairs(omosix, empty, directory, Math.max(repeats, 5));
  const [plainStart, ourStart] = [
    summary(startUp.map(([plain]) => plain)).median,
    summary(startUp.map(([, ours]) => ours)).median,
  ];

  const rows: Row[] = [];
  const medians: number[] = [];
  for (const program of programs(root)) {
    if (only.length > 0 && !only.includes(program.name)) continue;
    const measured = await pairs(omosix, program, directory, repeats);
    const ratios = summary(measured.map(([plain, ours]) => (ours - ourStart) / (plain - plainStart)));
    medians.push(ratios.median);
    rows.push(row(program.name, ratios, EACH_GOAL));
    process.stderr.write(`${program.name} ${ratios.median.toFixed(2)}\n`);
  }
  const mean = geometricMean(medians);
  const measured = mean.toFixed(3);
  rows.push({
    what: 'geometric mean',
    measured,
    spread: '',
    goal: `≤ ${MEAN_GOAL}`,
    isMet: mean <= MEAN_GOAL,
  });
  return rows;
}

const row = (what: string, ratio: Summary, goal: number): Row => ({
  what,
  ...cells(ratio, 2),
  goal: `≤ ${goal}`,
  isMet: ratio.median <= goal,
});

/** CPU ms plain and migratable, taken in turns, so that a slow moment of the machine hits both. */
async function pairs(
  omosix: Omosix,
  program: Measured,
  directory: string,
  repeats: number,
): Promise<[number, number][]> {
  const { name, file, args, stdin } = program;
  const plainFile = await stripTypes(file, join(directory, 'plain'));
  const result: [number, number][] = [];
  for (let i = 0; i < repeats; i++) {
    const plain = await runNode({ args: [plainFile, ...args], stdin, cwd: directory });
    const ours = await omosix.runWithStats(['--home', '--lock', file, ...args], stdin);
    if (plain.code !== 0) throw new Error(`${name} under node: ${plain.stderr}`);
    if (plain.stdout !== ours.stdout) throw new Error(`${name}: other output than under node`);
    const end = ours.events.find(({ event }) => event === 'end') as { cpuMs: number } | undefined;
    if (end === undefined) throw new Error(`${name}: no end in --stats`);
    result.push([plain.cpuMs!, end.cpuMs]);
  }
  return result;
}
