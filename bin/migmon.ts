#!/usr/bin/env node
import { Command } from 'commander';
import type { AgentClient } from '../agent/control/client.ts';
import { findAgent, Monitor } from '../agent/control/monitor.ts';
import { placesOf } from '../agent/places.ts';
import { systemClock } from '../agent/system-clock.ts';
import { charsetOf } from '../tui/charset.ts';
import type { TerminalEvent } from '../tui/events.ts';
import { newModel } from '../tui/migmon/model.ts';
import { type Effect, isMoving, type MigmonEvent, update } from '../tui/migmon/update.ts';
import { view } from '../tui/migmon/view.ts';
import { paint, textOf } from '../tui/paint.ts';
import { fail, nodeId, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { elsewhere, past } from './migmon/look.ts';
import { carryOut } from './migmon/orders.ts';

/** Between two pictures of a task that is on its way. */
const FRAME_MS = 50;
const EVERY_MS = 200;
/** Between two looks at a node that is in the middle and not the agent's own. */
const LOOK_MS = 1000;

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
    if (isOver) return;
    const [next, effects] = update(model, event, systemClock.nowMs());
    if (next === model) return;
    model = next;
    terminal.show(() => view(model));
    for (const effect of effects) carry(effect);
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
    mouse: 'motion',
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
  const carry = (effect: Effect): void => {
    if (effect.do === 'quit') {
      isOver = true;
      monitor.stop();
      terminal.close();
    } else if (effect.do === 'look') void look();
    else {
      const name = model.names.get(effect.task) ?? effect.task;
      void carryOut(effect, monitor.client, name).then(happen);
    }
  };
  let isOver = false;
  let isLooking = false;
  // Again and again while another node is in the middle: it does not tell of itself.
  const look = async (): Promise<void> => {
    if (isLooking) return;
    isLooking = true;
    while (!isOver && model.middle !== model.agent) {
      happen({ on: 'elsewhere', ...(await elsewhere(monitor.client, model.middle)) });
      await new Promise<void>((resolve) => systemClock.after(LOOK_MS, resolve));
    }
    isLooking = false;
  };

  try {
    await monitor.start(first);
    const remembered = await past(monitor.client);
    if (remembered) happen(remembered);
  } catch (error) {
    terminal.close();
    throw error;
  }
}

function fromTerminal(event: TerminalEvent): MigmonEvent | null {
  if (event.on !== 'mouse') return event;
  const { action, button, x, y, atMs } = event;
  const at = { x, y };
  if (action === 'wheelup' || action === 'wheeldown')
    return { on: 'wheel', at, by: action === 'wheelup' ? -1 : 1 };
  if (action === 'down' && button !== 'left') return null;
  return { on: 'mouse', mouse: { kind: action, at, atMs } };
}

main().catch((error: Error) => fail('migmon', error));
