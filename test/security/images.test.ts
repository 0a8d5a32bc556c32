/** Damaged, foreign, hostile snapshots. Longer: npm run fuzz -- images --count N --seed S */
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { capture } from '../images/capture.ts';
import { Commands } from '../support/commands.ts';
import { fuzzImages } from './images/fuzz.ts';

let commands: Commands;
let image: string;
beforeAll(async () => {
  commands = new Commands();
  image = join(commands.directory, 'objects.checkpoint');
  await capture(commands, 'objects', image);
}, 60_000);
afterAll(async () => {
  await commands.run('mosctl', ['shutdown']);
  commands.remove();
});

it('mutants of a snapshot are refused with a reason or are other values', async () => {
  const { hostScript } = commands;
  const { refused, taken, found } = await fuzzImages({
    hostScript,
    images: [image],
    count: 300,
    seed: 1,
    run: false,
  });
  expect(found).toEqual([]);
  expect(refused).toBeGreaterThan(50);
  expect(taken).toBeGreaterThan(5);
}, 120_000);

it('the task of a mutant fails, or runs: no process dies of it', async () => {
  const { hostScript } = commands;
  const { found } = await fuzzImages({ hostScript, images: [image], count: 12, seed: 7, run: true });
  expect(found).toEqual([]);
}, 120_000);
