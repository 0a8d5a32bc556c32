import { type Book, membersOf } from '../../discovery/members/book.ts';
import type { MapEntry } from '../../discovery/static-map.ts';
import type { JoinAnswer, JoinRequest } from '../../protocol/join.ts';
import { MAX_BOOK_ENTRIES } from '../../protocol/limits.ts';
import { type Grant, type MemberEntry, memberEntry } from '../../protocol/members.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { Note } from '../audit/audit.ts';
import { fingerprintOf } from '../transport/fingerprint.ts';
import type { Peers } from '../transport/peers.ts';
import type { JoinDesk, Shown } from '../transport/ssh-join-serve.ts';
import { admit, knowsInvitation } from './join-desk.ts';
import type { Ledger } from './ledger.ts';

/** Keeps the peers as the book says, and the book as the cluster says. */
export class Membership implements JoinDesk {
  constructor(
    readonly ledger: Ledger,
    /** This node, as it runs. */
    readonly self: { id: number; name: string },
    private readonly peers: () => Peers,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly note: Note,
    /** The book gives this node another ID: from now on, as soon as it can, it goes by that. */
    private readonly renumbered: (id: number) => void,
  ) {}

  /** Knows the members from now on. `addresses`: where they may reach this node; null where they may not. */
  start(addresses: MemberEntry['addresses'] | null): void {
    if (addresses || !this.ledger.own) this.describe(addresses ?? []);
    this.apply();
  }

  /** Its addresses may change while it runs. */
  describe(addresses: MemberEntry['addresses']): void {
    const { id, name } = this.self;
    if (this.ledger.describe({ id, name, addresses })) this.spread([this.ledger.own as MemberEntry]);
  }

  /** What the map of this machine's user names becomes a member, unless it was revoked. */
  addMap(map: readonly MapEntry[]): void {
    const { ledger } = this;
    const made: MemberEntry[] = [];
    for (const { id, host, port, key, name } of map) {
      if (key === null || key === ledger.ownKey) continue;
      const known = ledger.book.get(key);
      if (known?.state === 'revoked')
        this.log.warn('the map names a node that was revoked: it is not let in', { id: known.id, name });
      if (known && known.state !== 'forgotten') continue;
      const entry = { key, id, name, addresses: [{ host, port }], state: 'member', by: ledger.fingerprint };
      const checked = memberEntry.safeParse({ ...entry, version: (known?.version ?? 0) + 1, revision: 0 });
      if (checked.success) made.push(checked.data);
      else {
        const what = checked.error.issues[0]?.path.join('.');
        this.log.warn('the map names a node that cannot be a member', { id, name, what });
      }
    }
    const { book } = ledger;
    const news = ledger.put(made);
    this.noteHeard(news, book, null);
    this.changed(news);
    for (const { id, host, port, key, name } of map)
      if (key !== null && ledger.book.get(key)?.state === 'member')
        this.peers().add(ledger.book.get(key)?.id ?? id, name, { host, port, key });
  }

  /** A connection: each tells the other its whole book. */
  up(node: number): void {
    const peer = this.peers().get(node);
    if (peer)
      this.note({ event: 'member-connected', id: node, name: peer.name, address: peer.link?.from ?? null });
    this.tell(node, [...this.ledger.book.values()]);
  }

  heard(from: number, entries: readonly MemberEntry[]): void {
    const peer = this.peers().get(from);
    if (!peer) return;
    const { book } = this.ledger;
    const { news, answers } = this.ledger.told(entries, peer.key);
    this.noteHeard(news, book, from);
    this.changed([...news, ...answers], from);
    this.tell(from, answers);
  }

  /** This machine's user takes a member out: it is cut off at once, and the others hear of it. */
  decide(entry: MemberEntry, state: 'revoked' | 'forgotten'): void {
    this.changed([this.ledger.decide(entry, state)]);
  }

  knows(number: number, secret: Uint8Array): boolean {
    return knowsInvitation(this.ledger, number, secret);
  }

  admit(shown: Shown, request: JoinRequest): JoinAnswer[] {
    const admission = admit(this.ledger, shown, request, this.clock.nowMs());
    const { number: token, from: address } = shown;
    const fingerprint = fingerprintOf(shown.key);
    if ('refusal' in admission) {
      const { refusal: reason } = admission;
      this.note({ event: 'token-refused', token, reason, address, fingerprint });
      return [{ op: 'refused', reason }];
    }
    const { id, name } = admission.entry;
    this.note({ event: 'member-joined', id, name, fingerprint, address, token });
    this.changed(admission.entered);
    const book = batches([...this.ledger.book.values()]).map((entries) => ({ op: 'book' as const, entries }));
    return [...book, { op: 'welcome', id, name: this.self.name }];
  }

  guessed(from: string): void {
    const reason = 'it holds no secret of this node';
    this.note({ event: 'token-refused', token: null, reason, address: from, fingerprint: null });
  }

  /** A key that no member has asked to be let in. */
  turnedAway(key: string, address: string): void {
    const { id = null, name = null, state: was = null } = this.ledger.book.get(key) ?? {};
    this.note({ event: 'key-refused', fingerprint: fingerprintOf(key), address, id, name, was });
  }

  mayRun(node: number): boolean {
    return this.grants(node).includes('run');
  }
  mayHost(node: number): boolean {
    return this.grants(node).includes('host');
  }
  mayHaveFiles(node: number): boolean {
    return this.grants(node).includes('files');
  }
  isAdmin(node: number): boolean {
    return this.grants(node).includes('admin');
  }
  private grants(node: number): readonly Grant[] {
    const peer = this.peers().get(node);
    return peer ? this.ledger.grantsOf(peer.key) : [];
  }

  private changed(entries: readonly MemberEntry[], from?: number): void {
    if (entries.length === 0) return;
    this.apply();
    this.spread(entries, from);
    const id = this.ledger.rightfulId();
    if (id !== this.self.id) this.renumbered(id);
  }

  /** Where members say they are is not what an administrator looks for. */
  private noteHeard(entries: readonly MemberEntry[], before: Book, from: number | null): void {
    for (const { id, name, key, state } of entries) {
      const known = before.get(key);
      if (known?.state === state && known.id === id && known.name === name) continue;
      this.note({ event: 'member-heard', id, name, fingerprint: fingerprintOf(key), state, from });
    }
  }

  private apply(): void {
    const { book, ownKey } = this.ledger;
    const peers = this.peers();
    for (const { key, state } of book.values()) if (state !== 'member') peers.remove(key, `it was ${state}`);
    const others = membersOf(book).filter(({ key }) => key !== ownKey);
    // Those we know first: one of them may have left an ID that another has now.
    others.sort(
      (a, b) => Number(peers.withKey(b.key) !== undefined) - Number(peers.withKey(a.key) !== undefined),
    );
    for (const { id, name, key, addresses } of others) peers.know({ id, name, key }, addresses);
  }

  private spread(entries: readonly MemberEntry[], from?: number): void {
    for (const peer of this.peers().all()) if (peer.up && peer.id !== from) this.tell(peer.id, entries);
  }

  private tell(node: number, entries: readonly MemberEntry[]): void {
    for (const batch of batches(entries)) this.peers().get(node)?.send({ op: 'book', entries: batch });
  }
}

function batches(entries: readonly MemberEntry[]): MemberEntry[][] {
  const all: MemberEntry[][] = [];
  for (let at = 0; at < entries.length; at += MAX_BOOK_ENTRIES)
    all.push(entries.slice(at, at + MAX_BOOK_ENTRIES));
  return all;
}
