import { type Command, InvalidArgumentError } from 'commander';
import { DEFAULT_PORT } from '../../discovery/static-map.ts';
import { MAX_ADDRESSES } from '../../protocol/limits.ts';
import type { Address } from '../../protocol/members.ts';
import { durationMs, UNIT_MS } from '../duration.ts';
import { onThisMachine } from '../over-ssh.ts';
import { withAgent } from './reach.ts';

const MAX_MS = 366 * UNIT_MS.d;

function duration(text: string): number {
  const ms = durationMs(text);
  if (!ms || ms > MAX_MS)
    throw new InvalidArgumentError("It must be a time as in '90s', '15m', '1h', '7d', at most a year.");
  return ms;
}

function address(text: string, before: Address[] = []): Address[] {
  const match = /^(?:\[(.+)\]|([^:]+)|([^[\]]*:[^[\]]*:[^[\]]*))(?::(\d+))?$/.exec(text);
  const host = match?.[1] ?? match?.[2] ?? match?.[3];
  const port = match?.[4] === undefined ? DEFAULT_PORT : Number(match[4]);
  if (!host || host.length > 253 || port < 1 || port > 65535)
    throw new InvalidArgumentError(
      "It must be HOST or HOST:PORT, e.g. 'lab1.example.org' or '[2001:db8::7]:4712'.",
    );
  if (before.length === MAX_ADDRESSES) throw new InvalidArgumentError(`At most ${MAX_ADDRESSES} of them.`);
  return [...before, { host, port }];
}

export function addInvite(mosctl: Command): void {
  mosctl
    .command('invite')
    .description('print a token by which one machine may join the cluster')
    .option('--expires <TIME>', 'how long it may be used (default: 1h)', duration, 3_600_000)
    .option('--address <HOST[:PORT]>', 'where the new machine reaches this one; may be repeated', address)
    .option('--json', 'JSON instead of the token alone')
    .addHelpText(
      'after',
      `
The token is for one machine, once. It holds the addresses of this node, the fingerprint of its key and a secret:
whoever has it may join, so send it as you would a password. On the new machine: omd --join TOKEN.
Whoever joins knows all members from then on, and any of them knows it. Both sides let each other's tasks in
(mosctl grant), and the new node lets this one command it.

Examples:
  mosctl invite
  mosctl invite --expires 15m --address gateway.example.org:14712
  ssh lab2 omd --join $(mosctl invite)`,
    )
    .action(({ expires, address: given, json }: { expires: number; address?: Address[]; json?: true }) =>
      withAgent(async (client) => {
        onThisMachine('who is a member');
        const made = await client.invite(expires, given ?? []);
        process.stdout.write(`${json ? JSON.stringify(made) : made.token}\n`);
        if (json || !process.stdout.isTTY) return;
        const until = new Date(made.expiresAtMs).toLocaleTimeString();
        process.stderr.write(`mosctl: for one machine, until ${until}: omd --join TOKEN\n`);
        if (made.addresses.every(({ host }) => host === '127.0.0.1' || host === 'localhost'))
          process.stderr.write(
            'mosctl: this node listens on loopback only: the token serves this machine alone\n',
          );
      }),
    );
}
