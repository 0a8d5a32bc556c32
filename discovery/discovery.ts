import { isIP } from 'node:net';
import * as z from 'zod/mini';

/** What a node says of itself to everybody who looks for nodes. Nothing of it is trusted: keys admit. */
export interface Announcement {
  id: number;
  name: string;
  /** Hex SHA-256 of the node's key blob. */
  fingerprint: string;
  /** The protocol that it speaks. */
  protocol: number;
  port: number;
}

/** What was found of another node, and where it may be reached. */
export interface Sighting extends Omit<Announcement, 'port' | 'id' | 'protocol'> {
  /** Null where only its address was found, and the key that it shows. */
  id: number | null;
  protocol: number | null;
  /** Most promising first: where the packet came from, then what it says itself. */
  addresses: { host: string; port: number }[];
  /** On which interface it was heard, or by which domain it is listed. */
  interface: string;
}

export interface DiscoveryEvents {
  /** Again and again for a node that is there; also when it has a new address. */
  heard(sighting: Sighting): void;
  /** A node said goodbye. Others leave without a word: who lives is known by heartbeats. */
  left(fingerprint: string): void;
  /** `trouble()` is another. */
  changed(): void;
}

/** Finds nodes. Adapters: mDNS on the local network, DNS beyond it; in the tests also one in memory. */
export interface Discovery {
  /** Listens, and announces oneself unless `self` is null. */
  start(self: Announcement | null, events: DiscoveryEvents): void;
  /** Why nodes are not found, or not everywhere, in words; null where all is well. */
  trouble(): string | null;
  /** Says goodbye. */
  stop(): Promise<void>;
}

/** Of the names that a stranger gives itself. */
const MAX_NAME_BYTES = 200;
const MAX_ADDRESSES = 8;

const integer = (least: number, most: number) =>
  z.pipe(
    z.pipe(z.string().check(z.regex(/^\d{1,5}$/)), z.transform(Number)),
    z.int().check(z.gte(least), z.lte(most)),
  );

const txt = z.object({
  id: integer(1, 65535),
  name: z.pipe(z.string().check(z.minLength(1), z.maxLength(MAX_NAME_BYTES)), z.transform(printable)),
  fp: z.string().check(z.regex(/^[0-9a-f]{64}$/)),
  v: integer(0, 65535),
});

/** The TXT record of an announcement. */
export function txtOf({ id, name, fingerprint, protocol }: Announcement): Record<string, string> {
  return { id: String(id), name: shortened(name), fp: fingerprint, v: String(protocol) };
}

/** What was heard, if it makes sense. */
export function sightingOf(
  heard: { txt: unknown; port: unknown; from: string; addresses: readonly string[] },
  where: string,
): Sighting | null {
  const said = txt.safeParse(heard.txt);
  const port = z.int().check(z.gte(1), z.lte(65535)).safeParse(heard.port);
  if (!said.success || !port.success) return null;
  const hosts = [...new Set([heard.from, ...heard.addresses.filter(meansSomething)])];
  return {
    id: said.data.id,
    name: said.data.name,
    fingerprint: said.data.fp,
    protocol: said.data.v,
    addresses: hosts.slice(0, MAX_ADDRESSES).map((host) => ({ host, port: port.data })),
    interface: where,
  };
}

/** An IPv6 address of a link needs to be told the link. */
const meansSomething = (host: string): boolean => isIP(host) !== 0 && !/^fe[89ab]/i.test(host);

/** What a stranger says is shown on terminals: no control characters, nothing that changes the direction of text. */
export function printable(text: string): string {
  return text.replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, '?');
}

/** A string of a TXT record has at most 255 bytes, its key included. */
function shortened(name: string): string {
  let short = name;
  while (Buffer.byteLength(short) > MAX_NAME_BYTES) short = [...short].slice(0, -1).join('');
  return short;
}
