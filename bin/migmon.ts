#!/usr/bin/env node
import { Command } from 'commander';
import { AgentClient } from '../agent/control/client.ts';
import { findAgent, Monitor } from '../agent/control/monitor.ts';
import type { MigrateResult } from '../agent/control/requests.ts';
import { placesOf } from '../agent/places.ts';
import { systemClock } from '../agent/system-clock.ts';
import { OmosixError } from '../protocol/errors.ts';
import { charsetOf } from '../tui/charset.ts';
import type { TerminalEvent } from '../tui/events.ts';
import { newModel } from '../tui/migmon/model.ts';
import { type Effect, isMoving, type MigmonEvent, update } from '../tui/migmon/update.ts';
import { view } from '../tui/migmon/view.ts';
import { paint, textOf } from '../tui/paint.ts';
import { fail, nodeId, version } from './command.ts';
import { offerCompletion } from './completion.ts';

/** Between two pictures of a task that is on its way. */
const FRAME_MS = 50;
const EVERY_MS = 200;

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
  .addHelpText(
    'after',
    `
Mouse:
  drag a task onto a node    it migrates there; a node that takes no task says why
  double click a task        it comes home
  click a node               its load, speed and memory

Keys:
  Tab, arrows    choose a task              m    migrate it: a number or arrows, then Enter
  h              bring it home              b    let the balancer decide
  PgUp, PgDn     older, newer migrations    [ ]  scroll many nodes
  ?              help                       Esc  let go
  q              quit

A task's box stands where it executes; while that is not home, its deputy stays at home (○) and a line leads from
there to it. Guests of other homes are marked ◆. The lower lines tell each migration: from → to, how long the task
executed nowhere, the size of its state, and why. Without an agent of the user's own the newest private cluster
(omrun --nodes) is shown. NO_COLOR is respected.

Examples:
  omrun --nodes 3 -L workloads/compute-pi.ts 20000 > pi.txt & migmon
  migmon --once
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
}

async function main(): Promise<void> {
  const { node = null, socket = null, once, json } = program.parse().opts<Options>();
  const find = (): Promise<AgentClient> => findAgent(placesOf(process.env), socket ?? node);
  if (once || json) await printOnce(await find(), json === true);
  else await live(find);
}

async function printOnce(client: AgentClient, asJson: boolean): Promise<void> {
  const [nodes, tasks] = await Promise.all([client.status(), client.tasks()]);
  client.close();
  if (asJson) {
    process.stdout.write(`${JSON.stringify({ node: client.node, nodes, tasks }, null, 2)}\n`);
    return;
  }
  const size = { width: process.stdout.columns || Number(process.env.COLUMNS) || 80, height: 24 };
  const start = newModel(size.width, size.height, systemClock.nowMs());
  const [model] = update(
    start,
    { on: 'state', self: client.node, nodes, tasks, unseen: start.unseen },
    start.nowMs,
  );
  // The log is empty and the keys are of no use.
  const grid = paint(view(model), size, charsetOf(process.env)).slice(0, model.layout.log.y);
  process.stdout.write(textOf(grid));
}

async function live(find: () => Promise<AgentClient>): Promise<void> {
  // Without an agent the terminal is not touched.
  const first = await find();
  const { Terminal } = await import('../tui/terminal.ts');
  const happen = (event: MigmonEvent): void => {
    const [next, effects] = update(model, event, systemClock.nowMs());
    model = next;
    terminal.show(() => view(model));
    for (const effect of effects) carryOut(effect);
    if (isMoving(model)) animate();
  };
  const monitor = new Monitor(find, EVERY_MS, (event) => {
    if (event.on === 'lost') happen({ on: 'lost', why: event.reason });
    else if (event.on === 'life') happen({ on: 'life', event: event.event });
    else {
      const { nodes, tasks, missed, omitted } = event.state;
      const unseen = { events: missed, things: omitted };
      happen({ on: 'state', self: monitor.client?.node ?? 0, nodes, tasks, unseen });
    }
  });
  const terminal = new Terminal({
    mouse: 'buttons',
    env: process.env,
    onEvent: (event) => {
      const known = fromTerminal(event);
      if (known) happen(known);
    },
  });
  let model = newModel(terminal.size.width, terminal.size.height, systemClock.nowMs());

  let isTicking = false;
  const animate = (): void => {
    if (isTicking) return;
    isTicking = true;
    systemClock.after(FRAME_MS, () => {
      isTicking = false;
      happen({ on: 'tick' });
    });
  };
  const carryOut = (effect: Effect): void => {
    if (effect.do === 'quit') {
      monitor.stop();
      terminal.close();
      return;
    }
    const { task, to } = effect;
    migrate(monitor.client, task, to)
      .then(
        (result) =>
          result.event === 'migration'
            ? { node: result.to, error: null, event: result }
            : { node: null, error: `stays on node ${result.node}: ${result.reason}`, event: result },
        (error: Error) => ({ node: null, error: error.message, event: null }),
      )
      .then((answer) => happen({ on: 'answer', task, ...answer }));
  };

  try {
    await monitor.start(first);
  } catch (error) {
    terminal.close();
    throw error;
  }
}

/** On a connection of its own: the monitor's only tells. */
async function migrate(
  agent: AgentClient | null,
  task: string,
  to: number | 'balance',
): Promise<MigrateResult> {
  if (agent === null) throw new OmosixError('ENOAGENT', 'the agent is gone');
  const client = await AgentClient.connect(agent.path);
  try {
    return await client.migrate(task, to);
  } finally {
    client.close();
  }
}

function fromTerminal(event: TerminalEvent): MigmonEvent | null {
  if (event.on !== 'mouse') return event;
  const { action, button, x, y, atMs } = event;
  const at = { x, y };
  if (action === 'wheelup' || action === 'wheeldown')
    return { on: 'wheel', at, by: action === 'wheelup' ? -1 : 1 };
  if (action === 'move' || (action === 'down' && button !== 'left')) return null;
  return { on: 'mouse', mouse: { kind: action, at, atMs } };
}

main().catch((error: Error) => fail('migmon', error));
