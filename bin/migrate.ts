#!/usr/bin/env node
import { isAbsolute, resolve } from 'node:path';
import { Command } from 'commander';
import type { AgentClient } from '../agent/control/client.ts';
import { connectAll } from '../agent/control/discover.ts';
import { placesOf } from '../agent/places.ts';
import type { CheckpointAfter } from '../protocol/checkpoint.ts';
import { OmosixError } from '../protocol/errors.ts';
import { bytes, plain } from '../tui/table.ts';
import { exitCodes, fail, version } from './command.ts';
import { offerCompletion } from './completion.ts';
import { onThisMachine } from './over-ssh.ts';
import { KnownTasks, taskName } from './tasks/name.ts';
import { type Steer, steeringOf } from './tasks/steer.ts';
import { STOPS, targetOf } from './tasks/target.ts';
import { tellingWhatHolds } from './waiting.ts';

const program = new Command('migrate')
  .description('Moves a running task to another node, and waits until it is there.')
  .argument(
    '<PID>',
    'of its omrun process, PID.N of its worker thread N, or its name in the cluster, HOME:PID (see mps -a)',
  )
  .argument(
    '[WHERE]',
    "a node's ID or name, or home, balance, out, freeze, continue, lock, unlock, allow, deny, checkpoint, chkstop, chkexit",
  )
  .argument(
    '[FILE|NODES]',
    'the checkpoint file, else one is named after program and PID, where omrun was started; or nodes to allow or deny',
  )
  .version(version(), '--version', 'print the version')
  .helpOption('-h, --help', 'print this help')
  .option(
    '-n, --dry-run',
    'move nothing: print what the balancer would decide now, and the numbers that it decides by',
  )
  .option('--json', 'print the result as JSON')
  .addHelpText(
    'after',
    `
Where to:
  ID or NAME             that node
  home                   the node where it was started
  out                    any other node, by the balancer's choice
  balance                where the balancer wants it now, if anywhere; says what it decided and why
  freeze, continue       nowhere: stop it where it is, and let it go on (kill -STOP and -CONT at its home)
  lock, unlock           nowhere: it does not move by itself any more, or may (omrun -L)
  allow NODES, deny NODES
                         it executes on these nodes and at home only, or on all but these: IDs and ranges,
                         'allow all' lifts that; where it may not be any more, it leaves
  checkpoint, chkstop, chkexit
                         nowhere: write a checkpoint file for 'omrun --restore', and go on, stop, or end
It may be typed at the task's home or where it executes; elsewhere its home must let this node (admin). HOME is
a node's ID or name. A checkpoint file is written at the task's home.

Examples:
  migrate 4711 2         send the task of omrun process 4711 to node 2
  migrate 4711 home      bring it home
  migrate 1:4711 lab7    the same task by its name in the cluster, where its home is node 1, from any node
  migrate 4711 balance   let the balancer decide now
  migrate -n 4711        what would it decide, and why?
  migrate 4711 deny 3,7-9
                         never there; mps shows it
  migrate 4711 chkexit /var/tmp/pi.checkpoint
                         put it on the disk; omrun --restore goes on with it

Exit code: 0 if it has moved, the checkpoint is on the disk, or -n has been answered, 1 if it stays (the reason is printed), 2 for a wrong command line.
${exitCodes.split('\n').slice(1).join('\n')}`,
  )
  .allowExcessArguments(false)
  .exitOverride((error) => process.exit(error.exitCode === 0 ? 0 : 2));

const CHECKPOINTS: Record<string, CheckpointAfter> = {
  checkpoint: 'continue',
  chkstop: 'stop',
  chkexit: 'exit',
};
await offerCompletion(program, [
  {},
  {
    words: [
      'home',
      'out',
      'balance',
      'freeze',
      'continue',
      'lock',
      'unlock',
      'allow',
      'deny',
      'checkpoint',
      'chkstop',
      'chkexit',
    ],
  },
  { live: 'nodes', files: 'any' },
]);

async function main(): Promise<void> {
  program.parse();
  const [name, wanted, file] = program.args as [string, string?, string?];
  const { dryRun } = program.opts<{ dryRun?: true }>();
  taskName(name);
  if (dryRun && wanted !== undefined && wanted !== 'balance')
    throw new OmosixError(
      'EUSAGE',
      `-n moves nothing, and '${wanted}' says where to: it is one or the other`,
    );
  const where = dryRun ? 'balance' : wanted;
  if (where === undefined)
    throw new OmosixError('EUSAGE', `where to? (migrate ${name} home, or see migrate --help)`);
  const clients = await connectAll(placesOf(process.env));
  const { client, task } = await (await KnownTasks.of(clients)).find(name);
  const after = CHECKPOINTS[where];
  const steering = await steeringOf(where, file, () => client.status());
  if (file !== undefined && !after && !steering)
    throw new OmosixError('EUSAGE', `'${file}' is one too many: only a checkpoint has a file`);
  if (file !== undefined && after) onThisMachine('the name of a checkpoint file');
  if (dryRun) await explain(client, task);
  else if (steering) await steer(client, task, steering);
  else if (after) await checkpoint(client, task, file, after);
  else await move(client, task, where);
  for (const one of clients) one.close();
}

async function explain(client: AgentClient, task: string): Promise<void> {
  const { reason } = await client.migrate(task, 'explain');
  const { json } = program.opts<{ json?: true }>();
  const lines = reason.split('\n').map((line) => plain(line));
  const pid = task.slice(task.indexOf(':') + 1);
  process.stdout.write(json ? `${JSON.stringify({ task, lines })}\n` : `${pid}: ${lines.join('\n')}\n`);
}

async function steer(client: AgentClient, task: string, { change, done }: Steer): Promise<void> {
  await client.steer(task, change);
  const { json } = program.opts<{ json?: true }>();
  const words = `${task.slice(task.indexOf(':') + 1)}: ${done}`;
  process.stdout.write(`${json ? JSON.stringify({ task, ...change }) : words}\n`);
}

async function checkpoint(
  client: AgentClient,
  task: string,
  file: string | undefined,
  after: CheckpointAfter,
): Promise<void> {
  const made = await client.checkpoint(task, pathAtHome(client, task, file), after);
  const { json } = program.opts<{ json?: true }>();
  const goesOn = { continue: 'goes on', stop: 'is stopped', exit: 'has ended' }[after];
  process.stdout.write(
    json
      ? `${JSON.stringify({ task, after, ...made })}\n`
      : `${task.slice(task.indexOf(':') + 1)}: ${plain(made.file)}, ${bytes(made.bytes)}, frozen ${made.frozenMs.toFixed(1)} ms; ${goesOn}\n`,
  );
}

/** Its deputy writes it, so it is a path of its home. @throws OmosixError EUSAGE */
function pathAtHome(client: AgentClient, task: string, file: string | undefined): string | null {
  if (file === undefined) return null;
  const home = Number(task.slice(0, task.indexOf(':')));
  if (home === client.node) return resolve(file);
  if (isAbsolute(file)) return file;
  throw new OmosixError(
    'EUSAGE',
    `'${file}' must be an absolute path: the file is written at home, on node ${home}`,
  );
}

async function move(client: AgentClient, task: string, where: string): Promise<void> {
  const { json } = program.opts<{ json?: true }>();
  const pid = task.slice(task.indexOf(':') + 1);
  const signal = STOPS[where];
  if (signal) {
    await client.signal(task, signal.signal);
    process.stdout.write(
      json ? `${JSON.stringify({ task, signal: signal.signal })}\n` : `${pid}: ${signal.done}\n`,
    );
    return;
  }
  const result = await tellingWhatHolds(client, task, client.migrate(task, await targetOf(client, where)));
  if (json) process.stdout.write(`${JSON.stringify(result)}\n`);
  else if (result.event === 'migration') {
    const { from, freezeMs, stateBytes, aheadBytes, frames } = result;
    const ahead = aheadBytes === undefined ? '' : ` (${bytes(aheadBytes)} of it ahead)`;
    const why = where === 'balance' ? `: ${plain(result.reason)}` : '';
    process.stdout.write(
      `${pid}: node ${from} → ${result.to}, frozen ${freezeMs.toFixed(1)} ms, ${bytes(stateBytes)} of state${ahead}, ${frames} frames${why}\n`,
    );
  } else process.stderr.write(`migrate: ${pid} stays on node ${result.node}: ${plain(result.reason)}\n`);
  process.exitCode = result.event === 'migration' ? 0 : 1;
}

main().catch((error: Error) => fail('migrate', error));
