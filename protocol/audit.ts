import * as z from 'zod/mini';
import { MAX_AUDIT_CHARS } from './limits.ts';
import { fingerprint, grant } from './members.ts';
import { nodeId } from './node.ts';

/**
 * What a node writes down for its administrator, one JSON object a line (docs/commands.md, `mosctl audit`). No secret is in it: no token, no
 * argument or environment of a program, no text of a file. What others have said of themselves (names, programs, reasons) is as they said it.
 */
const word = z.string().check(z.maxLength(MAX_AUDIT_CHARS));
const count = z.int().check(z.gte(0));
/** An IP address, without its port. */
const address = word;
/** SHA-256 of a key's blob; of nodes in hex as everywhere, of ssh users as `ssh-keygen -l` shows it. */
const userKey = word;

/** Who gave an order: a process of this machine (its pid is what it says, the rest is what the system says of that), or a member. */
const by = z.union([
  z.object({ uid: z.nullable(z.int()), pid: z.nullable(z.int()), program: z.nullable(word) }),
  z.object({ node: nodeId }),
]);
export type OrderedBy = z.infer<typeof by>;

const member = { id: nodeId, name: word, fingerprint };
/** A task of another home: whose it is, who brought it, and its program. `hash`: SHA-256 of the compiled program. */
const guest = { task: word, home: nodeId, from: nodeId, program: word, hash: word };

const happened = {
  'agent-began': { node: nodeId, name: word, version: word, pid: z.int(), uid: z.nullable(z.int()) },
  'agent-ended': { pid: z.int() },
  /** So many events could not be written. */
  'agent-gap': { lost: count, reason: word },

  /** By a token of ours. */
  'member-joined': { ...member, address, token: z.int() },
  /** This machine has become a member. */
  'member-entered': { id: nodeId, inviter: word },
  /** We were told so by another member (its ID), or by the map of this machine (null). */
  'member-heard': { ...member, state: z.enum(['member', 'revoked', 'forgotten']), from: z.nullable(nodeId) },
  'member-removed': { ...member, how: z.enum(['revoked', 'forgotten']) },
  'member-granted': { ...member, grants: z.array(grant) },
  /** It has proven its key; `address` where it came to us. */
  'member-connected': { id: nodeId, name: word, address: z.nullable(address) },

  'token-made': { token: z.int(), expiresAtMs: z.number() },
  /** `token`: its number where the secret was known here; null: a guess, or one that was taken back. */
  'token-refused': {
    token: z.nullable(z.int()),
    reason: word,
    address,
    fingerprint: z.nullable(fingerprint),
  },

  /** `id`, `name`, `was`: what the members' book says of that key. */
  'key-refused': {
    fingerprint,
    address,
    id: z.nullable(nodeId),
    name: z.nullable(word),
    was: z.nullable(word),
  },
  /** Of ssh users. */
  'key-admitted': { key: userKey, comment: word, by },
  'key-removed': { key: userKey, comment: word, by },

  'guest-admitted': { ...guest, how: z.enum(['started', 'moved']) },
  'guest-refused': { ...guest, reason: word },
  /** `forMs`: it was here; the most memory it was seen to have. */
  'guest-ended': { ...guest, reason: word, forMs: z.number(), cpuMs: z.number(), memoryBytes: count },

  /** `order`: what was asked for, as far as it tells something and holds no secret. */
  'command-given': { command: word, order: z.record(word, z.unknown()), by },
  'command-refused': { command: word, reason: word, by },

  /** A call that a task's user has not allowed (`omrun --allow-…`). `of`: read, write, net, run. */
  'grant-refused': { task: word, of: word, resource: word },
  /** A member that may not have our files asked for one. */
  'files-refused': { node: nodeId },

  'user-entered': { username: word, key: userKey, address },
  /** `keys`: so many it has shown. */
  'user-refused': { username: word, address, keys: count },
  'user-ran': { username: word, command: word, isAllowed: z.boolean() },

  'protocol-broken': { node: nodeId, name: word, reason: word },

  /** `what`: which bound. */
  'limit-reached': { what: word, address: z.nullable(address) },
} as const;

export type AuditName = keyof typeof happened;
export const AUDIT_NAMES = Object.keys(happened) as AuditName[];
/** What stands before the hyphen. */
export const AUDIT_KINDS = [...new Set(AUDIT_NAMES.map((name) => name.slice(0, name.indexOf('-'))))];

type Fields = typeof happened;
export type AuditEvent = {
  [Name in AuditName]: { event: Name } & z.infer<z.ZodMiniObject<Fields[Name]>>;
}[AuditName];

/** `times`: it has happened so often since `sinceMs`, with these fields the last time; `others`: fields differed. */
const folded = {
  atMs: z.number(),
  times: z.optional(count),
  sinceMs: z.optional(z.number()),
  others: z.optional(z.boolean()),
};
export type AuditLine = AuditEvent & { atMs: number; times?: number; sinceMs?: number; others?: boolean };

const [first, ...others] = AUDIT_NAMES.map((event) =>
  z.object({ ...folded, event: z.literal(event), ...happened[event] }),
);
export const auditLine = z.discriminatedUnion('event', [
  first!,
  ...others,
]) as unknown as z.ZodMiniType<AuditLine>;
