import { isIP } from 'node:net';
import { InvalidArgumentError } from 'commander';
import type { Advertised } from '../../agent/membership/own-addresses.ts';
import { systemClock } from '../../agent/system-clock.ts';
import { keyAt } from '../../agent/transport/key-at.ts';
import type { Discovery } from '../../discovery/discovery.ts';
import { type DnsDomain, parseDomain } from '../../discovery/dns/domain.ts';
import { wantedFor } from '../../discovery/interfaces.ts';
import { hostName, port } from '../../protocol/members.ts';

/** How a node finds others, and is found. */
export interface Finding {
  interface?: string[];
  ttl: number;
  mdns: boolean;
  dns?: DnsDomain[];
}

const listed = (text: string): string[] => text.split(',').filter(Boolean);

export function domain(text: string): DnsDomain {
  try {
    return parseDomain(text);
  } catch (error) {
    throw new InvalidArgumentError(`${(error as Error).message}.`);
  }
}

export const domains = (text: string): DnsDomain[] => listed(text).map(domain);

/** `HOST`, `HOST:PORT`, an IPv6 address in brackets where a port follows. Without a port it is the one listened at. */
export const addressesOf = (text: string): Advertised[] =>
  listed(text).map((one) => {
    const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(one);
    const host = isIP(one) === 6 ? one : (match?.[1] ?? match?.[2]);
    const given = match?.[3] === undefined ? null : Number(match[3]);
    if (!hostName.safeParse(host).success || (given !== null && !port.safeParse(given).success))
      throw new InvalidArgumentError("It must be HOST or HOST:PORT, e.g. '203.0.113.7:4712'.");
    return { host: host as string, port: given };
  });

export async function discoveryOf(
  { mdns, interface: wanted, ttl, dns }: Finding,
  listen: { host: string } | null,
): Promise<Discovery | null> {
  const asked = dns
    ? new (await import('../../discovery/dns/dns-sd.ts')).DnsDiscovery(dns, keyAt, systemClock)
    : null;
  if (!mdns) return asked;
  const { Multicast } = await import('../../discovery/multicast.ts');
  const where = wantedFor(listen?.host ?? null);
  const multicast = new Multicast({ ...where, interfaces: wanted ?? where.interfaces }, ttl);
  if (!asked) return multicast;
  const { Several } = await import('../../discovery/several.ts');
  return new Several(asked, multicast);
}
