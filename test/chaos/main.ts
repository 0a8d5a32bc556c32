/** `npm run chaos`: five machines on which everything goes wrong. */

import { once } from 'node:events';
import { removeLeftovers } from '../support/lan/names.ts';
import { lanIsMissing } from '../support/lan/needs.ts';
import { type FaultName, faults } from './faults/all.ts';
import { type Options, parseOptions, USAGE } from './options.ts';
import { type Figures, possible, runChaos } from './run.ts';

async function main(args: string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return said(USAGE, 0);
  let options: Options;
  try {
    options = parseOptions(args, Date.now() % 2 ** 31);
  } catch (error) {
    console.error(`chaos: ${(error as Error).message}\n\n${USAGE}`);
    return 2;
  }
  const missing = lanIsMissing();
  if (missing !== null) return said(`chaos cannot be made here: ${missing}`, options.isListing ? 0 : 2);
  const all = Object.keys(faults) as FaultName[];
  const { can, cannot } = possible(options.only.length > 0 ? options.only : all);
  if (options.isListing) {
    for (const name of can) console.log(name);
    for (const [name, why] of cannot) console.log(`${name} (not here: ${why})`);
    return 0;
  }
  if (can.length === 0) return said(`chaos: none of these faults can be made here: ${cannot.join('; ')}`, 2);
  console.log(`chaos: seed ${options.seed}, ${options.minutes} min, ${options.tasks} programs at a time`);
  for (const [name, why] of cannot) console.log(`not injected: ${name}: ${why}`);
  const interrupted = once(process, 'SIGINT').then(() => Promise.reject(new Error('interrupted')));
  // It may come before anything is there.
  interrupted.catch(() => {});
  try {
    const figures = await runChaos(options, can, (line) => console.log(line), interrupted);
    return report(figures, options, can);
  } finally {
    removeLeftovers();
  }
}

function report(figures: Figures, { seed, minutes, tasks, only }: Options, names: FaultName[]): number {
  const { verdicts, moves, injected, restarts, looks, most, violations } = figures;
  console.log('\nfault                  injected');
  for (const name of names) console.log(`${name.padEnd(22)} ${String(injected.get(name) ?? 0).padStart(8)}`);
  const { whole, again, lost, killed, wrong } = verdicts;
  console.log(`\n${whole + again + lost + killed + wrong} programs: ${whole} whole, ${again} done again elsewhere and whole, ${lost} lost to what was done to them and told so, \
${killed} ended with their deputy, ${wrong} wrong; ${moves} migrations`);
  console.log(`agents started again: ${restarts}; the most that one used: ${Math.round(most.megabytes)} MB, ${most.descriptors} descriptors; \
places looked at ${looks} times`);
  console.log(`${violations.length} violations`);
  for (const { atMs, what } of violations)
    console.log(`  ${(atMs / 1000).toFixed(1)} s  ${what.split('\n')[0]}`);
  const same = [
    `--minutes ${minutes}`,
    `--seed ${seed}`,
    `--tasks ${tasks}`,
    ...only.map((name) => `--only ${name}`),
  ];
  console.log(`again: npm run chaos -- ${same.join(' ')}`);
  return violations.length > 0 ? 1 : 0;
}

function said(line: string, code: number): number {
  console.log(line);
  return code;
}

main(process.argv.slice(2)).then(
  (code) => process.exit(code),
  (error: Error) => {
    console.error(`chaos: ${error.message}`);
    process.exit(1);
  },
);
