import { isIP, isIPv4, isIPv6 } from 'node:net';
import { networkInterfaces } from 'node:os';

export type Family = 4 | 6;

/** An interface of this machine for one family of addresses. Of IPv6 it is known by its address of the link, if it has one. */
export interface Interface {
  name: string;
  family: Family;
  address: string;
  netmask: string;
  isLoopback: boolean;
  /** All that it has of this family. */
  addresses: string[];
}

/** All that are up, each once a family. */
export function interfacesNow(): Interface[] {
  const found: Interface[] = [];
  for (const [name, addresses = []] of Object.entries(networkInterfaces())) {
    for (const family of [4, 6] as const) {
      const all = addresses.filter((one) => one.family === `IPv${family}`);
      const first = all.find(({ scopeid }) => Boolean(scopeid)) ?? all[0];
      if (!first) continue;
      const { address, netmask, internal: isLoopback } = first;
      found.push({ name, family, address, netmask, isLoopback, addresses: all.map((one) => one.address) });
    }
  }
  return found;
}

/** Where nodes are looked for. */
export interface Wanted {
  /** Interfaces by name or address; null: all but loopback. */
  interfaces: readonly string[] | null;
  families: readonly Family[];
}

export function chosen(all: readonly Interface[], { interfaces, families }: Wanted): Interface[] {
  return all.filter(({ name, family, addresses, isLoopback }) => {
    if (!families.includes(family)) return false;
    if (interfaces === null) return !isLoopback;
    return interfaces.includes(name) || interfaces.some((one) => addresses.includes(one));
  });
}

/**
 * Where to announce a node that is reached there: at one address, elsewhere nobody could reach it; at those of one family, the other
 * would promise in vain. `listening`: null for a node that only looks for others.
 */
export function wantedFor(listening: string | null): Wanted {
  if (listening === null || listening === '::') return { interfaces: null, families: [4, 6] };
  if (listening === 'localhost' || listening.startsWith('127.'))
    return { interfaces: ['127.0.0.1'], families: [4] };
  if (isIPv6(listening)) return { interfaces: [listening.split('%')[0] as string], families: [6] };
  const isOne = isIPv4(listening) && listening !== '0.0.0.0';
  return { interfaces: isOne ? [listening] : null, families: [4] };
}

/**
 * Whether a packet from `source` came in on another interface than `own`. Linux hands a multicast packet to every
 * socket that is bound to its port, on whatever interface that one has joined the group.
 */
export function isFromElsewhere(source: string, own: Interface, interfaces: readonly Interface[]): boolean {
  if (isIP(source) !== own.family) return true;
  if (own.family === 6) {
    // What came by IPv4 to a socket of both families is the other instance's.
    if (/^::ffff:/i.test(source)) return true;
    // A sender's address of the link names the interface; from an interface without one it has another.
    const scope = source.split('%')[1];
    return scope !== undefined && scope !== own.name;
  }
  const others = interfaces.filter(({ name, family }) => family === 4 && name !== own.name);
  return !inSubnet(source, own) && others.some((one) => inSubnet(source, one));
}

function inSubnet(host: string, { address, netmask }: Interface): boolean {
  const mask = toNumber(netmask);
  // Bitwise operators are signed, on both sides alike.
  return (toNumber(host) & mask) === (toNumber(address) & mask);
}

function toNumber(ipv4: string): number {
  return ipv4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
