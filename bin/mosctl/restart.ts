import type { Command } from 'commander';
import { nextAgent } from '../../agent/cluster/user-agent.ts';
import type { AgentClient } from '../../agent/control/client.ts';
import { plain } from '../../tui/table.ts';
import { seconds, teller } from './clearing.ts';
import { withAgent } from './reach.ts';

/** Guests go on elsewhere then, and nobody need wait here any longer. */
const BACK_MS = 30_000;

export function addRestart(mosctl: Command): void {
  mosctl
    .command('restart')
    .description('end the agent and begin it anew, after an upgrade: tasks are frozen meanwhile, and go on')
    .option('--force', 'even where a task cannot be frozen: it ends, or goes on from its last checkpoint')
    .option('--back-within <S>', 'if it is not back by then, guests go on elsewhere (default: 30)', seconds)
    .option('--json', 'print the result as JSON')
    .addHelpText(
      'after',
      `
The same command line, the same node, and what is installed now. Guests are frozen, and their state goes to their homes; when the new
agent is there they go on here, and elsewhere where it is not back in time. Tasks that were started on this machine are frozen wherever
they execute, and go on from here. Nothing is lost, and nothing done twice. What cannot be frozen is named with its reason: then nothing
is done, and the exit code is 1. The same by a signal: kill -USR2, or systemctl --user reload omosix.

Examples:
  npm i -g omosix && mosctl restart    the agent of the new version
  mosctl -N all restart                on each node, this one last
  mosctl restart --force               whatever becomes of what cannot be frozen`,
    )
    .action((options: Options) => withAgent((client) => restart(client, options)));
}

interface Options {
  force?: true;
  /** In ms. */
  backWithin?: number;
  json?: true;
}

async function restart(client: AgentClient, { backWithin, json, ...options }: Options): Promise<void> {
  const force = options.force === true;
  const { target: node, pid } = client;
  const isOwn = node === client.node;
  const closed = new Promise<void>((resolve) => {
    client.onClose = () => resolve();
  });
  const progress = teller();
  const { moved: frozen, stuck } = await client
    .restart(force, backWithin ?? null, (message) => progress.tell(message))
    .finally(progress.end);
  for (const { task, command, reason } of stuck)
    process.stderr.write(
      `mosctl: ${task} (${plain(command)}) ${force ? 'is not frozen' : 'cannot be frozen'}: ${plain(reason)}\n`,
    );
  const isRefused = stuck.length > 0 && !force;
  if (stuck.length > 0) process.exitCode = 1;
  if (isRefused) {
    process.stderr.write(`mosctl: so node ${node} runs on as it was (--force begins anew in any case)\n`);
    if (json) print({ node, frozen: 0, stuck, pid: null });
    return;
  }
  const tasks = frozen === 1 ? '1 task goes' : `${frozen} tasks go`;
  if (!isOwn) {
    if (json) print({ node, frozen, stuck, pid: null });
    else process.stdout.write(`node ${node} begins anew; ${tasks} on when it is back\n`);
    return;
  }
  await closed;
  const returned = await nextAgent(client.path, pid, backWithin ?? BACK_MS);
  if (json) print({ node, frozen, stuck, pid: returned });
  else process.stdout.write(`node ${node} runs again, pid ${returned}; ${tasks} on\n`);
}

const print = (result: object): boolean => process.stdout.write(`${JSON.stringify(result)}\n`);
