import { readdirSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { HostWorld } from '../host/support/world.ts';
import { randomFrom, scatter } from './scatter.ts';

/** Set OMOSIX_SEED to repeat a run. The long version is `npm run torture`. */
const seed = Number(process.env.OMOSIX_SEED ?? Date.now() % 1_000_000);
const directory = fileURLToPath(new URL('programs/', import.meta.url));
const programs = readdirSync(directory).filter((name) => /\.[cm]?[jt]s$/.test(name));
const world = new HostWorld();
beforeAll(() => world.build());
afterAll(() => world.remove());

/** Every language feature, captured at scattered safe points: standard output and exit code are plain node's. */
describe.concurrent(`programs under capture, seed ${seed}`, () => {
  test.each(programs)('%s', async (name) => {
    const plain = world.plain(directory + name);
    const afterPolls = scatter(randomFrom(seed + name.length), 2);
    const running = await world.start(directory + name, { afterPolls, moves: afterPolls.length });
    const { stdout, code } = await running.ended;
    const failures = running.events.filter(({ op }) => op === 'refused' || op === 'failed' || op === 'lost');
    expect({ stdout, code, failures }, `after polls ${afterPolls.join(' ')}`).toEqual({
      stdout: plain.stdout,
      code: plain.code,
      failures: [],
    });
  });
});
