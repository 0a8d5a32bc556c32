import type { Command } from 'commander';
import { age } from '../../tui/table.ts';
import { targetsOf, withAgent } from './reach.ts';

export function addIsUp(mosctl: Command): void {
  mosctl
    .command('isup')
    .description('whether a node is up, as this one sees it: exit code 0 or 1')
    .argument('<NODE>', 'its ID or name, or several: 2,5-7,lab9')
    .option('--json', 'print what is known of it as JSON')
    .addHelpText(
      'after',
      `
Up: it has been heard in the last few seconds. Else it is suspect (silent), or dead (its agent is known to be gone).

Examples:
  mosctl isup lab7 && omrun -j lab7 simulate.ts
  mosctl -N lab7 isup 3      as another node sees it`,
    )
    .action((name: string, { json }: { json?: true }) =>
      withAgent(async (client) => {
        for (const view of targetsOf(name, await client.status())) {
          const { info, state, ageMs, isSelf } = view;
          const heard = isSelf ? 'this is it' : `last heard ${age(ageMs)} ago`;
          const words = `node ${info.id} (${info.name}) is ${state === 'alive' ? 'up' : state}, ${heard}`;
          process.stdout.write(`${json ? JSON.stringify(view) : words}\n`);
          if (state !== 'alive') process.exitCode = 1;
        }
      }),
    );
}
