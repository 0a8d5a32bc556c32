#!/usr/bin/env node
import { Command, InvalidArgumentError, Option } from 'commander';
import type { AgentClient } from '../agent/control/client.ts';
import { findAgent, type Which } from '../agent/control/monitor.ts';
import { placesOf } from '../agent/places.ts';
import { OmosixError } from '../protocol/errors.ts';
import { charsetOf } from '../tui/charset.ts';
import { plainHeight } from '../tui/mosmon/layout.ts';
import { metricNames } from '../tui/mosmon/metrics.ts';
import { type MetricName, newModel, type Seen } from '../tui/mosmon/model.ts';
import { update } from '../tui/mosmon/update.ts';
import { view } from '../tui/mosmon/view.ts';
import { paint, textOf } from '../tui/paint.ts';
import { type WebAddress, webAddress } from '../web/server/address.ts';
import { fail, nodeId, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { live } from './mosmon/live.ts';
import { onThisMachine } from './over-ssh.ts';
import { type OpenRecording, openRecording } from './recording.ts';

interface Options {
  node?: number;
  socket?: string;
  metric: MetricName;
  once?: true;
  json?: true;
  record?: string;
  replay?: string;
  web?: WebAddress;
}

const program = new Command('mosmon')
  .description('Shows load, speed and memory of all nodes, live, with the history of each.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('-N, --node <ID>', 'as the agent of this node sees them, which must run on this machine', nodeId)
  .option('--socket <PATH>', 'as the agent behind this control socket sees them')
  .addOption(new Option('--metric <NAME>', 'what to begin with').choices(metricNames).default('load'))
  .option('--once', 'print one picture as text and end; needs no terminal')
  .option('--json', 'print what the agent sees as JSON and end')
  .option('--record <FILE>', 'write down what the agent tells, for --replay')
  .option('--replay <FILE>', 'show what was recorded, as it went; with --once or --json how it ended')
  .option(
    '--web <[HOST:]PORT>',
    'a page for a browser in place of the terminal, with drag and drop; 0: any free port',
    meantAddress,
  )
  .addHelpText(
    'after',
    `
Keys:
  l s m u   load, speed, memory, utilisability
  L r       load on a logarithmic scale, memory in bytes
  w v V     a bar a node side by side: IDs across, downwards, and without gaps
  a         a card or a line a node, as there is room
  d         dead nodes too        t         totals
  arrows, PgUp, PgDn, the wheel   choose a node     / n N   look for one by name or ID
  Enter     open the node         c         the past as a chart: [ ] its span, a all nodes
  h or ?    help                  q         quit

An open node shows its addresses, speed, load, memory, settings, ways to the others and what executes there. There:
  s stay    S lstay    b block    u quiet    e expel    g bring    = speed, with arrows    left, right: another node
Each asks before it is done, and is answered, or refused, in one line; another node must let this one command it.

By default it shows what the user's own agent sees, or else node 1 of the newest private cluster
(omrun --nodes). It finds its agent again by itself. NO_COLOR and a locale without UTF-8 are respected.

Examples:
  mosmon                           all nodes, live
  mosmon -N 2                      as node 2 of a private cluster sees them
  mosmon --once > nodes.txt        one picture
  mosmon --json | jq '.nodes[].info.load'
  mosmon --record monday.omrec     and later: mosmon --replay monday.omrec
  mosmon --web 8080                prints the page's address, which holds a secret; Ctrl-C ends it

Exit code: 0, or 1 where no agent answers, 2 for a wrong command line.`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

function meantAddress(text: string): WebAddress {
  const address = webAddress(text);
  if (address === null)
    throw new InvalidArgumentError("It must be PORT or HOST:PORT, e.g. '8080' or '[::1]:8080'.");
  return address;
}

async function main(): Promise<void> {
  const options = program.parse().opts<Options>();
  const { node, socket, record, replay, once, json, metric } = options;
  if (replay !== undefined && (record ?? socket ?? node) !== undefined)
    throw new OmosixError('EUSAGE', '--replay is in place of an agent: no --node, --socket or --record');
  if (record !== undefined && (once || json))
    throw new OmosixError('EUSAGE', '--record is for what goes on: no --once or --json');
  const which: Which = socket ?? node ?? null;
  const find = () => findAgent(placesOf(process.env), which);
  if (options.web) {
    if (json || once || (replay ?? record) !== undefined)
      throw new OmosixError('EUSAGE', '--web goes with none of --once, --json, --record, --replay');
    onThisMachine('what its network can reach');
    const { serveWeb } = await import('./mosmon/web.ts');
    await serveWeb(options.web, find);
    return;
  }
  if (replay !== undefined || record !== undefined) onThisMachine('a recording');
  const recording = replay === undefined ? null : await openRecording(replay);
  if (json || once) {
    const seen = recording ? await last(recording) : await now(await find());
    process.stdout.write(json ? `${JSON.stringify(seen, null, 2)}\n` : picture(metric, seen));
    return;
  }
  if (!process.stdin.isTTY || !process.stdout.isTTY) {
    throw new OmosixError(
      'EUSAGE',
      'standard input and output must be a terminal (mosmon --once prints one picture)',
    );
  }
  await live(metric, find, recording, record ?? null);
}

async function now(client: AgentClient): Promise<Seen> {
  const [{ nodes, agent }, tasks] = await Promise.all([client.overview(), client.tasks()]);
  client.close();
  const seen = { nodes, tasks, agent };
  return seen;
}

/** The last state of a recording. */
async function last(recording: OpenRecording): Promise<Seen> {
  let seen: Seen = { nodes: [], tasks: [] };
  for await (const event of recording.events())
    if (event.on === 'state') {
      const { nodes, tasks, agent } = event.state;
      const state = { nodes, tasks, agent };
      seen = state;
    }
  return seen;
}

function picture(metric: MetricName, state: Seen): string {
  const [model] = update(newModel(metric, true), { on: 'state', atMs: 0, state });
  const size = { width: process.stdout.columns || 80, height: plainHeight(model) };
  return textOf(paint(view(model)(size), size, charsetOf(process.env)));
}

main().catch((error: Error) => fail('mosmon', error));
