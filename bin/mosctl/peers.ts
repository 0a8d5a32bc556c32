import type { Command } from 'commander';
import { OmosixError } from '../../protocol/errors.ts';
import { addressText, type PeerView, type StrangerView } from '../../protocol/members.ts';
import { age, type Column } from '../../tui/table.ts';
import { printTable } from '../command.ts';
import { withAgent } from './reach.ts';

/** Enough of a key to tell it from others; `--json` has all of it. */
const short = (fingerprint: string): string => fingerprint.slice(0, 16);

const where = ({ addresses: [first] }: PeerView): string => (first ? addressText(first) : '-');

const members: Column<PeerView>[] = [
  { title: 'ID', value: ({ id }) => String(id), right: true },
  { title: 'NAME', value: ({ name, isSelf }) => (isSelf ? `${name}*` : name) },
  { title: 'ADDRESS', value: where },
  { title: 'STATE', value: ({ state }) => state },
  { title: 'KEY', value: ({ fingerprint }) => short(fingerprint) },
  { title: 'GRANTS', value: ({ grants }) => grants.join(',') || '-' },
  { title: 'REASON', value: ({ reason }) => reason ?? '-' },
];

const others: Column<StrangerView>[] = [
  { title: 'ID', value: ({ id }) => (id === null ? '-' : String(id)), right: true },
  { title: 'NAME', value: ({ name }) => name ?? '-' },
  { title: 'ADDRESS', value: ({ address }) => address ?? '-' },
  { title: 'HOW', value: ({ how }) => how },
  { title: 'AGE', value: ({ agoMs }) => age(agoMs), right: true },
  { title: 'KEY', value: ({ fingerprint }) => short(fingerprint) },
];

export function addPeers(mosctl: Command): void {
  mosctl
    .command('peers')
    .description('the members of the cluster, as this node knows them: * is this node itself')
    .option('--json', 'JSON instead of tables')
    .addHelpText(
      'after',
      `
STATE   up, down, no route, other version (of omosix), refused (it knows us no more), revoked, forgotten
GRANTS  what the member may do here: run (its tasks execute here), host (ours execute there), files, admin
Strangers are nodes that are no members: heard by mDNS, or turned away because nobody here knows their key.

Examples:
  mosctl peers
  mosctl peers --json | jq '.peers[] | select(.state != "up")'`,
    )
    .action(({ json }: { json?: true }) =>
      withAgent(async (client) => {
        const { peers, strangers } = await client.peers();
        const { trouble } = (await client.overview()).agent;
        if (json) {
          process.stdout.write(`${JSON.stringify({ peers, strangers, trouble }, null, 2)}\n`);
          return;
        }
        printTable(
          members,
          peers.filter(({ state }) => state !== 'forgotten'),
        );
        if (trouble !== null) process.stdout.write(`\n${trouble}\n`);
        if (strangers.length === 0) return;
        process.stdout.write('\nStrangers (no members):\n');
        printTable(others, strangers);
      }),
    );

  mosctl
    .command('whois <ID|NAME>')
    .description('which member that is: one line with ID, name, address, key and state')
    .option('--json', 'JSON instead of a line')
    .addHelpText('after', '\nExamples:\n  mosctl whois lab7\n  mosctl whois 4711')
    .action((who: string, { json }: { json?: true }) =>
      withAgent(async (client) => {
        const { peers } = await client.peers();
        const found = peers.filter(
          ({ id, name, state }) => state !== 'forgotten' && (String(id) === who || name === who),
        );
        if (found.length === 0)
          throw new OmosixError('ENONODE', `no member ${who}: mosctl peers lists them all`);
        if (json) process.stdout.write(`${JSON.stringify(found, null, 2)}\n`);
        else
          for (const one of found) {
            const state = one.reason ? `${one.state}: ${one.reason}` : one.state;
            process.stdout.write(
              `${one.id} ${one.name}${one.isSelf ? '*' : ''} ${where(one)} ${one.fingerprint} ${state}\n`,
            );
          }
      }),
    );
}
