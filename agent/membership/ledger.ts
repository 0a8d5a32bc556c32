import { createHash } from 'node:crypto';
import { join } from 'node:path';
import * as z from 'zod/mini';
import {
  type Book,
  changes,
  compareEntries,
  emptyBook,
  mayTell,
  merge,
} from '../../discovery/members/book.ts';
import { type Invitation, issue, nextNumber } from '../../discovery/members/invitations.ts';
import { freeId, losesId, takenIds } from '../../discovery/members/node-id.ts';
import { MAX_BOOK, MAX_INVITATIONS } from '../../protocol/limits.ts';
import { type Grant, grants, type MemberEntry, memberEntry, publicKey } from '../../protocol/members.ts';
import { readState, writeState } from '../state-file.ts';
import { fingerprintOf, keyBlob } from '../transport/fingerprint.ts';

const BOOK = 'members.json';
const GRANTS = 'grants.json';
const INVITATIONS = 'invitations.json';

const bookFile = z.object({
  own: z.nullable(publicKey),
  entries: z.array(memberEntry).check(z.maxLength(MAX_BOOK)),
});
const grantsFile = z.record(publicKey, grants);
const invitationsFile = z
  .array(
    z.object({
      number: z.int(),
      secretHash: z.string(),
      expiresAtMs: z.number(),
      usedBy: z.nullable(publicKey),
    }),
  )
  .check(z.maxLength(MAX_INVITATIONS));

/** What every member may do, unless its node's user says otherwise. */
const DEFAULT_GRANTS: readonly Grant[] = ['run', 'host'];

export const sha256 = (data: Uint8Array): Uint8Array => createHash('sha256').update(data).digest();

/** Who is a member and may do what, as this node keeps it over its restarts. What it says is written before it counts. */
export class Ledger {
  readonly fingerprint: string;
  private members: Book = emptyBook;
  private granted: Record<string, Grant[]>;
  private invited: Invitation[];

  /** @throws OmosixError EREFUSED where a file is damaged */
  constructor(
    private readonly state: string,
    readonly ownKey: string,
  ) {
    this.fingerprint = fingerprintOf(ownKey);
    const { own, entries } = readState(join(state, BOOK), bookFile, { own: null, entries: [] });
    this.members = new Map(entries.map((entry) => [entry.key, entry]));
    this.granted = readState(join(state, GRANTS), grantsFile, {});
    this.invited = readState(join(state, INVITATIONS), invitationsFile, []);
    // The key file was replaced: nobody holds the old key any more.
    const before = own !== null && own !== ownKey ? this.members.get(own) : undefined;
    if (before) this.decide(before, 'forgotten');
  }

  /** Whether this machine has ever been a node of a cluster. */
  static exists(state: string): boolean {
    return readState(join(state, BOOK), bookFile, { own: null, entries: [] }).own !== null;
  }

  get book(): Book {
    return this.members;
  }

  /** This node's own entry, once it has described itself. */
  get own(): MemberEntry | undefined {
    return this.members.get(this.ownKey);
  }

  /** The ID that is this node's by the book: its own, unless a member with a smaller key has the same. */
  rightfulId(): number {
    const { own, ownKey } = this;
    if (own && !losesId(this.members, own)) return own.id;
    return freeId(sha256, keyBlob(ownKey), takenIds(this.members, ownKey));
  }

  /** What this node says of itself from now on. @returns whether that is news */
  describe(self: Pick<MemberEntry, 'id' | 'name' | 'addresses'>): boolean {
    const { own, ownKey: key, fingerprint: by } = this;
    const before = own ?? { key, version: 1, revision: 0, state: 'member' as const, by };
    const now: MemberEntry = { ...before, ...self };
    if (own && compareEntries({ ...now, revision: own.revision }, own) === 0) return false;
    return this.put([{ ...now, revision: before.revision + 1 }]).length > 0;
  }

  /** What another node says of members. @returns what is to be passed on; `answers` to that node too, since it is wrong */
  told(entries: readonly MemberEntry[], from: string): { news: MemberEntry[]; answers: MemberEntry[] } {
    const isAdmin = this.grantsOf(from).includes('admin');
    const news: MemberEntry[] = [];
    const answers: MemberEntry[] = [];
    for (const entry of entries) {
      if (entry.key === this.ownKey) answers.push(...this.corrected(entry));
      else if (mayTell(this.members, entry, isAdmin)) news.push(entry);
      else answers.push(...this.insisted(entry));
    }
    return { news: this.put(news), answers: this.put(answers) };
  }

  /** Nobody knows this node better than itself; whether it is a member others decide for themselves. */
  private corrected(entry: MemberEntry): MemberEntry[] {
    const { own } = this;
    if (!own || entry.state !== 'member' || compareEntries(entry, own) <= 0) return [];
    return [
      {
        ...own,
        version: Math.max(entry.version, own.version),
        revision: Math.max(entry.revision, own.revision) + 1,
        by: entry.version > own.version ? entry.by : own.by,
      },
    ];
  }

  /** Somebody who may not do so lets in again whom this node's user took out: that is said again, so that it counts. */
  private insisted(entry: MemberEntry): MemberEntry[] {
    const mine = this.members.get(entry.key);
    if (mine?.state !== 'revoked' || mine.by !== this.fingerprint || compareEntries(entry, mine) <= 0)
      return [];
    return [{ ...mine, version: entry.version + 1 }];
  }

  /** This node's user has decided about a member. @returns the entry, to be passed on */
  decide(entry: MemberEntry, state: 'revoked' | 'forgotten'): MemberEntry {
    const decided = { ...entry, state, version: entry.version + 1, by: this.fingerprint };
    this.put([decided]);
    return decided;
  }

  /** Enters nodes whatever the book said of them before; only what is said by this machine's user comes here. */
  put(entries: readonly MemberEntry[]): MemberEntry[] {
    const next = merge(this.members, entries);
    const changed = changes(this.members, next);
    if (changed.length === 0 || next.size > MAX_BOOK) return [];
    writeState(this.state, BOOK, { own: this.ownKey, entries: [...next.values()] });
    this.members = next;
    return changed;
  }

  /**
   * A member has let this node in, and this is its book. The one that invited us may command us: it is granted first, so
   * that a node that is killed here is not in a cluster in which nobody may.
   */
  enter(entries: readonly MemberEntry[], inviter: string): void {
    const { own } = this;
    this.setGrants(inviter, [...this.grantsOf(inviter), 'admin']);
    this.put(
      entries.map((entry) => {
        if (entry.key !== this.ownKey || !own) return entry;
        // What they say now of this node counts more than what it said of itself while it was alone.
        const version = Math.max(own.version, entry.version) + (own.state === 'member' ? 0 : 1);
        return { ...entry, version, revision: Math.max(own.revision, entry.revision) + 1 };
      }),
    );
  }

  grantsOf(key: string): readonly Grant[] {
    return this.granted[key] ?? DEFAULT_GRANTS;
  }

  setGrants(key: string, given: readonly Grant[]): void {
    const next = { ...this.granted, [key]: [...new Set(given)] };
    writeState(this.state, GRANTS, next);
    this.granted = next;
  }

  get invitations(): readonly Invitation[] {
    return this.invited;
  }

  /** @returns the number of the invitation */
  invite(secret: Uint8Array, expiresAtMs: number, nowMs: number): number {
    const number = nextNumber(this.invited);
    const secretHash = Buffer.from(sha256(secret)).toString('hex');
    this.setInvitations(issue(this.invited, { number, secretHash, expiresAtMs, usedBy: null }, nowMs));
    return number;
  }

  setInvitations(next: Invitation[]): void {
    writeState(this.state, INVITATIONS, next);
    this.invited = next;
  }
}
