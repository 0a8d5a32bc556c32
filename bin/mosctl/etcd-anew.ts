import type { Command } from 'commander';
import { withAgent } from './reach.ts';

/** What a user says of an etcd that is not the one that it was. */
export function addEtcdAnew(mosctl: Command): void {
  mosctl
    .command('etcd-anew')
    .description('etcd was wiped, restored from a backup or replaced: what it has now counts')
    .addHelpText(
      'after',
      `
Etcd says which deputy of a task with --ha is the one. If it has forgotten something nobody can tell any more, so each node that notices
leaves it alone: tasks go on where they are, no standby follows, and none is replaced. 'mosctl status' says so.
With this the node uses it again. What an outdated etcd has of tasks is removed from it. Tasks that run go on until they end, without
anybody who could follow them: end them and start them anew where that matters. Copies of tasks whose home has died stay on their
standbys (mosctl standbys), and nobody goes on with them.

Examples:
  mosctl status; mosctl -N all etcd-anew`,
    )
    .action(() =>
      withAgent(async (client) => {
        await client.etcdAnew();
        process.stdout.write(`node ${client.target} uses etcd as it is now\n`);
      }),
    );
}
