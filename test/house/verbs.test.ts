/** What `mosctl` and `migrate` can do is tried end to end on three machines (`npm run test:lan`): a new verb needs its test there. */
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';

const at = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url));
const page = readFileSync(at('docs/commands.md'), 'utf8');

/** First cells of the first table of a command's manual: the words in it that are in backticks. */
function listed(command: string): string[] {
  const manual = page.split(`\n## ${command}\n`)[1]!.split('\n## ')[0]!;
  const rows = /\n\|[- |]+\|\n((?:\|.*\n)+)/.exec(manual)![1]!.trimEnd().split('\n');
  const firstCells = rows.map((row) => row.replaceAll('\\|', '/').split('|')[1]!);
  return firstCells.flatMap((cell) => [...cell.matchAll(/`([a-z]+)/g)].map(([, word]) => word!));
}

/** Titles of the tests there name what they are about: `mosctl block, noblock: …`. */
const titles = readdirSync(at('test/lan/verbs'))
  .filter((name) => name.endsWith('.lan.ts'))
  .flatMap((name) => [
    ...readFileSync(at(`test/lan/verbs/${name}`), 'utf8').matchAll(/\bit\(\s*(['"`])(.*?): .*\1/g),
  ])
  .map(([, , title]) => title!);

const tried = (command: string): string[] =>
  titles
    .filter((title) => title.startsWith(`${command} `))
    .flatMap((title) => title.slice(command.length + 1).split(', '));

it.each([
  ['mosctl', 30],
  ['migrate', 10],
] as const)('%s: every verb of its manual is tried on three machines', (command, least) => {
  const verbs = listed(command);
  expect(verbs.length).toBeGreaterThan(least);
  expect(verbs.filter((verb) => !tried(command).includes(verb))).toEqual([]);
});
