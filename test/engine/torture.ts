/**
 * Torture: each program plainly, and captured at safe points and restored, many times on its way. Standard output and exit
 * code must be the same, byte for byte.
 *
 *     npm run torture -- [--hops K] [--rounds R] [--seed S] [--in-place] FILE…      at K random safe points, each time into a fresh process
 *     npm run torture -- --every N [--bounce] FILE…       at every N-th safe point; --bounce: into the same process, much faster
 *     npm run torture -- --nodes NODE[,NODE…] …           plainly under the first of these Node.js, its hosts under each in turn
 */
import { basename, resolve } from 'node:path';
import { parseArgs } from 'node:util';
import { HostWorld } from '../host/support/world.ts';
import { randomFrom, scatter } from './scatter.ts';
import { difference, type Schedule, tortured } from './tortured.ts';

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    hops: { type: 'string', default: '4' },
    rounds: { type: 'string', default: '1' },
    seed: { type: 'string', default: String(Date.now() % 1_000_000) },
    every: { type: 'string' },
    bounce: { type: 'boolean', default: false },
    'in-place': { type: 'boolean', default: false },
    nodes: { type: 'string', default: process.execPath },
  },
});

const world = new HostWorld();
world.nodes = values.nodes.split(',').map((node) => resolve(node));
const seed = Number(values.seed);
let failures = 0;
let moves = 0;

function schedule(file: string, round: number): Schedule {
  if (values.every !== undefined)
    return { every: Number(values.every), into: values.bounce ? 'same process' : 'fresh process' };
  const random = randomFrom(seed + round * 7919 + file.length);
  return {
    afterPolls: scatter(random, Number(values.hops)),
    into: values['in-place'] ? 'same heap' : 'fresh process',
  };
}

async function torture(file: string, round: number): Promise<void> {
  const when = schedule(file, round);
  const plain = world.plain(file);
  const result = await tortured(world, file, when);
  moves += result.moved;
  const different = difference(plain, result);
  const points = 'every' in when ? `at every ${when.every}` : `after polls ${when.afterPolls.join(' ')}`;
  console.log(
    `${different.length === 0 ? 'ok  ' : 'FAIL'} ${basename(file).padEnd(34)} ${result.moved} moves ${points}`,
  );
  for (const line of [...different, ...result.held]) console.log(`     ${line.slice(0, 300)}`);
  if (different.length > 0) failures++;
}

try {
  console.log(`seed ${seed}`);
  await world.build({ thins: false });
  for (let round = 0; round < Number(values.rounds); round++)
    for (const file of positionals) await torture(resolve(file), round);
  console.log(`${failures} failures, ${moves} moves; repeat with --seed ${seed}`);
} finally {
  world.remove();
}
process.exitCode = failures > 0 ? 1 : 0;
