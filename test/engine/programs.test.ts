import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostWorld } from '../host/support/world.ts';
import { randomFrom, scatter } from './scatter.ts';
import { difference, tortured } from './tortured.ts';

/** Set OMOSIX_SEED to repeat a run. The long version is `npm run torture`. */
const seed = Number(process.env.OMOSIX_SEED ?? Date.now() % 1_000_000);
const directory = fileURLToPath(new URL('programs/', import.meta.url));
const programs = readdirSync(directory).filter((name) => /\.[cm]?[jt]s$/.test(name));
/** All that takes its time: each run has its share of the programs, a fourth of them and a twelfth for moves to fresh processes. */
const SHARE = 4;
const FRESH_SHARE = 12;

/** With streams comes a library of 7,000 lines, whose safe points are as many: not all of them here. */
const everyOf = (name: string): number => (/^(?:streams|lines)-/.test(name) ? 9 : 1);

const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

/** Every language feature: standard output and exit code are plain node's. */
describe.concurrent(`programs under capture, seed ${seed}`, () => {
  test.each(programs.filter((_, i) => (i + seed) % SHARE === 0))(
    '%s, at safe point after safe point',
    async (name) => {
      const plain = world.plain(directory + name);
      const ours = await tortured(world, directory + name, { every: everyOf(name), into: 'same process' });
      expect(difference(plain, ours)).toEqual([]);
    },
  );

  test.each(programs.filter((_, i) => (i + seed) % FRESH_SHARE === 0))(
    '%s, to fresh processes',
    async (name) => {
      const plain = world.plain(directory + name);
      const afterPolls = scatter(randomFrom(seed + name.length), 2);
      const ours = await tortured(world, directory + name, { afterPolls, into: 'fresh process' });
      expect(difference(plain, ours), `after polls ${afterPolls.join(' ')}`).toEqual([]);
    },
  );
});
