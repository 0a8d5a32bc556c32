import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostWorld } from '../host/support/world.ts';
import { seed, shareOf } from '../support/share.ts';
import { randomFrom, scatter } from './scatter.ts';
import { difference, tortured } from './tortured.ts';

const directory = fileURLToPath(new URL('programs/', import.meta.url));
const programs = readdirSync(directory).filter((name) => /\.[cm]?[jt]s$/.test(name));
/** All that takes its time: each run has its share of the programs. The long version is `npm run torture`. */
const NTH = 30;
const NTH_FRESH = 60;

/** With streams comes a library of 7,000 lines, whose safe points are as many: not all of them here. */
const everyOf = (name: string): number => (/^(?:streams|lines)-/.test(name) ? 9 : 1);

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

/** Every language feature: standard output and exit code are plain node's. */
describe.concurrent(`programs under capture, seed ${seed}`, () => {
  test.each(shareOf(programs, NTH))('%s, at safe point after safe point', async (name) => {
    const plain = world.plain(directory + name);
    const ours = await tortured(world, directory + name, { every: everyOf(name), into: 'same process' });
    expect(difference(plain, ours)).toEqual([]);
  });

  test.each(shareOf(programs, NTH_FRESH))('%s, to fresh processes', async (name) => {
    const plain = world.plain(directory + name);
    const afterPolls = scatter(randomFrom(seed + name.length), 2);
    const ours = await tortured(world, directory + name, { afterPolls, into: 'fresh process' });
    expect(difference(plain, ours), `after polls ${afterPolls.join(' ')}`).toEqual([]);
  });
});
