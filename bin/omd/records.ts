import { isIP } from 'node:net';
import type { AgentOptions } from '../../agent/agent-options.ts';
import { ownAddresses } from '../../agent/membership/own-addresses.ts';
import { zoneLines } from '../../discovery/dns/zone.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

/** `omd --dns-records`: the lines of a zone by which a domain lists this node. `id`: null for that of the members' book. */
export async function recordsOf(
  domain: string,
  {
    places,
    name,
    listen,
    advertised,
    id,
  }: Pick<AgentOptions, 'places' | 'name' | 'listen' | 'advertised'> & {
    id: number | null;
  },
): Promise<string[]> {
  if (!listen || listen.port === 0)
    throw new OmosixError('EUSAGE', '--dns-records is for an agent that listens at a known port');
  const { nodeKey } = await import('../../agent/transport/keys.ts');
  const { Ledger } = await import('../../agent/membership/ledger.ts');
  const ledger = new Ledger(places.state, nodeKey(places.state).public);
  const [first, ...others] = ownAddresses(listen, advertised).filter(({ host }) => isIP(host) !== 0);
  // One SRV record has one port: that of the address which is told first.
  const port = first?.port ?? listen.port;
  const hosts = [first, ...others].flatMap((one) => (one?.port === port ? one.host : []));
  return zoneLines(
    domain,
    {
      id: id ?? ledger.rightfulId(),
      name,
      fingerprint: ledger.fingerprint,
      protocol: PROTOCOL_VERSION,
      port,
    },
    [...new Set(hosts)],
  );
}
