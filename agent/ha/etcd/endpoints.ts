import { setTimeout as sleep } from 'node:timers/promises';
import { OmosixError } from '../../../protocol/errors.ts';
import type { EtcdAccess } from '../../../protocol/ha.ts';
import type { Clock, Random } from '../../../protocol/ports.ts';
import { within } from '../../space/time-limit.ts';
import { credentialsOf } from './credentials.ts';
import { Identity } from './identity.ts';
import { Member } from './member.ts';
import { kindOf, LeaseGone, SILENT, whyOf, wordsOf } from './trouble.ts';

/** After a round in which none has answered: so long at first, twice as long each time, and at most. */
const FIRST_PAUSE_MS = 100;
const MOST_PAUSE_MS = 2_000;

/** etcd, as all its members: one is asked until it fails, then the next one, until one answers. */
export class Etcd {
  private readonly closing = new AbortController();
  private at: number;

  private constructor(
    readonly access: EtcdAccess,
    private readonly library: typeof import('etcd3'),
    private readonly members: readonly Member[],
    readonly identity: Identity,
    private readonly clock: Clock,
    private readonly random: Random,
  ) {
    // Not all of us with the first one.
    this.at = Math.floor(random.next() * members.length);
  }

  /** Connects to nobody yet. @throws OmosixError EUSAGE where a file is not what it should be */
  static async open(access: EtcdAccess, clock: Clock, random: Random): Promise<Etcd> {
    const credentials = credentialsOf(access);
    // Nobody pays for it who does not use it.
    const library = await import('etcd3');
    const identity = new Identity(access.known ?? null);
    const members = access.endpoints.map(
      (url) => new Member(library, url, credentials, clock, access.prefix, identity),
    );
    return new Etcd(access, library, members, identity, clock, random);
  }

  get isClosed(): boolean {
    return this.closing.signal.aborted;
  }

  /** The one that is asked now. */
  get member(): Member {
    return this.members[this.at] as Member;
  }

  /** Nothing more of that one, for now. */
  avoid(member: Member): void {
    if (this.member === member) this.at = (this.at + 1) % this.members.length;
  }

  /**
   * What one member answers. A change may be made twice where the first answer was lost: its conditions must see to that.
   * @param limitMs null: however long it takes
   * @throws OmosixError EETCD where etcd refuses, none has answered in that time, or `close` was called; LeaseGone
   */
  async ask<T>(call: (member: Member) => Promise<T>, limitMs: number | null = null): Promise<T> {
    const until = this.clock.monotonicMs() + (limitMs ?? Number.POSITIVE_INFINITY);
    let reason = SILENT;
    for (let failures = 1; ; failures += 1) {
      if (this.isClosed) throw new OmosixError('EETCD', 'etcd is not asked any more');
      const { member } = this;
      const leftMs = until - this.clock.monotonicMs();
      try {
        return await (limitMs === null ? call(member) : within(leftMs, call(member), SILENT));
      } catch (error) {
        const words = wordsOf(error as Error);
        const kind = kindOf(this.library, error as Error);
        if (kind === 'leaseless') throw new LeaseGone(words);
        if (kind === 'refused') throw new OmosixError('EETCD', `etcd at ${member.url} refuses: ${words}`);
        this.avoid(member);
        // Of several reasons one that says something.
        if (words !== SILENT) reason = words;
        const left = until - this.clock.monotonicMs();
        if (left <= 0) throw this.unanswered(reason);
        if (failures % this.members.length === 0) await this.pause(failures / this.members.length, left);
      }
    }
  }

  /** Resolves if most of etcd is in touch, and lets us in. @throws OmosixError EETCD */
  async reach(limitMs: number | null): Promise<void> {
    await this.ask((member) => member.prove(), limitMs);
  }

  /** This etcd counts from now on, as its user has said. @throws OmosixError EETCD */
  async beginAnew(limitMs: number): Promise<void> {
    await this.ask((member) => member.beginAnew(), limitMs);
  }

  /** Null where something can be put there; else why not: a full etcd can still be read. */
  async takesChanges(limitMs: number): Promise<string | null> {
    try {
      await this.ask((member) => member.grant(1_000), limitMs);
      return null;
    } catch (error) {
      return whyOf(error as Error);
    }
  }

  /** How many members answer, and are in touch with most of them. */
  async answering(): Promise<number> {
    const proofs = await Promise.allSettled(this.members.map((each) => each.prove()));
    return proofs.filter(({ status }) => status === 'fulfilled').length;
  }

  /** Waits so long, or until `close`. */
  async idle(ms: number): Promise<void> {
    await sleep(ms, undefined, { signal: this.closing.signal }).catch(() => {});
  }

  /** Nothing is asked any more, and what waits for an answer gets none. */
  close(): void {
    this.closing.abort();
    for (const member of this.members) member.close();
  }

  private async pause(round: number, mostMs: number): Promise<void> {
    const longest = Math.min(MOST_PAUSE_MS, FIRST_PAUSE_MS * 2 ** Math.min(round - 1, 10));
    const ms = Math.min(mostMs, longest * (0.5 + this.random.next() / 2));
    await this.idle(ms);
  }

  private unanswered(words: string): OmosixError {
    const { endpoints } = this.access;
    const error = new OmosixError('EETCD', `no etcd answers at ${endpoints.join(', ')}: ${words}`);
    error.cause = words;
    return error;
  }
}
