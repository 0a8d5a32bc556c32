#!/usr/bin/env node
import { Command } from 'commander';
import type { AgentClient } from '../agent/control/client.ts';
import { findAgent } from '../agent/control/monitor.ts';
import { placesOf } from '../agent/places.ts';
import { systemClock } from '../agent/system-clock.ts';
import { OmosixError } from '../protocol/errors.ts';
import { charsetOf } from '../tui/charset.ts';
import { type Model, newModel } from '../tui/migmon/model.ts';
import { update } from '../tui/migmon/update.ts';
import { view } from '../tui/migmon/view.ts';
import { paint, textOf } from '../tui/paint.ts';
import { fail, nodeId, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { live } from './migmon/live.ts';
import { told } from './migmon/told.ts';
import { onThisMachine } from './over-ssh.ts';
import { type OpenRecording, openRecording } from './recording.ts';

const program = new Command('migmon')
  .description(
    'Shows the nodes around home and where its tasks execute; a task that is dragged onto a node migrates.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('-N, --node <ID>', "of this machine's agents that of this node (default: the user's own)", nodeId)
  .option('--socket <PATH>', 'the agent that listens on this control socket')
  .option('--once', 'print one picture as text and end; needs no terminal')
  .option('--json', 'print nodes and tasks once, as JSON')
  .option('--record <FILE>', 'write down what is seen, for --replay')
  .option('--replay <FILE>', 'show what was recorded, in place of an agent; with --once its last picture')
  .addHelpText(
    'after',
    `
Mouse:
  drag a task onto a node    it migrates there; a node that takes no task says why
  double click a task        it comes home
  double click a node        it stands in the middle, with its tasks
  point at a task or node    what it is; a click keeps to a task

Keys:
  Tab, arrows    choose a task              m    migrate it: a number or arrows, then Enter
  h              bring it home              b    let the balancer decide
  f              freeze it                  c    let it continue
  l              lock or unlock it          k    send it a signal, from a list
  u              undo the last move, then the one before it
  t              tasks as a table           v    another node in the middle
  PgUp, PgDn     older, newer moves         [ ]  scroll many nodes
  ?              help                       Esc  let go
  q              quit

A task's box stands where it executes; while that is not home, its deputy stays at home (○) and a line leads from
there to it. Guests of other homes are marked ◆. The lower lines tell each migration: from → to, how long the task
executed nowhere, the size of its state, and why; they begin with the last hour, as the agent remembers it. Above them
stands what is known of the chosen task, or of what the pointer is over: age, CPU, memory, migrations, and what holds it. Of
another node in the middle are seen the tasks that it tells this one (see mosctl grant). Without an agent of the user's own the newest private cluster
(omrun --nodes) is shown. NO_COLOR is respected.

Examples:
  omrun --nodes 3 -L workloads/compute-pi.ts 20000 > pi.txt & migmon
  migmon --once
  migmon --record night.jsonl      and tomorrow: migmon --replay night.jsonl
  migmon --json | jq '.tasks[] | {pid, where}'

Exit code: 0, or 1 where no agent answers, 2 for a wrong command line.`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

interface Options {
  node?: number;
  socket?: string;
  once?: true;
  json?: true;
  record?: string;
  replay?: string;
}

async function main(): Promise<void> {
  const { node, socket, once, json, record, replay } = program.parse().opts<Options>();
  if (replay !== undefined && (node !== undefined || socket !== undefined || record !== undefined))
    throw new OmosixError('EUSAGE', '--replay is in place of an agent: no --node, --socket or --record');
  if (replay !== undefined || record !== undefined) onThisMachine('a recording');
  const recording = replay === undefined ? null : await openRecording(replay);
  if (json && recording)
    throw new OmosixError('EUSAGE', '--json is of an agent: a recording is JSON already');
  if (once && recording) return printLast(recording);
  const find = (): Promise<AgentClient> => findAgent(placesOf(process.env), socket ?? node ?? null);
  if (once || json) await printOnce(await find(), json === true);
  else await live(find, recording, record ?? null);
}

async function printOnce(client: AgentClient, asJson: boolean): Promise<void> {
  const [nodes, tasks] = await Promise.all([client.status(), client.tasks()]);
  client.close();
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ node: client.node, nodes, tasks }, null, 2)}\n`);
    return;
  }
  const start = onPaper(systemClock.nowMs());
  const state = { on: 'state', self: client.node, nodes, tasks, unseen: start.unseen } as const;
  const [model] = update(start, state, start.nowMs);
  // The log is empty and the keys are of no use.
  print(model, model.layout.log.y);
}

/** The end of a recording, with its log. */
async function printLast({ head, events }: OpenRecording): Promise<void> {
  let model = onPaper(head.startedAtMs);
  for await (const event of events()) {
    const atMs = head.startedAtMs + event.atMs;
    [model] = update(model, told(event, head.node), atMs);
    [model] = update(model, { on: 'tick' }, atMs);
  }
  print(model, model.layout.status.y);
}

const onPaper = (nowMs: number): Model =>
  newModel(process.stdout.columns || Number(process.env.COLUMNS) || 80, 24, nowMs);

function print(model: Model, lines: number): void {
  const grid = paint(view(model), model, charsetOf(process.env)).slice(0, lines);
  process.stdout.write(textOf(grid));
}

main().catch((error: Error) => fail('migmon', error));
