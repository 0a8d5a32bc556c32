import { randomBytes } from 'node:crypto';
import { encodeToken } from '../../discovery/members/token.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_ADDRESSES, MAX_MAP_ENTRIES } from '../../protocol/limits.ts';
import type { Address, MapEntry, MemberEntry, PeerView, StrangerView } from '../../protocol/members.ts';
import type { MembershipAnswer, MembershipRequest } from '../../protocol/membership-control.ts';
import type { Clock } from '../../protocol/ports.ts';
import type { Note } from '../audit/audit.ts';
import { fingerprintOf } from '../transport/fingerprint.ts';
import type { Peers } from '../transport/peers.ts';
import { sha256 } from './ledger.ts';
import type { Membership } from './membership.ts';
import { meant, peerView } from './peer-views.ts';

export interface DeskOptions {
  clock: Clock;
  note: Note;
  peers: Peers;
  /** Null for an agent that nobody can reach. */
  addresses(): Address[] | null;
  /** Who is around and no member; `known`: members and former members by fingerprint. */
  strangers(known: ReadonlyMap<string, MemberEntry>): StrangerView[];
  /** Whether the node answers, as far as is known. */
  isAlive(node: number): boolean;
}

/** What this machine's user asks about members, and decides. */
export class MembershipDesk {
  constructor(
    private readonly membership: Membership,
    private readonly options: DeskOptions,
  ) {}

  /** @throws OmosixError in words for the user */
  answer(request: MembershipRequest): MembershipAnswer {
    const { id } = request;
    switch (request.op) {
      case 'peers':
        return { op: 'peers', id, ...this.peers() };
      case 'invite':
        return { op: 'invited', id, ...this.invite(request.expiresMs, request.addresses) };
      case 'map': {
        if (request.entries) this.membership.addMap(request.entries);
        return { op: 'map', id, entries: this.map() };
      }
      default:
        return { op: 'peer', id, peer: this.decide(request) };
    }
  }

  private get entries(): MemberEntry[] {
    return [...this.membership.ledger.book.values()].sort((one, other) => one.id - other.id);
  }

  private view(entry: MemberEntry): PeerView {
    return peerView(entry, this.membership, this.options.peers.withKey(entry.key));
  }

  private peers(): { peers: PeerView[]; strangers: StrangerView[] } {
    const { entries } = this;
    const known = new Map(entries.map((entry) => [fingerprintOf(entry.key), entry]));
    return { peers: entries.map((entry) => this.view(entry)), strangers: this.options.strangers(known) };
  }

  /** Members that are known by an address: as it answered, else as the book says. */
  private map(): MapEntry[] {
    const { ledger } = this.membership;
    const own = this.options.addresses() ?? [];
    return this.entries
      .filter(({ state }) => state === 'member')
      .flatMap(({ id, name, key, addresses }) => {
        const routes = this.options.peers.withKey(key)?.dialer.routes;
        const [at] = key === ledger.ownKey ? own : (routes?.candidates() ?? addresses);
        return at ? [{ id, name, key, ...at }] : [];
      })
      .slice(0, MAX_MAP_ENTRIES);
  }

  private invite(
    expiresMs: number,
    given: readonly Address[],
  ): { token: string; expiresAtMs: number; addresses: Address[] } {
    const own = this.options.addresses();
    if (own === null) {
      throw new OmosixError(
        'EREFUSED',
        "this agent was started by omrun for its own tasks, and others cannot reach it: end it with 'mosctl shutdown', start 'omd', and invite then",
      );
    }
    const { ledger } = this.membership;
    const secret = randomBytes(16);
    const nowMs = this.options.clock.nowMs();
    const expiresAtMs = nowMs + expiresMs;
    const number = ledger.invite(secret, expiresAtMs, nowMs);
    this.options.note({ event: 'token-made', token: number, expiresAtMs });
    const addresses = [...given, ...own].slice(0, MAX_ADDRESSES);
    const { fingerprint } = ledger;
    const token = encodeToken({ addresses, fingerprint, number, secret, expiresAtMs }, sha256);
    return { token, expiresAtMs, addresses };
  }

  private decide(request: Extract<MembershipRequest, { who: string }>): PeerView {
    const { membership } = this;
    const { ledger } = membership;
    const { key, id, name } = meant(request.who, this.entries);
    const entry = ledger.book.get(key);
    if (!entry) throw new OmosixError('ENONODE', `no member ${request.who}`);
    const { note } = this.options;
    const named = { id, name, fingerprint: fingerprintOf(key) };
    const isSelf = key === ledger.ownKey;
    const asksOnly = request.op === 'grant' && request.grants === null;
    if (isSelf && !asksOnly)
      throw new OmosixError('EREFUSED', `node ${id} is this node itself: do it on another one`);
    if (entry.state !== 'member' && !asksOnly && request.op !== 'revoke')
      throw new OmosixError('EREFUSED', `node ${id} (${name}) is no member any more: it was ${entry.state}`);
    if (request.op === 'grant') {
      if (request.grants) {
        ledger.setGrants(key, request.grants);
        note({ event: 'member-granted', ...named, grants: request.grants });
      }
    } else if (request.op === 'revoke') {
      if (entry.state !== 'revoked') {
        membership.decide(entry, 'revoked');
        note({ event: 'member-removed', ...named, how: 'revoked' });
      }
    } else {
      if (this.options.peers.withKey(key)?.up || this.options.isAlive(id)) {
        throw new OmosixError(
          'EREFUSED',
          `node ${id} (${name}) is alive: only what is gone is forgotten ('mosctl revoke ${id}' takes it out)`,
        );
      }
      membership.decide(entry, 'forgotten');
      note({ event: 'member-removed', ...named, how: 'forgotten' });
    }
    return this.view(ledger.book.get(key) ?? entry);
  }
}
