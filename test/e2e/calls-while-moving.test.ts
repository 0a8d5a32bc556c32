import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';

/**
 * A program that acts on the world all the time while it is moved as often as can be: each effect must be there once, in order.
 * It takes some seconds, so that the other nodes are up long before its end.
 */
const PROGRAM = `import fs from 'node:fs';

const log = fs.openSync('log.txt', 'w');
let position = 0;
function work(round: number): number {
  let sum = 0;
  for (let n = 0; n < 4_000_000; n++) sum += Math.sqrt(n) * round;
  return sum;
}
let total = 0;
for (let round = 0; round < 150; round++) {
  total += work(round);
  position += fs.writeSync(log, round + '\\n');
  fs.appendFileSync('appended.txt', round + '\\n');
  fs.mkdirSync('made-' + round);
  for (let n = 0; n < 2; n++)
    try {
      fs.statSync('none');
    } catch (error) {
      if (String((error as Error).stack).includes('omosix:')) console.log('a frame of ours', error);
    }
  if (round % 3 === 0) console.log('out', round);
  else process.stderr.write('err ' + round + '\\n');
}
fs.closeSync(log);
const sizes = [fs.statSync('log.txt').size, fs.readFileSync('appended.txt', 'utf8').length, position];
console.log(sizes.join(' '), total.toFixed(3), process.cwd());
process.exitCode = 6;
`;

/** As the program does it. */
function work(round: number): number {
  let sum = 0;
  for (let n = 0; n < 4_000_000; n++) sum += Math.sqrt(n) * round;
  return sum;
}

let commands: Commands;
beforeAll(() => {
  commands = new Commands();
  writeFileSync(join(commands.directory, 'acts.ts'), PROGRAM);
});
afterAll(() => commands.remove());

test('every effect once and in order, wherever the task was', async () => {
  const options = ['--nodes', '3', '--migrate-every', '10', '--stats', 'stats.jsonl'];
  const { stdout, stderr, code } = await commands.run('omrun', [...options, 'acts.ts']);
  const read = (name: string): string => readFileSync(join(commands.directory, name), 'utf8');
  const rounds = Array.from({ length: 150 }, (_, round) => round);
  const lines = rounds.map((round) => `${round}\n`).join('');
  expect(stderr).toBe(
    rounds
      .filter((round) => round % 3 !== 0)
      .map((round) => `err ${round}\n`)
      .join(''),
  );
  expect(code).toBe(6);
  expect(read('log.txt')).toBe(lines);
  expect(read('appended.txt')).toBe(lines);
  const out = rounds
    .filter((round) => round % 3 === 0)
    .map((round) => `out ${round}\n`)
    .join('');
  const total = rounds.reduce((sum, round) => sum + work(round), 0);
  expect(stdout).toBe(
    `${out}${lines.length} ${lines.length} ${lines.length} ${total.toFixed(3)} ${commands.directory}\n`,
  );
  const events = read('stats.jsonl')
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
  const migrations = events.filter(({ event }) => event === 'migration');
  expect(migrations.length).toBeGreaterThan(0);
  expect(events.at(-1)).toMatchObject({ event: 'end', code: 6, migrations: migrations.length });
  expect(commands.leftovers()).toEqual([]);
}, 120_000);
