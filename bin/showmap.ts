#!/usr/bin/env node
import { Command } from 'commander';
import { AgentClient } from '../agent/control/client.ts';
import { controlSocketOf, placesOf } from '../agent/places.ts';
import type { MapEntry } from '../discovery/static-map.ts';
import { type Column, plain } from '../tui/table.ts';
import { exitCodes, fail, printTable, version } from './command.ts';
import { offerCompletion } from './completion.ts';

const columns: Column<MapEntry>[] = [
  { title: 'BASE NODE-ID', value: ({ id }) => String(id), right: true },
  { title: 'ADDRESS', value: ({ host }) => plain(host) },
  { title: 'PORT', value: ({ port }) => String(port), right: true },
  { title: 'COUNT', value: () => '1', right: true },
  { title: 'NAME', value: ({ name }) => plain(name) },
];

const program = new Command('showmap')
  .description('Shows the map of the cluster: which node is where, as the agent of this machine knows it.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--json', 'JSON, with keys, as omd --map and setpe -w take it')
  .addHelpText(
    'after',
    `
All members that are known by an address, up or not: mosctl peers says more about each, setpe -r prints the map as a file.

Examples:
  showmap
  showmap --json > /etc/omosix.map

${exitCodes}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

async function main(): Promise<void> {
  program.parse();
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  const map = await client.map(null);
  client.close();
  if (program.opts<{ json?: true }>().json) process.stdout.write(`${JSON.stringify(map, null, 2)}\n`);
  else {
    process.stdout.write(`My Node-Id: ${client.node}\n\n`);
    printTable(columns, map);
  }
}

main().catch((error: Error) => fail('showmap', error));
