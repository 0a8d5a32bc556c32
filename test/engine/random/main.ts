/**
 * Random programs for so many minutes, under plain node and captured at safe points. What differs is made smaller and written
 * to a file.
 *
 *     npm run torture:random -- MINUTES [--seed S] [--batch K] [--real SHARE] [--out DIR]
 */
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { HostWorld } from '../../host/support/world.ts';
import type { Schedule } from '../tortured.ts';
import { check } from './check.ts';
import { Dice } from './dice.ts';
import { PROLOGUE, type RandomProgram, randomProgram, textOf } from './program.ts';
import { shrink } from './shrink.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    seed: { type: 'string', default: String(Date.now() % 1_000_000_000) },
    batch: { type: 'string', default: '40' },
    real: { type: 'string', default: '0.03' },
    out: { type: 'string', default: 'random-differences' },
  },
});
const minutes = Number(positionals[0] ?? 1);
const batch = Number(values.batch);
const out = values.out;
const SHRINKING_MS = 60_000;
const BOUNCE: Schedule = { every: 1, into: 'same process' };

const world = new HostWorld();
const startedMs = performance.now();
const endMs = startedMs + minutes * 60_000;
const counts = { programs: 0, moves: 0, real: 0, skipped: 0, different: 0 };

function schedule(dice: Dice): Schedule {
  if (dice.chance(Number(values.real)))
    return { afterPolls: dice.some(3, 8, () => dice.below(60)), into: 'fresh process' };
  return { every: dice.pick([1, 2, 3, 7, 20]), into: 'same process' };
}

async function reduce(program: RandomProgram, when: Schedule): Promise<void> {
  const untilMs = performance.now() + SHRINKING_MS;
  const fails = async (lines: string[]) => {
    if (performance.now() > untilMs) return false;
    const checked = await check(world, PROLOGUE + lines.join('\n'), when);
    return checked !== undefined && checked.different.length > 0;
  };
  if (!(await fails(program.lines)))
    return save(`${program.seed}-only-with-others`, program.lines, ['not different alone']);
  const least = await shrink(program.lines, fails);
  const words = (await check(world, PROLOGUE + least.join('\n'), when))?.words ?? [];
  const real = await check(world, PROLOGUE + least.join('\n'), { every: 1, into: 'fresh process' });
  words.push(`in fresh processes: ${real?.different.length === 0 ? 'the same' : 'different too'}`);
  save(String(program.seed), least, words);
}

/** Where the run as a whole failed: the first program that fails alone. */
async function culprit(
  programs: readonly RandomProgram[],
  when: Schedule,
): Promise<RandomProgram | undefined> {
  for (const each of programs) {
    const checked = await check(world, textOf([each]), when);
    if (checked && checked.different.length > 0) return each;
  }
  return undefined;
}

function save(name: string, lines: readonly string[], words: readonly string[]): void {
  mkdirSync(out, { recursive: true });
  const file = join(out, `${name}.mjs`);
  writeFileSync(
    file,
    `${words.map((each) => `// ${each.replaceAll('\n', '\n// ')}\n`).join('')}${PROLOGUE}${lines.join('\n')}\n`,
  );
  console.log(`\n${file}\n${lines.join('\n')}\n${words.join('\n')}\n`);
}

async function one(firstSeed: number): Promise<void> {
  const dice = new Dice(firstSeed);
  const programs = Array.from({ length: batch }, (_, i) => randomProgram(firstSeed + i));
  const when = schedule(dice);
  const checked = await check(world, textOf(programs), when);
  if (!checked || checked.timedOut) {
    if (checked) console.log(`seed ${firstSeed}: took too long`);
    counts.skipped += batch;
    return;
  }
  counts.programs += batch;
  counts.moves += checked.moves;
  if (when.into === 'fresh process') counts.real += batch;
  if (checked.different.length === 0) return;
  counts.different += checked.different.length;
  console.log(
    `seed ${firstSeed}: ${checked.different.join(' ')}\n${checked.words.join('\n').slice(0, 1500)}`,
  );
  const found =
    programs.find(({ seed }) => checked.different.includes(`p${seed}`)) ?? (await culprit(programs, when));
  if (found) await reduce(found, when.into === 'same process' ? when : BOUNCE);
  else save(`${firstSeed}-batch`, [textOf(programs).slice(PROLOGUE.length)], checked.words);
}

try {
  console.log(`seed ${values.seed}`);
  await world.build();
  let seed = Number(values.seed);
  do {
    await one(seed);
    seed += batch;
  } while (performance.now() < endMs);
  const seconds = (performance.now() - startedMs) / 1000;
  console.log(
    `${counts.programs} programs in ${seconds.toFixed(0)} s (${(counts.programs / seconds).toFixed(1)}/s), ${counts.moves} captures, ${counts.real} in fresh processes, ${counts.skipped} skipped: ${counts.different} different; repeat with --seed ${values.seed}`,
  );
} finally {
  world.remove();
}
process.exitCode = counts.different > 0 ? 1 : 0;
