import { isIPv4 } from 'node:net';
import { networkInterfaces } from 'node:os';

/** An IPv4 interface of this machine, by its first address. */
export interface Interface {
  name: string;
  address: string;
  netmask: string;
  isLoopback: boolean;
}

/** All that are up. */
export function interfacesNow(): Interface[] {
  const found: Interface[] = [];
  for (const [name, addresses] of Object.entries(networkInterfaces())) {
    const first = addresses?.find(({ family }) => family === 'IPv4');
    if (!first) continue;
    found.push({ name, address: first.address, netmask: first.netmask, isLoopback: first.internal });
  }
  return found;
}

/** Those on which nodes are looked for: the wanted ones, by name or address; else all but loopback. */
export function chosen(interfaces: readonly Interface[], wanted: readonly string[] | null): Interface[] {
  if (wanted === null) return interfaces.filter(({ isLoopback }) => !isLoopback);
  return interfaces.filter(({ name, address }) => wanted.includes(name) || wanted.includes(address));
}

/** Where to announce a node that is reached at this address only: elsewhere nobody could reach it. */
export function interfacesFor(listening: string): string[] | null {
  if (listening === 'localhost' || listening.startsWith('127.')) return ['127.0.0.1'];
  return isIPv4(listening) && listening !== '0.0.0.0' ? [listening] : null;
}

/**
 * Whether a packet from `source` came in on another interface than `own`. Linux hands a multicast packet to every
 * socket that is bound to its port, on whatever interface that one has joined the group.
 */
export function isFromElsewhere(source: string, own: Interface, interfaces: readonly Interface[]): boolean {
  return !inSubnet(source, own) && interfaces.some((one) => one.name !== own.name && inSubnet(source, one));
}

function inSubnet(host: string, { address, netmask }: Interface): boolean {
  const mask = toNumber(netmask);
  // Bitwise operators are signed, on both sides alike.
  return (toNumber(host) & mask) === (toNumber(address) & mask);
}

function toNumber(ipv4: string): number {
  return ipv4.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}
