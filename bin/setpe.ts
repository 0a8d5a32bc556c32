#!/usr/bin/env node
import { Command } from 'commander';
import { AgentClient } from '../agent/control/client.ts';
import { ownEntry } from '../agent/own-entry.ts';
import { controlSocketOf, placesOf } from '../agent/places.ts';
import { type MapEntry, mapText } from '../discovery/static-map.ts';
import { OmosixError } from '../protocol/errors.ts';
import { MAX_MAP_ENTRIES } from '../protocol/limits.ts';
import { exitCodes, fail, printable, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { readMap } from './map-file.ts';
import { onThisMachine } from './over-ssh.ts';

interface Options {
  write?: true;
  writeAll?: true;
  check?: true;
  read?: true;
  off?: true;
  file?: string;
}

const program = new Command('setpe')
  .description('Gives the running agent the static map of the cluster, shows it, or takes this node out.')
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option(
    '-w, --write',
    'take the map in FILE, in which this node must stand: those with a key become members',
  )
  .option('-W, --write-all', 'the same, wherever this node stands')
  .option('-c, --check', 'only check FILE, and tell what is wrong with it')
  .option('-f, --file <FILE>', "the map, in openMosix's or JSON form; '-': standard input")
  .option('-r, --read', 'print the map that the agent knows, as -w takes it')
  .option('--off', 'leave the cluster (also -off): as mosctl isolate')
  .addHelpText(
    'after',
    `
A line of the map is 'first-ID host count' or 'ID host ALIAS', with port=PORT where that is not 4712, and key=KEY, the node's
public key (omd --key): nobody connects to a node without one. '#' begins a comment. What is taken is kept over restarts; nobody is
taken out by a map (mosctl revoke, forget).

Examples:
  setpe -w -f /etc/omosix.map
  setpe -r > /etc/omosix.map     for another node
  setpe -c -f new.map            is it right?
  setpe -off                     out of the cluster; mosctl rejoin

${exitCodes}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

await offerCompletion(program);

async function main(): Promise<void> {
  // openMosix wrote it with one dash.
  program.parse(process.argv.map((arg) => (arg === '-off' ? '--off' : arg)));
  const { write, writeAll, check, read, off, file } = program.opts<Options>();
  const asked = [write, writeAll, check, read, off].filter(Boolean).length;
  if (asked !== 1) throw new OmosixError('EUSAGE', 'say one of -w, -W, -c, -r and -off (see setpe --help)');
  const needsFile = Boolean(write || writeAll || check);
  if (needsFile !== (file !== undefined))
    throw new OmosixError('EUSAGE', needsFile ? 'which map? -f FILE' : '-f is for -w, -W and -c');
  const map = file === undefined ? null : readMap(file);
  if (map && map.length > MAX_MAP_ENTRIES)
    throw new OmosixError('EUSAGE', `map of ${map.length} nodes: at most ${MAX_MAP_ENTRIES}`);
  if (check) {
    tellKeyless(map!);
    process.stdout.write(`${map!.length} nodes: the map is well-formed\n`);
    return;
  }
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  try {
    if (read) process.stdout.write(mapText(await client.map(null)));
    else if (off) await leave(client);
    else await take(client, map!, write === true);
  } finally {
    client.close();
  }
}

async function take(client: AgentClient, map: MapEntry[], mustHaveUs: boolean): Promise<void> {
  onThisMachine('the map');
  const before = await client.map(null);
  const key = before.find(({ id }) => id === client.node)?.key ?? '';
  if (mustHaveUs) {
    const { id } = ownEntry(map, null, key);
    if (id !== client.node)
      throw new OmosixError(
        'EUSAGE',
        `map: this node is node ${id} there, and runs as node ${client.node}: end it (mosctl shutdown), then omd --map`,
      );
  }
  const after = await client.map(map);
  tellKeyless(map);
  const had = new Set(before.map((entry) => entry.key));
  const added = after.filter((entry) => !had.has(entry.key)).length;
  process.stdout.write(
    `${added === 1 ? '1 node is' : `${added} nodes are`} new; the cluster has ${after.length}\n`,
  );
}

async function leave(client: AgentClient): Promise<void> {
  const { stuck } = await client.leave('isolate', (words) =>
    process.stderr.write(`setpe: ${printable(words)}\n`),
  );
  if (stuck.length === 0) {
    process.stdout.write(`node ${client.node} is isolated (mosctl rejoin ends that)\n`);
    return;
  }
  for (const { task, reason } of stuck)
    process.stderr.write(`setpe: ${task} does not move: ${printable(reason)}\n`);
  process.exitCode = 1;
}

function tellKeyless(map: readonly MapEntry[]): void {
  const keyless = map.filter(({ key }) => key === null).map(({ id }) => id);
  if (keyless.length > 0)
    process.stderr.write(
      `setpe: no key for node ${keyless.join(', ')}: nobody connects to it (omd --key there prints it)\n`,
    );
}

main().catch((error: Error) => fail('setpe', error));
