import { isIPv6 } from 'node:net';
import { type Announcement, txtOf } from '../discovery.ts';
import { serviceOf } from './listing.ts';

/** How long others may believe a record: about as long as a node's absence may go unnoticed. */
const TTL_S = 60;

/**
 * The records by which a domain lists a node, one a line in the form of zone files (RFC 1035, section 5.1), each complete:
 * `update add` before each makes them a message for nsupdate (RFC 2136).
 */
export function zoneLines(domain: string, node: Announcement, addresses: readonly string[]): string[] {
  const service = serviceOf(domain);
  const instance = `omosix-${node.id}.${service}`;
  const machine = `omosix-${node.id}.${domain}`;
  const line = (name: string, type: string, data: string): string => `${name}. ${TTL_S} IN ${type} ${data}`;
  return [
    line(service, 'PTR', `${instance}.`),
    line(instance, 'SRV', `0 0 ${node.port} ${machine}.`),
    line(instance, 'TXT', Object.entries(txtOf(node)).map(quoted).join(' ')),
    ...addresses.map((address) => line(machine, isIPv6(address) ? 'AAAA' : 'A', address)),
  ];
}

/** A character string: what is not plain ASCII as `\DDD`, byte by byte. */
function quoted([key, value]: [string, string]): string {
  const text = [...Buffer.from(`${key}=${value}`)]
    .map((byte) => {
      const character = String.fromCharCode(byte);
      if (character === '"' || character === '\\') return `\\${character}`;
      return byte >= 0x20 && byte < 0x7f ? character : `\\${String(byte).padStart(3, '0')}`;
    })
    .join('');
  return `"${text}"`;
}
