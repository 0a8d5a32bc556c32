import type { Command } from 'commander';
import type { AgentClient } from '../../agent/control/client.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { StandbyView } from '../../protocol/journal.ts';
import { type Column, renderTable } from '../../tui/table.ts';
import { withAgent } from './reach.ts';

const MiB = 1024 * 1024;

const COLUMNS: Column<StandbyView>[] = [
  { title: 'ID', value: ({ ha }) => ha },
  { title: 'HOME', value: ({ primary }) => (primary === 0 ? '?' : String(primary)), right: true },
  { title: 'STANDBYS', value: standbysOf },
  { title: 'MB', value: ({ bytes }) => (bytes / MiB).toFixed(1), right: true },
  { title: 'COMMAND', value: ({ command }) => command },
];

/** Tasks with `omrun --ha`, where their home is another node. */
export function addStandbys(mosctl: Command): void {
  mosctl
    .command('standbys')
    .description(
      'the tasks (omrun --ha) that this node would go on with, should their home die, and those whose home it is',
    )
    .option('--json', 'print it as JSON')
    .addHelpText(
      'after',
      `
STANDBYS, of tasks whose home this node is: how many nodes could follow now, of how many its user wants, which, and why not more.

Examples:
  mosctl standbys            on this node
  mosctl -N all standbys     on each`,
    )
    .action(({ json }: { json?: true }) =>
      withAgent(async (client) => {
        const tasks = await client.standbys();
        if (json) process.stdout.write(`${JSON.stringify(tasks, null, 2)}\n`);
        else if (tasks.length === 0)
          process.stdout.write(
            `node ${client.target} is the standby of no task, and the home of none with --ha\n`,
          );
        else process.stdout.write(renderTable(COLUMNS, tasks));
      }),
    );
  mosctl
    .command('failback')
    .argument('<ID>', 'of the task, as `mosctl standbys` shows it, or how that begins')
    .description('this node becomes the home of a task that it is a standby of')
    .addHelpText(
      'after',
      `
The task's deputy stops where it is, and goes on here: for a machine that was away and is back. Nothing is lost or done twice. The node
that was its home before becomes its standby, or another one does.

Examples:
  mosctl standbys; mosctl failback 3f2a
  mosctl -N lab7 failback 3f2a       on another node that lets this one command it`,
    )
    .action((id: string) => withAgent((client) => failback(client, id)));
}

function standbysOf({ protection }: StandbyView): string {
  if (!protection) return '-';
  const { wanted, standbys, trouble } = protection;
  const nodes = standbys.length === 0 ? '' : ` (${standbys.join(', ')})`;
  return `${standbys.length} of ${wanted}${nodes}${trouble === null ? '' : `: ${trouble}`}`;
}

async function failback(client: AgentClient, id: string): Promise<void> {
  const found = (await client.standbys()).filter(({ ha, protection }) => ha.startsWith(id) && !protection);
  if (found.length !== 1)
    throw new OmosixError(
      found.length === 0 ? 'ENOTASK' : 'EUSAGE',
      found.length === 0
        ? `node ${client.target} is no standby of a task ${id} (mosctl standbys)`
        : `${id} begins the IDs of ${found.length} tasks: say more of it`,
    );
  const [{ ha, command }] = found as [StandbyView];
  await client.failback(ha);
  process.stdout.write(`node ${client.target} is the home of ${command} now (mps shows it)\n`);
}
