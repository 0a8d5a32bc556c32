#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import { placesOf } from '../agent/places.ts';
import { Survey } from '../agent/space/survey.ts';
import { systemClock } from '../agent/system-clock.ts';
import { OmosixError } from '../protocol/errors.ts';
import { type ColumnName, sortable } from '../tui/mtop/columns.ts';
import { type Model, newModel } from '../tui/mtop/model.ts';
import { plainText } from '../tui/mtop/plain.ts';
import type { Seen } from '../tui/mtop/seen.ts';
import { LEAST_DELAY_MS, MOST_DELAY_MS, update } from '../tui/mtop/update.ts';
import { fail, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { offerSelection, selected, selectionOf } from './tasks/selection.ts';
import { live } from './tasks/top.ts';

interface Options {
  delay: number;
  iterations?: number;
  sort: ColumnName;
  batch?: true;
  once?: true;
  json?: true;
}

const program = new Command('mtop')
  .description('Shows tasks live, as top does: what they use, where they execute, and what holds them.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .addOption(
    new Option('-d, --delay <SECONDS>', 'between two looks (0.1 to 3600)')
      .argParser(delay)
      .default(2000, '2'),
  )
  .option('-n, --iterations <N>', 'end after so many looks', count)
  .addOption(new Option('-o, --sort <COLUMN>', 'what to sort by').choices(sortable).default('%CPU'))
  .option('-b, --batch', 'print each look as text; needs no terminal')
  .option('--once', 'print one look as text and end, as -b -n 1')
  .option('--json', 'print one look as JSON and end')
  .addHelpText(
    'after',
    `
Keys:
  P M T N O   sort by %CPU, RSS, TIME, PID, NODE     < >   by the column to the left, to the right
  R           the other way round                    arrows, PgUp, PgDn   choose a task
  k           send it a signal                       m g   migrate it, freeze it, let it go on
  a           all nodes, or this machine             H     worker threads too, or not
  i           idle tasks too, or not                 d s   seconds between two looks
  f c         freeze it, let it continue             l n   lock or unlock it, make it nicer
  /           only tasks with a word, node:2, home:1
  h or ?      help                                   q     quit

NODE 0: at home. %CPU: of one CPU, over the last second. RSS: the memory of its host process. S: R running, T stopped,
M migrating, F frozen, S starting. NODE, NMIGS, LOCK and CANTMOVE are those of mps. NO_COLOR and a locale without UTF-8
are respected.

Examples:
  mtop                     tasks of this machine, and its guests
  mtop -a                  of all nodes that can be asked
  mtop -a -j lab7          what executes on lab7
  mtop -b -n 3 -o RSS      three looks as text, the largest first
  mtop -a --json | jq '.tasks[] | {task, where, cpuShare}'

Exit code: 0, or 1 where no agent answers, 2 for a wrong command line or where standard input and output are no terminal.`,
  )
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

offerSelection(program);
await offerCompletion(program);

async function main(): Promise<void> {
  program.parse();
  const { delay: delayMs, iterations, sort, batch, once, json } = program.opts<Options>();
  const selection = selectionOf(program);
  const survey = new Survey(placesOf(process.env));
  const look = async (all: boolean): Promise<Seen> => {
    const { tasks, missing, clusters } = await survey.look(all);
    const time = new Date(systemClock.nowMs()).toTimeString().slice(0, 8);
    return { tasks: selected(selection, tasks, clusters.flat()), missing, nodes: clusters[0] ?? [], time };
  };
  const model = newModel({ all: selection.all, sort, delayMs });
  if (json) await printJson(look, selection.all);
  else if (batch || once) await print(look, model, once ? 1 : (iterations ?? Number.POSITIVE_INFINITY));
  else if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new OmosixError(
      'EUSAGE',
      'standard input and output must be a terminal (mtop -b prints text, mtop --once one look)',
    );
  else await live({ survey, look, model, looks: iterations ?? Number.POSITIVE_INFINITY });
  survey.close();
}

async function printJson(look: (all: boolean) => Promise<Seen>, all: boolean): Promise<void> {
  const { nodes, tasks, missing } = await look(all);
  const told = tasks.map(({ via, ...task }) => task);
  process.stdout.write(`${JSON.stringify({ nodes, tasks: told, missing }, null, 2)}\n`);
}

async function print(look: (all: boolean) => Promise<Seen>, model: Model, looks: number): Promise<void> {
  // As top in a pipe to head.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => process.exit(error.code === 'EPIPE' ? 0 : 1));
  for (let left = looks; left > 0; left--) {
    const [now] = update(model, { on: 'seen', seen: await look(model.all) });
    process.stdout.write(plainText(now) + (left > 1 ? '\n' : ''));
    if (left > 1) await new Promise<void>((resolve) => systemClock.after(model.delayMs, resolve));
  }
}

function delay(text: string): number {
  const ms = Math.round(Number(text) * 1000);
  if (!(ms >= LEAST_DELAY_MS && ms <= MOST_DELAY_MS))
    throw new InvalidArgumentError(
      `It must be a number of seconds from ${LEAST_DELAY_MS / 1000} to ${MOST_DELAY_MS / 1000}.`,
    );
  return ms;
}

function count(text: string): number {
  const looks = Number(text);
  if (!Number.isInteger(looks) || looks < 1)
    throw new InvalidArgumentError('It must be a whole number from 1.');
  return looks;
}

main().catch((error: Error) => fail('mtop', error));
