#!/usr/bin/env node
import { Command } from 'commander';
import { placesOf } from '../agent/places.ts';
import { inWords, Survey } from '../agent/space/survey.ts';
import { type Held, whyAndWhere } from '../protocol/held.ts';
import type { TaskStatus } from '../protocol/task.ts';
import { type Column, cpuTime, plain } from '../tui/table.ts';
import { exitCodes, fail, printTable, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { isNarrow, offerSelection, selected, selectionOf } from './tasks/selection.ts';
import { maskInWords } from './tasks/steer.ts';

interface Line extends TaskStatus {
  /** Pid of the task that has started it. */
  parent: number | null;
}

const columns: Column<Line>[] = [
  { title: 'PID', value: ({ task }) => task.slice(task.indexOf(':') + 1), right: true },
  { title: 'PPID', value: ({ parent }) => String(parent ?? '-'), right: true },
  { title: 'NODE', value: ({ where }) => String(where), right: true },
  { title: 'HOME', value: ({ home }) => String(home), right: true },
  { title: 'NMIGS', value: ({ nmigs }) => String(nmigs), right: true },
  { title: 'LOCK', value: (line) => locked(line) },
  { title: 'CANTMOVE', value: ({ cantmove }) => cantmove.map(heldBy).join('; ') || '-' },
  { title: 'STAT', value: ({ state, detached }) => (detached ? `${state}, detached` : state) },
  { title: 'TIME', value: ({ cpuMs }) => cpuTime(cpuMs), right: true },
  { title: 'COMMAND', value: ({ command }) => command },
];

const program = new Command('mps')
  .description(
    'Lists tasks: those whose home is on this machine, wherever they execute, and the guests here; or all.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--json', 'one JSON array instead of a table')
  .addHelpText(
    'after',
    `
Columns:
  PID       of the task's omrun process at its home: kill, ps and job control work on it there, omkill
            and migrate anywhere as HOME:PID; PID.N: its worker thread N, which executes by itself
  PPID      where tasks have started others (fork): of the one that has started it; - for none
  NODE      where it executes; 0: at home
  HOME      the node where it was started
  NMIGS     how often it has moved
  LOCK      it does not move by itself (omrun -L), or its node mask (--mignodes); of guests only their
            home knows: ?
  CANTMOVE  what keeps it where it is, and where in the program; since HH:MM:SS: what held it at the
            last attempt to move it, and when that was first seen
  STAT      starting, running, stopped, migrating, frozen or ended; detached: omrun -d started it
  TIME      CPU time over all nodes; of a guest: since it came

Examples:
  mps                    all tasks of this machine's agents
  mps -a                 of all nodes that can be asked, and which cannot
  mps -a -j lab7         what executes on lab7
  mps -a --home 3        the tasks of node 3, wherever they execute
  mps 4711 1:4712        two of them
  mps --json | jq .      for programs; with -a an object: tasks, missing

A node tells this one of its tasks that may come here (its user's grant 'host', and not omrun -L), of all with 'admin'.

Exit code: 0, or 1 where no agent answers, a node that is up does not, or nothing is selected, 2 for a wrong command line.
${exitCodes.split('\n').slice(1).join('\n')}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

offerSelection(program);
await offerCompletion(program);

/** Its lock, or else its node mask. */
const locked = ({ lock, mask }: TaskStatus): string =>
  lock === null ? '?' : [lock && 'yes', mask && maskInWords(mask)].filter(Boolean).join(', ') || '-';

async function main(): Promise<void> {
  program.parse();
  const { json } = program.opts<{ json?: true }>();
  const selection = selectionOf(program);
  const survey = new Survey(placesOf(process.env));
  const { tasks: all, missing, clusters } = await survey.look(selection.all);
  survey.close();
  const tasks = selected(selection, all, clusters.flat()).map(({ via, ...task }) => task);
  tasks.sort((a, b) => a.startedAtMs - b.startedAtMs);
  if (json) process.stdout.write(`${JSON.stringify(selection.all ? { tasks, missing } : tasks, null, 2)}\n`);
  else {
    const lines = tasks.map((task) => ({ ...task, parent: parentOf(task, tasks) }));
    const hasParents = lines.some(({ parent }) => parent !== null);
    printTable(
      columns.filter(({ title }) => hasParents || title !== 'PPID'),
      lines,
    );
    for (const one of missing) process.stderr.write(`mps: ${plain(inWords(one))}\n`);
  }
  if (missing.some(({ isFailure }) => isFailure) || (isNarrow(selection) && tasks.length === 0))
    process.exitCode = 1;
}

/** Threads are of their task's process. */
function parentOf({ task, home, pid, ppid }: TaskStatus, tasks: readonly TaskStatus[]): number | null {
  const parent = tasks.find((each) => each.home === home && each.pid === ppid && each.pid !== pid);
  return parent && !task.includes('.') ? parent.pid : null;
}

function heldBy(held: Held): string {
  const since = held.kind === 'delayed' ? ` since ${new Date(held.sinceMs).toTimeString().slice(0, 8)}` : '';
  return whyAndWhere(held) + since;
}

main().catch((error: Error) => fail('mps', error));
