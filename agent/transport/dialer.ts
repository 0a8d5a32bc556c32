import type { Address } from '../../protocol/members.ts';
import type { Cancel, Clock } from '../../protocol/ports.ts';
import { ConnectionRefused, type Link, type Transport } from './link.ts';
import { Routes } from './routes.ts';
import { troubleOf } from './trouble.ts';

export interface Backoff {
  firstMs: number;
  lastMs: number;
}

/** Between attempts to reach a peer, ms; the nodes of a private cluster are all on one machine. */
export const BACKOFF = { firstMs: 50, lastMs: 5000 };
export const PRIVATE_BACKOFF = { firstMs: 20, lastMs: 500 };

/** Who refuses us as a node does not change its mind in seconds. */
const REFUSED_FACTOR = 6;

/** Whose link broke so lately may be back any moment: attempts are no further apart than this. */
const LOST_LATELY_MS = 120_000;
const LOST_LAST_MS = 1_000;

export interface DialerEvents {
  isLinked(): boolean;
  linked(link: Link): void;
  /** `isProof`: the machine at which it was reached last says that no agent listens there any more. */
  failed(error: Error, isProof: boolean): void;
}

/** Tries to reach one peer at its addresses, again and again until there is a link. */
export class Dialer {
  readonly routes = new Routes();
  private attempt: AbortController | undefined;
  private cancel: Cancel | undefined;
  private backoffMs = 0;
  private stopped = false;
  private lostAtMs = Number.NEGATIVE_INFINITY;
  /** Links so far, whoever dialed: what an attempt was told before the latest says nothing any more. */
  private links = 0;

  constructor(
    private readonly key: string,
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly backoff: Backoff,
    private readonly events: DialerEvents,
  ) {}

  after(ms: number): void {
    if (this.stopped) return;
    this.cancel?.();
    this.cancel = this.clock.after(ms, () => void this.now());
  }

  /** A link that was no use: the next one after a while, each time a longer one. */
  later(isRefusal = false): void {
    const wasLostLately = this.clock.monotonicMs() - this.lostAtMs < LOST_LATELY_MS;
    const mostMs = wasLostLately ? Math.min(LOST_LAST_MS, this.backoff.lastMs) : this.backoff.lastMs;
    const lastMs = mostMs * (isRefusal ? REFUSED_FACTOR : 1);
    this.backoffMs = Math.min(lastMs, Math.max(this.backoff.firstMs, this.backoffMs * 2));
    this.after(this.backoffMs);
  }

  /** It has been heard just now: what is being tried elsewhere can wait. */
  heard(address: Address): void {
    const isNew = this.routes.hear(address);
    if (this.stopped || this.events.isLinked() || (this.attempt && !isNew)) return;
    this.attempt?.abort();
    this.attempt = undefined;
    void this.now();
  }

  /** There is a link, by whoever dialed. */
  rest(): void {
    this.cancel?.();
    this.links++;
  }

  /** The link has ended: the next attempt tells whether the other process is still there. */
  lost(): void {
    this.lostAtMs = this.clock.monotonicMs();
    this.after(0);
  }

  succeeded(): void {
    this.backoffMs = 0;
  }

  stop(): void {
    this.stopped = true;
    this.cancel?.();
    this.attempt?.abort();
  }

  async now(): Promise<void> {
    if (this.stopped || this.attempt || this.events.isLinked()) return;
    this.cancel?.();
    const attempt = new AbortController();
    this.attempt = attempt;
    const refused: Address[] = [];
    const { links } = this;
    let first: Error | undefined;
    for (const address of this.routes.candidates()) {
      if (this.links !== links) break;
      try {
        const link = await this.transport.dial({ ...address, key: this.key }, attempt.signal);
        if (attempt.signal.aborted) return link.close();
        this.attempt = undefined;
        this.routes.answered = address;
        return this.events.linked(link);
      } catch (error) {
        if (attempt.signal.aborted) return;
        if (error instanceof ConnectionRefused) refused.push(address);
        first ??= error as Error;
      }
    }
    this.attempt = undefined;
    if (this.links !== links) {
      if (!this.events.isLinked()) this.later();
      return;
    }
    // Without any address it will be heard, or dial us.
    if (!first) return;
    this.events.failed(first, this.routes.isProof(refused));
    this.later(['notmember', 'otherkey'].includes(troubleOf(first).kind));
  }
}
