/** Rounds of the same work under plain node, under the engine, and under the engine after a move: in turns. */
import { mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { HostWorld, Outcome } from '../../host/support/world.ts';
import { geometricMean, type Summary, summary } from '../statistics.ts';
import { cells, type Row } from '../table.ts';

const MEAN_GOAL = 1.05;
const EACH_GOAL = 1.2;
const ASYNC_GOAL = 1.3;
const GENERATORS_GOAL = 1.15;
const MOVED_GOAL = 1.05;

const ROUNDS = 24;
/** Rounds before it are for the optimising compiler, which comes back to some programs after a dozen. */
const FIRST_MEASURED = 17;
const MOVE_AFTER_MS = 40;
/** A program that is to be moved works so long before it is measured. */
const TO_MOVE_MS = 2000;

/** Their results depend on how many rounds there were. */
const STATEFUL = new Set(['numeric-nbody', 'classes-private']);

const directory = fileURLToPath(new URL('programs/', import.meta.url));

export const programNames = (): string[] =>
  readdirSync(directory)
    .map((file) => basename(file, '.ts'))
    .sort();

/** Prints its result, when the measured rounds began, and the CPU ms of each; told to, it works for a while before. */
function driver(name: string): string {
  const wait = name.startsWith('async-') ? 'await ' : '';
  return `import { round } from '${directory}${name}.ts';
const cpuMs = () => {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1000;
};
const results = new Set();
if (process.argv[2] === 'moves')
  for (const until = Date.now() + ${TO_MOVE_MS}; Date.now() < until; ) results.add(${wait}round());
const began = Date.now();
const ms = [];
for (let n = 0; n < ${ROUNDS}; n++) {
  const from = cpuMs();
  results.add(${wait}round());
  ms.push(cpuMs() - from);
}
console.log(JSON.stringify({ results: [...results].map(String), began, ms: ms.slice(${FIRST_MEASURED}) }));
`;
}

/** The fastest round: collections of garbage and other processes are in the slower ones. */
function fastest({ stdout, stderr, code }: Outcome): { ms: number; began: number; results: string } {
  if (code !== 0) throw new Error(`exit code ${code}: ${stderr}`);
  const { results, began, ms } = JSON.parse(stdout) as { results: string[]; began: number; ms: number[] };
  return { ms: Math.min(...ms), began, results: results.join() };
}

interface Measured {
  unmoved: Summary;
  moved: Summary;
}

async function measure(world: HostWorld, name: string, repeats: number): Promise<Measured> {
  const scratch = mkdtempSync(join(tmpdir(), 'omosix-bench-'));
  const file = join(scratch, `${name}.mts`);
  writeFileSync(file, driver(name));
  const [unmoved, moved]: [number[], number[]] = [[], []];
  try {
    for (let i = 0; i < repeats; i++) {
      const plain = fastest(world.plain(file));
      const still = fastest(await (await world.start(file)).ended);
      const running = await world.start(file, { everyMs: MOVE_AFTER_MS, moves: 1, args: ['moves'] });
      const away = fastest(await running.ended);
      const same = (results: string): boolean => results === plain.results;
      if (STATEFUL.has(name) ? !same(still.results) : !same(still.results) || !same(away.results))
        throw new Error(`${name}: ${plain.results} under node, ${still.results}, moved ${away.results}`);
      unmoved.push(still.ms / plain.ms);
      // One that arrived too late was measured in two places.
      if (running.events.some(({ op, atMs }) => op === 'restored' && (atMs as number) < away.began))
        moved.push(away.ms / still.ms);
    }
  } finally {
    rmSync(scratch, { recursive: true });
  }
  return { unmoved: summary(unmoved), moved: summary(moved) };
}

const goalOf = (name: string): number =>
  name.startsWith('async-') ? ASYNC_GOAL : name.startsWith('generators-') ? GENERATORS_GOAL : EACH_GOAL;

const row = (what: string, ratio: Summary, goal: number): Row => ({
  what,
  ...cells(ratio, 2),
  goal: `≤ ${goal}`,
  isMet: ratio.median <= goal,
});

const mean = (what: string, medians: number[], goal: number): Row => ({
  what,
  measured: geometricMean(medians).toFixed(3),
  spread: '',
  goal: `≤ ${goal}`,
  isMet: geometricMean(medians) <= goal,
});

export async function speed(
  world: HostWorld,
  repeats: number,
  only: readonly string[],
): Promise<{ unmoved: Row[]; moved: Row[] }> {
  const [unmoved, moved]: [Row[], Row[]] = [[], []];
  const [still, away]: [number[], number[]] = [[], []];
  for (const name of programNames()) {
    if (only.length > 0 && !only.some((each) => name.startsWith(each))) continue;
    const measured = await measure(world, name, repeats);
    unmoved.push(row(name, measured.unmoved, goalOf(name)));
    if (goalOf(name) === EACH_GOAL) still.push(measured.unmoved.median);
    if (measured.moved.count > 0) {
      moved.push(row(name, measured.moved, MOVED_GOAL));
      away.push(measured.moved.median);
    } else
      moved.push({ what: `${name} could not be moved`, measured: '', spread: '', goal: '', isMet: false });
    process.stderr.write(
      `${name} ${measured.unmoved.median.toFixed(2)}, moved ${measured.moved.median.toFixed(2)}\n`,
    );
  }
  unmoved.push(mean('geometric mean, without async and generators', still, MEAN_GOAL));
  moved.push(mean('geometric mean', away, MOVED_GOAL));
  return { unmoved, moved };
}
