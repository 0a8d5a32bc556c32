import * as z from 'zod/mini';
import { MAX_ADDRESSES, MAX_BOOK_ENTRIES, MAX_MAP_ENTRIES } from './limits.ts';
import { nodeId, nodeName, text } from './node.ts';

/** What nodes and commands say about members: see docs/design/cluster.md. */

export const port = z.int().check(z.gte(1), z.lte(65535));
/** A name or an IP address; DNS allows 253 characters. */
export const hostName = z.string().check(z.minLength(1), z.maxLength(253));
export const address = z.object({ host: hostName, port });
export type Address = z.infer<typeof address>;
/** As people write it: `HOST:PORT`, an IPv6 address in brackets. */
export const addressText = ({ host, port: at }: Address): string =>
  host.includes(':') ? `[${host}]:${at}` : `${host}:${at}`;
export const addresses = z.array(address).check(z.maxLength(MAX_ADDRESSES));

/** `ssh-ed25519 AAAA…` */
export const publicKey = z.string().check(z.regex(/^ssh-ed25519 [A-Za-z0-9+/]{68}$/));
/** SHA-256 of a key's blob, hex. */
export const fingerprint = z.string().check(z.regex(/^[0-9a-f]{64}$/));

/** What the book says of one key. */
export const memberEntry = z.object({
  key: publicKey,
  id: nodeId,
  name: nodeName,
  addresses,
  /** Counts what others decided about it: entered, revoked, forgotten, entered again. */
  version: z.int().check(z.gte(1)),
  /** Counts what it says of itself: name, addresses, ID. */
  revision: z.int().check(z.gte(0)),
  state: z.enum(['member', 'revoked', 'forgotten']),
  /** Fingerprint of the node on which the state was decided. */
  by: fingerprint,
});
export type MemberEntry = z.infer<typeof memberEntry>;
export const memberEntries = z.array(memberEntry).check(z.maxLength(MAX_BOOK_ENTRIES));

/**
 * What a node allows another: `run` its tasks may execute here, `host` our tasks may execute there, `files` our files
 * are served to it, `admin` it may command this node and take members out.
 */
export const grant = z.enum(['run', 'host', 'files', 'admin']);
export type Grant = z.infer<typeof grant>;
export const grants = z.array(grant).check(z.maxLength(4));

/** Why a peer is not reached, in a word for programs and a sentence for people. */
export const trouble = z.object({
  kind: z.enum(['nobody', 'noroute', 'noname', 'silent', 'notmember', 'otherkey', 'version', 'broken']),
  message: text,
});
export type Trouble = z.infer<typeof trouble>;

/** A member as `mosctl peers` shows it. */
export const peerView = z.object({
  id: nodeId,
  name: nodeName,
  isSelf: z.boolean(),
  state: z.enum(['up', 'down', 'refused', 'other version', 'no route', 'revoked', 'forgotten']),
  /** Why it is not up, in words. */
  reason: z.nullable(text),
  addresses,
  fingerprint,
  /** Of a revoked or forgotten one nothing is granted. */
  grants,
});
export type PeerView = z.infer<typeof peerView>;

/** A line of the static map: where a node listens, and by which key it is known; null where that is not said. */
export const mapEntry = z.object({
  id: nodeId,
  host: hostName,
  port,
  key: z.nullable(publicKey),
  name: nodeName,
});
export type MapEntry = z.infer<typeof mapEntry>;
export const mapEntries = z.array(mapEntry).check(z.maxLength(MAX_MAP_ENTRIES));

/** A node that is no member: heard by mDNS, or turned away at the door. Nothing that it says is proven. */
export const strangerView = z.object({
  fingerprint,
  id: z.nullable(nodeId),
  name: z.nullable(nodeName),
  address: z.nullable(text),
  how: z.enum(['heard', 'turned away']),
  agoMs: z.number(),
});
export type StrangerView = z.infer<typeof strangerView>;
