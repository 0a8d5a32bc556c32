/**
 * The examples of Node's own documentation under plain node and under omrun, each in a directory of its own, compared.
 *
 *     npm run test:docs -- [DIR] [--pages fs,net,…] [--only fs.md:120,…] [--sample N] [--seed S] [--move MS] [--table] [-v]
 *
 * DIR is doc/api of a checkout of nodejs/node; without one the examples are those of the comments in @types/node, which come from there.
 * They are fragments: each is given what it obviously needs (modules, files, a server) and prints the values of its statements; what
 * fails under node as well has to fail with the same words.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { Commands } from '../support/commands.ts';
import { type Choice, choose } from './choose.ts';
import { examplesBelow } from './extract.ts';
import { Judge, VERDICTS, type VerdictName } from './judge.ts';
import { moduleOf } from './needs.ts';

const TYPES = fileURLToPath(new URL('../../node_modules/@types/node/', import.meta.url));

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    pages: { type: 'string', default: '' },
    only: { type: 'string' },
    sample: { type: 'string' },
    seed: { type: 'string', default: '1' },
    move: { type: 'string' },
    table: { type: 'boolean', default: false },
    verbose: { type: 'boolean', short: 'v', default: false },
  },
});

const directory = resolve(positionals[0] ?? TYPES);
const choice: Choice = {
  pages: values.pages === '' ? [] : values.pages.split(','),
  only: values.only ?? null,
  sample: values.sample === undefined ? null : Number(values.sample),
  seed: Number(values.seed),
};
const examples = choose(examplesBelow(directory), choice);
if (examples.length === 0) {
  console.error(
    `no examples in ${directory} of ${values.only ?? values.pages}; DIR holds the pages (*.md) of doc/api of nodejs/node`,
  );
  process.exit(2);
}

const commands = new Commands();
const judge = new Judge(commands, values.move);
const byModule = new Map<string, Record<VerdictName | 'moves' | 'examples', number>>();
const nothing = () =>
  Object.fromEntries([...VERDICTS, 'moves', 'examples'].map((what) => [what, 0])) as Record<
    VerdictName | 'moves' | 'examples',
    number
  >;
const all = nothing();
try {
  for (const example of examples) {
    const { verdict, difference, moves } = await judge.judged(example);
    const module = moduleOf(example.page);
    const counts = byModule.get(module) ?? nothing();
    byModule.set(module, counts);
    for (const sums of [counts, all]) {
      sums[verdict]++;
      sums.examples++;
      sums.moves += moves;
    }
    if (values.verbose || verdict === 'DIFFERS' || verdict === 'refused') {
      console.log(`${verdict}  ${example.name}${values.move === undefined ? '' : `, ${moves} moves`}`);
      for (const line of difference) console.log(`    ${line}`);
    }
  }
} finally {
  commands.remove();
  judge.remove();
}
const columns = [
  'examples',
  ...VERDICTS,
  ...(values.move === undefined ? [] : (['moves'] as const)),
] as const;
const row = (name: string, cells: (string | number)[]): string => `| ${[name, ...cells].join(' | ')} |`;
if (values.table) {
  console.log(row('module', [...columns]));
  for (const [module, counts] of byModule)
    console.log(
      row(
        module,
        columns.map((what) => counts[what]),
      ),
    );
  console.log(
    row(
      'all',
      columns.map((what) => all[what]),
    ),
  );
} else {
  const sums = columns.map((what) => `${all[what]} ${what === 'DIFFERS' ? 'different' : what}`);
  console.log(sums.join(', '));
}
process.exitCode = all.DIFFERS > 0 ? 1 : 0;
