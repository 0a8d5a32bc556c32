/**
 * Torture: each program plainly, and captured at safe points and restored, many times on its way. Standard output and exit
 * code must be the same, byte for byte.
 *
 *     npm run torture -- [--hops K] [--rounds R] [--in-place] FILE…      at K random safe points, each time into a fresh process
 *     npm run torture -- --every N [--bounce [--small M]] FILE…          at every N-th safe point; --bounce: into the same
 *                                                    process, much faster; --small: only programs of at most M safe points
 *     npm run torture -- --captures K FILE…          at K random safe points of each, into the same process
 *     npm run torture -- --nodes NODE[,NODE…] …      plainly under the first of these Node.js, its hosts under each in turn
 *
 * Of all: --seed S, --jobs J (programs side by side), --limit SECONDS (for one program).
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HostWorld } from '../host/support/world.ts';
import { randomFrom, scatter } from './scatter.ts';
import { difference, type Schedule, type Tortured, tortured } from './tortured.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hops: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    every: { type: 'string' },
    bounce: { type: 'boolean', default: false },
    small: { type: 'string', default: 'Infinity' },
    captures: { type: 'string' },
    'in-place': { type: 'boolean', default: false },
    jobs: { type: 'string', default: '1' },
    limit: { type: 'string', default: '120' },
    nodes: { type: 'string', default: process.execPath },
  },
});

const world = new HostWorld();
world.nodes = values.nodes.split(',').map((node) => resolve(node));
const seed = Number(values.seed);
const limitMs = Number(values.limit) * 1000;
const most = Number(values.small);
const counts = { programs: 0, moves: 0, failures: 0, large: 0 };

/** A capture that never comes: the safe points are only counted. */
const NEVER: Schedule = { every: Number.MAX_SAFE_INTEGER, into: 'same process' };

async function schedule(file: string, round: number): Promise<Schedule | 'large'> {
  const isCounted = values.captures !== undefined || (values.bounce && Number.isFinite(most));
  const safePoints = isCounted ? (await tortured(world, file, NEVER, limitMs)).safePoints : 0;
  if (values.captures !== undefined)
    return { every: Math.max(1, Math.floor(safePoints / Number(values.captures))), into: 'same process' };
  if (safePoints > most) return 'large';
  if (values.every !== undefined)
    return { every: Number(values.every), into: values.bounce ? 'same process' : 'fresh process' };
  const random = randomFrom(seed + round * 7919 + file.length);
  return {
    afterPolls: scatter(random, Number(values.hops)),
    into: values['in-place'] ? 'same heap' : 'fresh process',
  };
}

/** The programs of test/bench/engine only export a round of their work. */
function withRounds(file: string): string {
  if (!/^export (?:async )?function round\b/m.test(readFileSync(file, 'utf8'))) return file;
  const program = world.file(`rounds-${basename(file)}`);
  writeFileSync(
    program,
    `import { round } from '${file}';\nfor (let n = 0; n < 3; n++) console.log(String(await round()));\n`,
  );
  return program;
}

async function torture(path: string, round: number): Promise<void> {
  const file = withRounds(path);
  const when = await schedule(file, round);
  if (when === 'large') {
    counts.large++;
    return console.log(`large ${basename(file)}: left out`);
  }
  const plain = world.plain(file, { timeoutMs: limitMs });
  const result = await tortured(world, file, when, limitMs);
  tell(file, when, result, difference(plain, result));
}

function tell(file: string, when: Schedule, result: Tortured, different: string[]): void {
  counts.programs++;
  counts.moves += result.moved;
  if (different.length > 0) counts.failures++;
  const points = 'every' in when ? `at every ${when.every}` : `after polls ${when.afterPolls.join(' ')}`;
  console.log(
    `${different.length === 0 ? 'ok  ' : 'FAIL'} ${basename(file).padEnd(34)} ${result.moved} moves ${points}`,
  );
  for (const line of [...different, ...result.held]) console.log(`     ${line.slice(0, 300)}`);
}

async function all(round: number): Promise<void> {
  const gaps = values.captures === undefined ? 'steady' : 'random';
  await world.build({ gaps, seed: seed + round });
  const waiting = positionals.map((file) => resolve(file));
  const work = async () => {
    for (let file = waiting.shift(); file !== undefined; file = waiting.shift()) await torture(file, round);
  };
  await Promise.all(Array.from({ length: Number(values.jobs) }, work));
}

try {
  console.log(`seed ${seed}`);
  for (let round = 0; round < Number(values.rounds); round++) await all(round);
  const { programs, moves, failures, large } = counts;
  const leftOut = large > 0 ? `, ${large} large ones left out` : '';
  console.log(
    `${failures} failures of ${programs} programs, ${moves} moves${leftOut}; repeat with --seed ${seed}`,
  );
} finally {
  world.remove();
}
process.exitCode = counts.failures > 0 ? 1 : 0;
