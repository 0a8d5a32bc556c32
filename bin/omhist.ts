#!/usr/bin/env node
import { Command, InvalidArgumentError } from 'commander';
import { maskNodes } from '../agent/omrun/node-list.ts';
import { systemClock } from '../agent/system-clock.ts';
import { OmosixError } from '../protocol/errors.ts';
import type { HistoryQuery, HistoryRows } from '../protocol/history.ts';
import { MAX_HISTORY_NODES } from '../protocol/limits.ts';
import { exitCodes, fail, printTable, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { fromAgent, type NamedQuery } from './omhist/agent.ts';
import { CSV_NAMES, csv, moves, samples, stays } from './omhist/tables.ts';
import { shown, stepMeant, timeMeant } from './omhist/times.ts';
import { onThisMachine } from './over-ssh.ts';

interface Options {
  since?: number;
  until?: number;
  at?: number;
  tasks?: true;
  migrations?: true;
  node?: string[];
  step?: number;
  on?: string;
  file?: string;
  save?: string;
  json?: true;
  csv?: true;
}

const nowMs = systemClock.nowMs();
const time = (text: string): number => timeMeant(text, nowMs);
const HOUR_MS = 3_600_000;

const program = new Command('omhist')
  .description(
    'What was: loads of the nodes, who ran where, and what moved, as the agent of this machine has seen it.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('-s, --since <TIME>', 'from then on (1h: an hour ago): 14:05, 2026-11-22T14:05, 30m, 2h, 7d', time)
  .option('-u, --until <TIME>', 'until then (now)', time)
  .option('-a, --at <TIME>', 'who ran where at that time', time)
  .option('-t, --tasks', 'who was where, and from when to when')
  .option('-m, --migrations', 'what has moved, was to move and stayed, or was lost')
  .option('-j, --node <ID[,ID…]>', 'only these nodes: IDs, ranges (3-7) and names', nodes)
  .option('--step <STEP>', 'of loads: averages over 10s, 1m, 10m or 1h (as fine as there is)', stepMeant)
  .option(
    '-N, --on <NODE[,NODE…]>',
    "what these nodes have seen, or 'all', as one; they must let this one (admin)",
  )
  .option('-f, --file <FILE>', 'what is in a saved history')
  .option('--save <FILE>', 'save all of it as FILE, for -f')
  .option('--json', 'as JSON')
  .option('--csv', 'as comma-separated values')
  .addHelpText(
    'after',
    `
Loads are kept in steps of 10 s for 6 hours, of a minute for 3 days, of ten minutes for 60 days, of an hour for two years; tasks and
migrations for 90 days; all of it in one SQLite file of at most 64 MiB. A node knows the loads of all nodes that it has heard of, the
tasks whose home it is, and its guests. Of several nodes (-N) each is asked at the same time, for 10 s, and who does not answer is named; a task's home says
where it was, and each node its own load.

Examples:
  omhist                           loads of the last hour
  omhist --at 14:05                who ran where at 14:05?
  omhist -N all --at 14:05         the same, of the whole cluster
  omhist -t -s 8:00 -u 12:00       who was where this morning
  omhist -m -s 1d                  migrations of the last day
  omhist --csv -s 7d --step 1h > loads.csv
  omhist --save nov.omhist; omhist -f nov.omhist -s 2026-11-01

${exitCodes}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

function nodes(text: string): string[] {
  const ids = maskNodes(text);
  if (ids.length > MAX_HISTORY_NODES)
    throw new InvalidArgumentError(`It must be ${MAX_HISTORY_NODES} nodes at most.`);
  return ids;
}

await offerCompletion(program);

async function main(): Promise<void> {
  program.parse();
  const options = program.opts<Options>();
  // SQLite is loaded where it is needed: over ssh a command reads no file, and asks the agent.
  if (options.save !== undefined) {
    onThisMachine('where a history is saved');
    const { save } = await import('./omhist/sources.ts');
    await save(options.save);
    return;
  }
  const query = queryOf(options);
  const { file } = options;
  const rows =
    file === undefined
      ? await fromAgent(query, options.on)
      : (await import('./omhist/sources.ts')).fromFile(query, file);
  print(rows, query.what, options);
}

function queryOf({
  since,
  until,
  at,
  tasks,
  migrations,
  node,
  step,
  on,
  file,
  json,
  csv: isCsv,
}: Options): NamedQuery {
  const wrong = (words: string): OmosixError => new OmosixError('EUSAGE', words);
  if (at !== undefined && (since !== undefined || until !== undefined || migrations))
    throw wrong('--at is one moment, and asks for tasks: no --since, --until or --migrations');
  if (tasks && migrations) throw wrong('--tasks and --migrations exclude each other');
  if (json && isCsv) throw wrong('--json and --csv exclude each other');
  if (on !== undefined && file !== undefined) throw wrong('--on and --file exclude each other');
  const what = tasks || at !== undefined ? 'stays' : migrations ? 'moves' : 'samples';
  if (step !== undefined && what !== 'samples') throw wrong('--step is for loads');
  const toMs = at ?? until ?? nowMs;
  const fromMs = at ?? since ?? toMs - HOUR_MS;
  if (fromMs > toMs) throw wrong(`${shown(fromMs)} is later than ${shown(toMs)}`);
  return { what, fromMs, toMs, named: node ?? null, ...(step !== undefined && { stepMs: step }) };
}

function print(rows: HistoryRows, what: HistoryQuery['what'], { json, csv: isCsv }: Options): void {
  if (json) process.stdout.write(`${JSON.stringify(rows[what], null, 2)}\n`);
  else if (isCsv) process.stdout.write(csv(rows[what], CSV_NAMES[what]));
  else if (what === 'samples') printTable(samples, rows.samples);
  else if (what === 'stays') printTable(stays, rows.stays);
  else printTable(moves, rows.moves);
  if (rows.isCut)
    process.stderr.write(
      `omhist: only the latest ${rows[what].length}: ask for less time, for fewer nodes or for longer steps\n`,
    );
}

main().catch((error: Error) => fail('omhist', error));
