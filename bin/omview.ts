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
import { json, picture } from './omview/once.ts';

interface Options {
  node?: number;
  socket?: string;
  tab: TabName;
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
  .option('--once', 'print that tab once as text and end; needs no terminal')
  .option('--json', 'print nodes and tasks once, as JSON')
  .addHelpText(
    'after',
    `
Tabs (a click, F2 F3 F4, Alt-1 Alt-2 Alt-3, Ctrl-PgUp and Ctrl-PgDn):
  Nodes        all nodes as one, and each: lamp, ID, name, address, speed, load, memory, CPUs. Enter opens a node, with what
               can be said to it: stay, block, expel, bring, and its speed by a slider; / looks for one. Keys of mosmon
  Processes    of all nodes that can be asked: sort, filter (/), migrate, renice (n), signals, stop and continue. Keys of mtop
  Migrations   who executes where, to be dragged elsewhere; undo. Keys of migmon

  ?            the keys of the tab that is seen            q    quit

What changes something asks first, or is undone by another key. Without an agent of the user's own the newest private cluster
(omrun --nodes) is shown. A lost agent is told, and found again. NO_COLOR and a locale without UTF-8 are respected.

Examples:
  omview                        the nodes
  omview -t processes           what runs on them
  omview -t migrations --once   where tasks execute, as text

Exit code: 0, or 1 where no agent answers, 2 for a wrong command line or where standard input and output are no terminal.`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

async function main(): Promise<void> {
  const { node, socket, tab, once, json: asJson } = program.parse().opts<Options>();
  const places = placesOf(process.env);
  const find = (): Promise<AgentClient> => findAgent(places, socket ?? node ?? null);
  if (asJson) process.stdout.write(await json(find));
  else if (once) process.stdout.write(await picture(places, find, tab));
  else if (!process.stdin.isTTY || !process.stdout.isTTY)
    throw new OmosixError(
      'EUSAGE',
      'standard input and output must be a terminal (omview --once prints one picture)',
    );
  else await live(places, find, tab);
}

main().catch((error: Error) => fail('omview', error));
