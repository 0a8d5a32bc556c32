import type { AgentOptions } from '../../agent/agent-options.ts';
import { noted } from '../../agent/audit/audit.ts';
import { joinCluster } from '../../agent/membership/join-cluster.ts';
import { ownAddresses } from '../../agent/membership/own-addresses.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { OmosixError } from '../../protocol/errors.ts';

/** `omd --join`: makes this machine a member, and tells its user so, before the agent runs. */
export async function join(
  token: string,
  { places, name, listen, advertised }: Pick<AgentOptions, 'places' | 'name' | 'listen' | 'advertised'>,
): Promise<void> {
  if (!listen) throw new OmosixError('EUSAGE', '--join is for an agent that others can reach');
  const addresses = listen.port === 0 ? [] : ownAddresses(listen, advertised);
  const { id, inviter, members, sameName } = await joinCluster(token, { places, name, addresses });
  const tell = (line: string): boolean => process.stderr.write(`omd: ${line}\n`);
  const why = noted(places.state, { event: 'member-entered', id, inviter }, systemClock.nowMs());
  if (why !== null) tell(`warning: this is not in the audit log: ${why}`);
  tell(`${inviter} let this machine in: it is node ${id}, one of ${members} members`);
  if (sameName.length > 0)
    tell(
      `warning: node ${sameName.join(', ')} is called ${name} too: say nodes by their IDs, or give this one another --name`,
    );
}

/** What is done already is not done again in the background. */
export function withoutJoin(args: readonly string[]): string[] {
  const at = args.indexOf('--join');
  const kept = at < 0 ? args : [...args.slice(0, at), ...args.slice(at + 2)];
  return kept.filter((arg) => !arg.startsWith('--join='));
}
