#!/usr/bin/env node
import { Command, Option } from 'commander';
import type { AgentClient } from '../agent/control/client.ts';
import { findAgent } from '../agent/control/monitor.ts';
import { placesOf } from '../agent/places.ts';
import { OmosixError } from '../protocol/errors.ts';
import { type TabName, tabs } from '../tui/omview/tabs.ts';
import { fail, nodeId, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { live } from './omview/live.ts';
import { Memory } from './omview/memory.ts';
import { json, picture } from './omview/once.ts';
import { onThisMachine } from './over-ssh.ts';
import { openRecording } from './recording.ts';

interface Options {
  node?: number;
  socket?: string;
  tab: TabName;
  file?: string;
  record?: string;
  replay?: string;
  once?: true;
  json?: true;
}

const program = new Command('omview')
  .description(
    'The cluster in tabs, as openMosixview: its nodes, the processes on them, and who migrates where.',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('-N, --node <ID>', "of this machine's agents that of this node (default: the user's own)", nodeId)
  .option('--socket <PATH>', 'the agent that listens on this control socket')
  .addOption(
    new Option('-t, --tab <NAME>', 'the tab to begin with')
      .choices(tabs.map(({ name }) => name))
      .default('nodes'),
  )
  .option('-f, --file <FILE>', 'a history that omhist --save has saved, in the tab of history')
  .option('--record <FILE>', 'write down what the agent tells, for --replay (of mosmon and migmon, too)')
  .option('--replay <FILE>', 'show what was recorded, in place of an agent; with --once how it ended')
  .option('--once', 'print that tab once as text and end; needs no terminal')
  .option('--json', 'print nodes and tasks once, as JSON')
  .addHelpText(
    'after',
    `
Tabs (a click, F2 to F7, Alt-1 to Alt-6, Ctrl-PgUp and Ctrl-PgDn):
  Nodes        all nodes as one, and each: lamp, ID, name, address, speed, load, memory, CPUs. Enter opens one, or all
               nodes at once, with what can be said to them: stay, block, expel, bring, speed by a slider; / looks for one. Keys of mosmon
  Processes    of all nodes that can be asked: sort, filter (/), migrate, renice (n), signals, stop and continue. Keys of mtop
  Migrations   who executes where, to be dragged elsewhere; undo. Keys of migmon
  History      who ran where at any moment of the last 90 days: a slider of time, to be dragged or played; + and - zoom,
               n and N go from move to move, o opens a saved file
  Analyzer     load, memory and speed of each node and of all over any span, with least, average and most: [ ] the span,
               a all nodes or one, ← → which
  Run          a form that shows the omrun line it means; Enter starts it in the background

  ?            the keys of the tab that is seen (F1 in Run)      q    quit

What changes something asks first, or is undone by another key. Without an agent of the user's own the newest private cluster
(omrun --nodes) is shown. A lost agent is told, and found again. NO_COLOR and a locale without UTF-8 are respected.

Examples:
  omview                        the nodes
  omview -t processes           what runs on them
  omview -t migrations --once   where tasks execute, as text
  omview --record monday.omrec  and later: omview --replay monday.omrec
  omview -f nov.omhist          who ran where in November (omhist --save nov.omhist)

Exit code: 0, or 1 where no agent answers, 2 for a wrong command line or where standard input and output are no terminal.`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

async function main(): Promise<void> {
  const options = program.parse().opts<Options>();
  const { node, socket, file = null, record = null, replay, once, json: asJson } = options;
  if (replay !== undefined && (record ?? socket ?? node) != null)
    throw new OmosixError('EUSAGE', '--replay is in place of an agent: no --node, --socket or --record');
  if (record !== null && (once || asJson))
    throw new OmosixError('EUSAGE', '--record is for what goes on: no --once or --json');
  if (replay !== undefined || record !== null) onThisMachine('a recording');
  if (file !== null) {
    onThisMachine('a saved history');
    if (asJson) throw new OmosixError('EUSAGE', 'a saved history as JSON: omhist -f FILE --json');
  }
  const recording = replay === undefined ? null : await openRecording(replay);
  if (recording && asJson)
    throw new OmosixError('EUSAGE', '--json is of an agent: a recording is JSON already');
  const places = placesOf(process.env);
  const find = (): Promise<AgentClient> => findAgent(places, socket ?? node ?? null);
  const tab = file === null ? options.tab : 'history';
  const setting = { places, find, tab, memory: new Memory(file), recording, record };
  if (asJson) process.stdout.write(await json(find));
  else if (once) process.stdout.write(await picture(setting));
  else if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new OmosixError(
      'EUSAGE',
      'standard input and output must be a terminal (omview --once prints one picture)',
    );
  else await live(setting);
}

main().catch((error: Error) => fail('omview', error));
