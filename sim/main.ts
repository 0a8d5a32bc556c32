/** `npm run sim`: see options.ts. */
import { closeSync, openSync, readFileSync, writeFileSync, writeSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { HELP, optionsOf } from './options.ts';
import { plotOf } from './plot.ts';
import type { Results } from './results.ts';
import { simulate } from './run.ts';
import { tableOf } from './table.ts';

const [BEGIN, END] = ['<!-- sim -->\n', '<!-- /sim -->\n'];

function main(args: string[]): void {
  const options = optionsOf(args);
  if (options === null) {
    process.stdout.write(HELP);
    return;
  }
  const decisions = options.decisions === null ? null : openSync(options.decisions, 'w');
  const trace = options.trace === null ? null : readFileSync(options.trace, 'utf8');
  const results = simulate(
    { ...options, trace },
    decisions === null ? undefined : (decision) => writeSync(decisions, `${JSON.stringify(decision)}\n`),
  );
  if (decisions !== null) closeSync(decisions);
  process.stdout.write(options.json ? `${JSON.stringify({ options, ...results })}\n` : tableOf(results));
  if (options.report) report(results, args.filter((arg) => arg !== '--report').join(' '));
}

function report(results: Results, args: string): void {
  const docs = (name: string): string => fileURLToPath(new URL(`../docs/${name}`, import.meta.url));
  const title = `npm run sim -- ${args}`.trim();
  writeFileSync(docs('images/balancing.svg'), plotOf(results, title));
  const page = readFileSync(docs('balancing.md'), 'utf8');
  const [before, after] = [page.indexOf(BEGIN), page.indexOf(END)];
  if (before < 0 || after < before) throw new Error('docs/balancing.md has lost the place of the table');
  const table = `\`${title}\`:\n\n${tableOf(results)}`;
  writeFileSync(docs('balancing.md'), `${page.slice(0, before + BEGIN.length)}${table}${page.slice(after)}`);
}

try {
  main(process.argv.slice(2));
} catch (error) {
  process.stderr.write(`sim: ${(error as Error).message}\n`);
  process.exitCode = 2;
}
