import { fileURLToPath } from 'node:url';
import { afterAll, expect, test } from 'vitest';
import { Commands } from '../support/commands.ts';
import { seed } from '../support/share.ts';
import { choose } from './choose.ts';
import { examplesBelow } from './extract.ts';
import { Judge } from './judge.ts';

/** Of modules whose examples print the same each time; `npm run test:docs` runs all. */
const PAGES = ['buffer', 'events', 'path', 'punycode', 'querystring', 'string_decoder', 'url', 'util'];
const SAMPLE = 4;
/** Needs `node:vm`, which is refused. */
const NOT_CARRIED = /\bvm\./;

const commands = new Commands();
const judge = new Judge(commands, undefined);
afterAll(() => {
  judge.remove();
  commands.remove();
});

const TYPES = fileURLToPath(new URL('../../node_modules/@types/node/', import.meta.url));
const all = examplesBelow(TYPES).filter(({ code }) => !NOT_CARRIED.test(code));
const examples = choose(all, { pages: PAGES, only: null, sample: SAMPLE, seed });

test.each(examples)(
  '$name of Node’s documentation does what it does under node',
  async (example) => {
    const { verdict, difference } = await judge.judged(example);
    expect(difference, verdict).toEqual([]);
  },
  120_000,
);
