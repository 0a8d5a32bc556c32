/**
 * `npm run test:killed -- [--times N] [--seed S] [--at-once N] [--every T] [PROGRAM…]`: programs whose hosts, or whose whole node, are killed at random
 * moments; each must print, write and end as under node, and do nothing twice. What fails prints the seed that repeats its moments.
 */
import { mkdtempSync, readdirSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import { randomFrom } from '../engine/scatter.ts';
import { type Killed, killedRun, plainRun, type Result } from './killed-run.ts';

const PROGRAMS = join(process.cwd(), 'test/recovery/programs');
const { values, positionals } = parseArgs({
  options: {
    times: { type: 'string', default: '20' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    every: { type: 'string', default: '200ms' },
    'at-once': { type: 'string', default: '1' },
  },
  allowPositionals: true,
});
const names = positionals.length > 0 ? positionals : readdirSync(PROGRAMS).sort();
const programs = names.map((name) => join(PROGRAMS, name.endsWith('.ts') ? name : `${name}.ts`));
const directory = mkdtempSync(join(tmpdir(), 'omosix-killed-'));
const wanted = new Map<string, Result>();
const firstSeed = Number(values.seed);
let kills = 0;
let restarts = 0;
let failures = 0;

const isSame = (is: Killed, want: Result): boolean =>
  is.stdout === want.stdout && is.code === want.code && is.signal === want.signal && is.files === want.files;

let runs = 0;
async function runMany(): Promise<void> {
  while (restarts < Number(values.times)) await runOne(runs++);
}

async function runOne(i: number): Promise<void> {
  const program = programs[i % programs.length]!;
  const seed = firstSeed + i;
  const random = randomFrom(seed);
  const is = await killedRun(program, join(directory, `run-${i}`), {
    omrun: join(process.cwd(), 'dist', 'omrun.js'),
    every: values.every,
    wanders: random() < 0.5,
    times: 1 + Math.floor(random() * 4),
    next: () => ({ afterMs: random() * 800, what: random() < 0.25 ? 'node' : 'hosts' }),
  });
  kills += is.kills;
  restarts += is.restarts;
  const want = wanted.get(program)!;
  if (isSame(is, want)) {
    console.log(`${basename(program)}  seed ${seed}  went on ${is.restarts} times  the same`);
    return;
  }
  failures++;
  console.log(`${basename(program)}  seed ${seed}  went on ${is.restarts} times  DIFFERENT`, is);
  console.log('wanted', want);
  console.log(is.stderr);
}

try {
  for (const program of programs)
    wanted.set(program, await plainRun(program, join(directory, `plain-${basename(program)}`)));
  await Promise.all(Array.from({ length: Number(values['at-once']) }, runMany));
} finally {
  rmSync(directory, { recursive: true, force: true });
}
console.log(
  `${runs} programs, ${restarts} deaths of tasks by ${kills} killed processes, seeds from ${firstSeed}: ${failures} failures`,
);
process.exitCode = failures > 0 ? 1 : 0;
