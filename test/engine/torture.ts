/**
 * Torture: each program plainly, and captured at safe points and restored in fresh processes, several times on its way.
 * Standard output and exit code must be the same, byte for byte.
 *
 *     npm run torture -- [--hops K] [--rounds R] [--seed S] [--in-place] FILE…
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HostWorld, type Outcome } from '../host/support/world.ts';
import { randomFrom, scatter } from './scatter.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hops: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    'in-place': { type: 'boolean', default: false },
  },
});

const world = new HostWorld();
const seed = Number(values.seed);
let failures = 0;
let moves = 0;

async function tortured(
  file: string,
  afterPolls: number[],
): Promise<{ outcome: Outcome; moved: number; held: string[] }> {
  const running = await world.start(file, {
    afterPolls,
    moves: afterPolls.length,
    resume: values['in-place'],
  });
  const outcome = await running.ended;
  const held = running.events
    .filter((e) => e.op === 'refused' || e.op === 'failed' || e.op === 'lost')
    .map((e) => JSON.stringify(e));
  return { outcome, moved: running.events.filter((e) => e.op === 'moved').length, held };
}

async function torture(file: string, round: number): Promise<void> {
  const plain = world.plain(file);
  const random = randomFrom(seed + round * 7919 + file.length);
  const afterPolls = scatter(random, Number(values.hops));
  const { outcome, moved, held } = await tortured(file, afterPolls);
  moves += moved;
  const same = outcome.stdout === plain.stdout && outcome.code === plain.code && held.length === 0;
  console.log(
    `${same ? 'ok  ' : 'FAIL'} ${basename(file).padEnd(34)} ${moved} moves after polls ${afterPolls.join(' ')}`,
  );
  if (same) return;
  failures++;
  const expected = plain.stdout.split('\n');
  const got = outcome.stdout.split('\n');
  const line = expected.findIndex((text, i) => text !== got[i]);
  if (line >= 0)
    console.log(
      `     line ${line + 1}\n       expected ${expected[line]?.slice(0, 120)}\n       got      ${got[line]?.slice(0, 120)}`,
    );
  if (outcome.code !== plain.code) console.log(`     exit code ${outcome.code}, expected ${plain.code}`);
  for (const text of [...held, ...outcome.stderr.split('\n').slice(0, 6)])
    if (text) console.log(`     ${text.slice(0, 200)}`);
}

try {
  console.log(`seed ${seed}`);
  await world.build();
  for (let round = 0; round < Number(values.rounds); round++)
    for (const file of positionals) await torture(resolve(file), round);
  console.log(`${failures} failures, ${moves} moves; repeat with --seed ${seed}`);
} finally {
  world.remove();
}
process.exitCode = failures > 0 ? 1 : 0;
