#!/usr/bin/env node
import { Command } from 'commander';
import type { AgentClient } from '../agent/control/client.ts';
import { connectAll } from '../agent/control/discover.ts';
import { placesOf } from '../agent/places.ts';
import { OmosixError } from '../protocol/errors.ts';
import type { TaskStatus } from '../protocol/task.ts';
import { bytes } from '../tui/table.ts';
import { exitCodes, fail, version } from './command.ts';

const program = new Command('migrate')
  .description('Moves a running task to another node, and waits until it is there.')
  .argument('<PID>', 'of its omrun process, or its name in the cluster, HOME:PID')
  .argument('<NODE>', "a node's ID, or 'home'")
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option('--json', 'print the result as JSON')
  .addHelpText(
    'after',
    `
Examples:
  migrate 4711 2         send the task of omrun process 4711 to node 2
  migrate 4711 home      bring it home
  migrate 1:4711 3       the same task by its name in the cluster, where its home is node 1

Exit code: 0 if it has moved, 1 if it stays (the reason is printed), 2 for a wrong command line.
${exitCodes.split('\n').slice(1).join('\n')}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

async function main(): Promise<void> {
  program.parse();
  const [name, node] = program.args as [string, string];
  if (!/^(\d+:)?\d+$/.test(name)) throw new OmosixError('EUSAGE', `'${name}' is no PID and no HOME:PID`);
  const to = node === 'home' ? 0 : Number(node);
  if (!Number.isInteger(to) || to < 0 || to > 65535)
    throw new OmosixError('EUSAGE', `'${node}' is no node ID (1 to 65535) and not 'home'`);
  const clients = await connectAll(placesOf(process.env));
  const { client, task } = await find(clients, name);
  const result = await client.migrate(task.task, to);
  for (const one of clients) one.close();
  if (program.opts<{ json?: true }>().json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.event === 'migration') {
    const { from, freezeMs, stateBytes, frames } = result;
    process.stdout.write(
      `${task.pid}: node ${from} → ${result.to}, frozen ${freezeMs.toFixed(1)} ms, ${bytes(stateBytes)} of state, ${frames} frames\n`,
    );
  } else process.stderr.write(`migrate: ${task.pid} stays on node ${result.node}: ${result.reason}\n`);
  process.exitCode = result.event === 'migration' ? 0 : 1;
}

/** All agents of this user are asked; a PID names one process of this machine, so one task. */
async function find(
  clients: AgentClient[],
  name: string,
): Promise<{ client: AgentClient; task: TaskStatus }> {
  for (const client of clients) {
    const task = (await client.tasks()).find((one) => one.task === name || String(one.pid) === name);
    if (task) return { client, task };
  }
  throw new OmosixError('ENOTASK', `no task ${name} has its home on this machine (see mps)`);
}

main().catch((error: Error) => fail('migrate', error));
