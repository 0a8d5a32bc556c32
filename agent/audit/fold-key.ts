import { isIPv6 } from 'node:net';
import type { AuditEvent } from '../../protocol/audit.ts';

/** Who causes an event, as far as writing it down costs room: strangers together, each member, this machine. */
export type Actor = 'strangers' | `node ${number}` | 'this machine';

export function actorOf(event: AuditEvent): Actor {
  switch (event.event) {
    case 'key-refused':
    case 'token-refused':
    case 'user-refused':
      return 'strangers';
    case 'limit-reached':
      return event.address === null ? 'this machine' : 'strangers';
    case 'guest-admitted':
    case 'guest-refused':
    case 'guest-ended':
      return `node ${event.from}`;
    case 'files-refused':
    case 'protocol-broken':
      return `node ${event.node}`;
    case 'member-connected':
      return `node ${event.id}`;
    case 'member-heard':
      return event.from === null ? 'this machine' : `node ${event.from}`;
    case 'command-given':
    case 'command-refused':
      return 'node' in event.by ? `node ${event.by.node}` : 'this machine';
    default:
      return 'this machine';
  }
}

/** Events with the same key are one line with a count; null: each is a line of its own. */
export function foldKey(event: AuditEvent): string | null {
  const { event: name } = event;
  const key = (...parts: unknown[]): string => JSON.stringify([name, ...parts]);
  switch (name) {
    case 'key-refused':
      // Whom we know is told apart; of the others one address is one.
      return key(networkOf(event.address), event.id === null ? null : event.fingerprint);
    case 'token-refused':
      return key(networkOf(event.address), event.token);
    case 'user-refused':
      return key(networkOf(event.address));
    case 'user-entered':
      return key(event.key, event.address);
    case 'limit-reached':
      return key(event.what, event.address && networkOf(event.address));
    case 'guest-refused':
      return key(event.from, event.home, event.hash);
    case 'protocol-broken':
    case 'files-refused':
      return key(event.node);
    case 'member-connected':
      return key(event.id, event.address);
    case 'grant-refused':
      return key(event.task, event.of, event.resource);
    case 'command-given':
    case 'command-refused':
    case 'user-ran':
      return JSON.stringify(event);
    default:
      return null;
  }
}

/** Who has an IPv6 address has 2^64 of them. */
export function networkOf(address: string): string {
  if (!isIPv6(address) || /^::ffff:[\d.]+$/i.test(address)) return address;
  const [before = '', after] = address.toLowerCase().split('%')[0]!.split('::');
  const head = before === '' ? [] : before.split(':');
  const tail = after === undefined || after === '' ? [] : after.split(':');
  const zeros =
    after === undefined ? [] : Array.from({ length: Math.max(0, 8 - head.length - tail.length) }, () => '0');
  return `${[...head, ...zeros, ...tail].slice(0, 4).join(':')}::/64`;
}
