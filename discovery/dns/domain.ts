import { isIP } from 'node:net';
import { OmosixError } from '../../protocol/errors.ts';
import { addressText } from '../../protocol/members.ts';

/** Where DNS lists nodes: a name, and who is asked about it. */
export interface DnsDomain {
  /** Without a final dot. */
  name: string;
  /** `ADDRESS:PORT` as Node's resolvers take it; null: those of the system. */
  server: string | null;
}

/** Labels of at most 63 characters, 253 in all (RFC 1035, section 2.3.4); underscores, since services have them. */
const NAME = /^(?=.{1,253}$)[a-z0-9_]([a-z0-9_-]{0,62})(\.[a-z0-9_]([a-z0-9_-]{0,62}))*$/i;

/** `NAME` or `NAME@SERVER[:PORT]`. @throws OmosixError EUSAGE */
export function parseDomain(text: string): DnsDomain {
  const [named = '', server, ...more] = text.split('@');
  const name = named.replace(/\.$/, '');
  if (!NAME.test(name) || isIP(name) !== 0 || more.length > 0)
    throw new OmosixError('EUSAGE', `'${text}' is no name in DNS: e.g. cluster.example.org, or NAME@SERVER`);
  return { name, server: server === undefined ? null : serverOf(server) };
}

function serverOf(text: string): string {
  const match = /^(?:\[([^\]]+)\]|([^:]+))(?::(\d{1,5}))?$/.exec(text);
  const host = isIP(text) === 6 ? text : (match?.[1] ?? match?.[2] ?? '');
  const port = match?.[3] === undefined ? 53 : Number(match[3]);
  if (isIP(host) === 0 || port < 1 || port > 65_535)
    throw new OmosixError(
      'EUSAGE',
      `'${text}' is no DNS server: an IP address, e.g. 10.0.0.2 or [fd00::2]:5353`,
    );
  return addressText({ host, port });
}

export const domainText = ({ name, server }: DnsDomain): string =>
  server === null ? name : `${name}@${server}`;
