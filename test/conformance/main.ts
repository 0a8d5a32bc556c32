/**
 * `npm run test:conformance`: every program of ./programs under plain node and under `omrun --nodes 2 --migrate-every 20`, line by line.
 *
 *     npm run test:conformance -- [PART…] [--every MS] [--keep]
 *
 * PART is part of a program's name (`fs/`, `workers/pool`). Prints the cases by area; the exit code is 1 if a line differs. --keep leaves
 * what differs in files to look at.
 */
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { Commands } from '../support/commands.ts';
import { run, stripTypes } from '../support/plain.ts';
import { allPrograms, casesOf, type Program } from './areas.ts';
import { movedRun, movesIn } from './paced.ts';
import { INPUT, reads } from './stdin.ts';

/** So long a program waits before each case. */
const PACE_MS = '25';
/** More than any takes; one that hangs is a difference. */
const LIMIT_MS = 180_000;

interface Verdict {
  cases: number;
  lines: number;
  moves: number;
  /** Empty where all is as under plain node. */
  difference: string[];
}

function firstDifference(expected: string, got: string): string[] {
  if (expected === got) return [];
  const [a, b] = [expected.split('\n'), got.split('\n')];
  const at = a.findIndex((line, i) => line !== b[i]);
  const line = at < 0 ? a.length : at;
  return [`line ${line + 1}`, `  node:  ${a[line] ?? '(end)'}`, `  omrun: ${b[line] ?? '(end)'}`];
}

async function judged(program: Program, commands: Commands, every: string): Promise<Verdict> {
  const place = mkdtempSync(join(tmpdir(), 'omosix-conformance-'));
  const [plainPlace, ourPlace] = ['plain', 'ours'].map((name) => join(place, name));
  for (const each of [plainPlace!, ourPlace!]) mkdirSync(each);
  const stats = join(place, 'stats.jsonl');
  try {
    const stdin = reads(program.path) ? INPUT : '';
    const script = await stripTypes(program.path, place);
    const plain = await run(process.execPath, [script, plainPlace!], { cwd: place, stdin });
    const ours = await movedRun(commands, [program.path, ourPlace!], {
      everyMs: every,
      stats,
      paceMs: PACE_MS,
      limitMs: LIMIT_MS,
      stdin,
    });
    const difference = firstDifference(plain.stdout, ours.stdout);
    if (plain.exitCode !== ours.code) difference.push(`exit code ${ours.code}, under node ${plain.exitCode}`);
    if (difference.length > 0) difference.push(...ours.stderr.split('\n').slice(0, 5));
    if (difference.length > 0 && values.keep) {
      const kept = join(tmpdir(), `omosix-differs-${basename(program.name)}`);
      writeFileSync(`${kept}.plain`, plain.stdout);
      writeFileSync(`${kept}.ours`, ours.stdout);
      difference.push(`see ${kept}.plain and .ours`);
    }
    const cases = casesOf(plain.stdout).length;
    const lines = plain.stdout.split('\n').length - 1;
    return {
      cases,
      lines,
      moves: movesIn(stats),
      difference,
    };
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: { every: { type: 'string', default: '20' }, keep: { type: 'boolean', default: false } },
});
const chosen = allPrograms.filter(
  ({ name }) => positionals.length === 0 || positionals.some((part) => name.includes(part)),
);
if (chosen.length === 0) {
  console.error(
    `no program is called ${positionals.join(' or ')}; they are ${allPrograms.map(({ name }) => name).join(', ')}`,
  );
  process.exit(2);
}

const commands = new Commands();
const areas = new Map<string, Verdict & { programs: number; differing: number }>();
try {
  for (const program of chosen) {
    const verdict = await judged(program, commands, values.every);
    const sum = areas.get(program.area) ?? {
      cases: 0,
      lines: 0,
      moves: 0,
      difference: [],
      programs: 0,
      differing: 0,
    };
    for (const what of ['cases', 'lines', 'moves'] as const) sum[what] += verdict[what];
    sum.programs++;
    if (verdict.difference.length > 0) sum.differing++;
    areas.set(program.area, sum);
    const { cases, moves, difference } = verdict;
    console.log(
      `${difference.length > 0 ? 'DIFFERS' : 'as node'}  ${program.name}, ${cases} cases, ${moves} moves`,
    );
    for (const line of difference) console.log(`    ${line}`);
  }
} finally {
  commands.remove();
}

const total = { programs: 0, cases: 0, lines: 0, moves: 0, differing: 0 };
const row = (...cells: (string | number)[]): string =>
  cells.map((cell, i) => (i === 0 ? String(cell).padEnd(16) : String(cell).padStart(10))).join('');
console.log(`\n${row('area', 'programs', 'cases', 'lines', 'moves', 'differing')}`);
for (const [area, sum] of areas) {
  console.log(row(area, sum.programs, sum.cases, sum.lines, sum.moves, sum.differing));
  for (const what of Object.keys(total) as (keyof typeof total)[]) total[what] += sum[what];
}
console.log(row('all', total.programs, total.cases, total.lines, total.moves, total.differing));
process.exitCode = total.differing > 0 ? 1 : 0;
