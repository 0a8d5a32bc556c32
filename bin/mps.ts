#!/usr/bin/env node
import { Command } from 'commander';
import { connectAll } from '../agent/control/discover.ts';
import { placesOf } from '../agent/places.ts';
import { type Held, whyAndWhere } from '../protocol/held.ts';
import type { TaskStatus } from '../protocol/task.ts';
import { type Column, cpuTime } from '../tui/table.ts';
import { exitCodes, fail, printTable, version } from './command.ts';
import { offerCompletion } from './completion.ts';

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
  { title: 'LOCK', value: ({ lock }) => (lock === null ? '?' : lock ? 'yes' : '-') },
  { title: 'CANTMOVE', value: ({ cantmove }) => cantmove.map(heldBy).join('; ') || '-' },
  { title: 'STAT', value: ({ state, detached }) => (detached ? `${state}, detached` : state) },
  { title: 'TIME', value: ({ cpuMs }) => cpuTime(cpuMs), right: true },
  { title: 'COMMAND', value: ({ command }) => command },
];

const program = new Command('mps')
  .description('Lists the tasks whose home is on this machine, wherever they execute, and the guests here.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--json', 'one JSON array instead of a table')
  .addHelpText(
    'after',
    `
Columns:
  PID       of the task's omrun process at its home: kill, ps and job control work on it there;
            PID.N: its worker thread N, which executes by itself
  PPID      where tasks have started others (fork): of the one that has started it; - for none
  NODE      where it executes; 0: at home
  HOME      the node where it was started
  NMIGS     how often it has moved
  LOCK      it does not move by itself (omrun -L); of guests only their home knows: ?
  CANTMOVE  what keeps it where it is, and where in the program; since HH:MM:SS: what held it at the
            last attempt to move it, and when that was first seen
  STAT      starting, running, stopped, migrating, frozen or ended; detached: omrun -d started it
  TIME      CPU time over all nodes; of a guest: since it came

Examples:
  mps                    all tasks of this machine's agents
  mps --json | jq .      for programs

${exitCodes}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

offerCompletion(program);

async function main(): Promise<void> {
  const { json } = program.parse().opts<{ json?: true }>();
  const clients = await connectAll(placesOf(process.env));
  const seen = await Promise.all(
    clients.map(async (client) => (await client.tasks()).map((task) => ({ task, node: client.node }))),
  );
  for (const client of clients) client.close();
  const tasks = oncePerTask(seen.flat());
  tasks.sort((a, b) => a.startedAtMs - b.startedAtMs);
  if (json) process.stdout.write(`${JSON.stringify(tasks, null, 2)}\n`);
  else {
    const lines = tasks.map((task) => ({ ...task, parent: parentOf(task, tasks) }));
    const hasParents = lines.some(({ parent }) => parent !== null);
    printTable(
      columns.filter(({ title }) => hasParents || title !== 'PPID'),
      lines,
    );
  }
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

/** Where both its home and the node where it executes are on this machine, its home knows more. */
function oncePerTask(seen: { task: TaskStatus; node: number }[]): TaskStatus[] {
  const tasks = new Map<string, TaskStatus>();
  for (const { task, node } of seen) {
    const name = `${task.task} ${task.startedAtMs}`;
    if (task.home === node || !tasks.has(name)) tasks.set(name, task);
  }
  return [...tasks.values()];
}

main().catch((error: Error) => fail('mps', error));
