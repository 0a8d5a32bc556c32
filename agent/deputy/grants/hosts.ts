import { isIP, isIPv6 } from 'node:net';
import { OmosixError } from '../../../protocol/errors.ts';

const LOCAL = ['localhost', '127.0.0.1', '::1'];
const ANY = ['0.0.0.0', '::'];
const MAX_PORT = 65_535;
/** Addresses that names stood for; the oldest are forgotten. */
const MOST_KNOWN = 4_096;

/** One way to write each: names in lower case without the last dot, addresses of IPv6 in their short form. */
export function hostOf(text: string): string {
  if (!isIPv6(text)) return text.toLowerCase().replace(/\.$/, '');
  try {
    return new URL(`http://[${text}]`).hostname.slice(1, -1);
  } catch {
    // With an interface.
    return text.toLowerCase();
  }
}

/** @throws OmosixError EUSAGE where it is neither `host` nor `host:port` */
export function assertHost(entry: string): void {
  const [host, port] = split(entry);
  if (host === '' || /[\s/@\\]/.test(host) || (host.includes(':') && !isIPv6(host)))
    throw new OmosixError('EUSAGE', `--allow-net: '${entry}' is no HOST or HOST:PORT ([::1]:80 of IPv6)`);
  if (port !== null && !(port >= 0 && port <= MAX_PORT))
    throw new OmosixError('EUSAGE', `--allow-net: '${entry}' has no port from 0 to ${MAX_PORT}`);
}

function split(entry: string): [host: string, port: number | null] {
  const [, inBrackets, after] = /^\[(.*)\](?::(\d+))?$/.exec(entry) ?? [];
  if (inBrackets !== undefined) return [inBrackets, after === undefined ? null : Number(after)];
  const at = entry.indexOf(':');
  if (at < 0 || at !== entry.lastIndexOf(':')) return [entry, null];
  return [entry.slice(0, at), /^\d+$/.test(entry.slice(at + 1)) ? Number(entry.slice(at + 1)) : Number.NaN];
}

/** What of the network a task may use: names and addresses, each with one port or all. */
export class Hosts {
  private readonly entries: { host: string; port: number | null }[];
  /** What names that are allowed stand for, as the resolver of home has told this task: it connects to addresses. */
  private readonly known = new Map<string, Set<string>>();

  constructor(entries: readonly string[]) {
    this.entries = entries.map((entry) => {
      const [host, port] = split(entry);
      return { host: hostOf(host), port };
    });
  }

  get isAny(): boolean {
    return this.entries.length > 0;
  }

  /** `port` null: whether there is any. */
  allows(name: string, port: number | null): boolean {
    const host = hostOf(name);
    return this.entries.some(
      (entry) =>
        (port === null || entry.port === null || entry.port === port) &&
        (entry.host === host || areAlike(entry.host, host) || this.known.get(host)?.has(entry.host) === true),
    );
  }

  /** The resolver says that these are addresses of `name`. */
  learn(name: string, told: unknown): void {
    if (!this.allows(name, null) || isIP(name) !== 0) return;
    for (const address of addressesIn(told)) {
      const key = hostOf(address);
      const names = this.known.get(key) ?? new Set();
      this.known.delete(key);
      this.known.set(key, names.add(hostOf(name)));
      if (this.known.size > MOST_KNOWN) this.known.delete(this.known.keys().next().value!);
    }
  }
}

const areAlike = (one: string, other: string): boolean =>
  (one === 'localhost' && LOCAL.includes(other)) || (ANY.includes(one) && ANY.includes(other));

/** As functions of `node:dns` give them: one or several, as text or with more about each. */
function addressesIn(told: unknown): string[] {
  return (Array.isArray(told) ? told : [told]).flatMap((one) => {
    const address: unknown = typeof one === 'object' && one !== null && 'address' in one ? one.address : one;
    return typeof address === 'string' && isIP(address) !== 0 ? [address] : [];
  });
}
