import type { Cancel, Clock } from '../../../protocol/ports.ts';
import type { Etcd } from './endpoints.ts';
import { LeaseGone } from './trouble.ts';

/** `doubtful`: etcd may have let it expire, for nothing was heard of it since. `gone`: it has, or it was given back. */
export type LeaseState = 'sure' | 'doubtful' | 'gone';

const BEATS_PER_LIFE = 3;

/**
 * What this process has in etcd ends with it: keys bound to the lease go when it was silent for that long. What the state
 * says is a hint, as all that clocks say: a change is safe by its conditions.
 */
export class Lease {
  private now: LeaseState = 'sure';
  private doubt: Cancel = () => {};
  private beat: Cancel = () => {};

  /** Told of each change, for as long as it is not `gone`. */
  onState: (state: LeaseState) => void = () => {};

  private constructor(
    private readonly etcd: Etcd,
    private readonly clock: Clock,
    readonly id: string,
    private readonly ttlMs: number,
    askedAtMs: number,
  ) {
    this.heardSince(askedAtMs);
    this.beatSoon();
  }

  /** @throws OmosixError EETCD */
  static async grant(etcd: Etcd, clock: Clock, ttlMs: number, limitMs: number | null = null): Promise<Lease> {
    const { id, askedAtMs } = await etcd.ask(async (member) => {
      const askedAtMs = clock.monotonicMs();
      return { id: await member.grant(ttlMs), askedAtMs };
    }, limitMs);
    return new Lease(etcd, clock, id, ttlMs, askedAtMs);
  }

  get state(): LeaseState {
    return this.now;
  }

  /** Gives it back: what is bound to it goes at once, or where etcd does not answer in that time, when it expires. */
  async revoke(limitMs: number): Promise<void> {
    this.become('gone');
    await this.etcd.ask((member) => member.revoke(this.id), limitMs).catch(() => {});
  }

  private beatSoon(): void {
    this.beat = this.clock.after(this.ttlMs / BEATS_PER_LIFE, () => void this.keepAlive());
  }

  private async keepAlive(): Promise<void> {
    let askedAtMs = 0;
    try {
      const still = await this.etcd.ask((member) => {
        askedAtMs = this.clock.monotonicMs();
        return member.keepAlive(this.id);
      }, this.ttlMs);
      if (still) this.heardSince(askedAtMs);
      else this.become('gone');
    } catch (error) {
      if (error instanceof LeaseGone || this.etcd.isClosed) this.become('gone');
    }
    if (this.now !== 'gone') this.beatSoon();
  }

  /** It counts from when it was asked for: etcd cannot have begun to count before. */
  private heardSince(askedAtMs: number): void {
    if (this.now === 'gone') return;
    this.doubt();
    const leftMs = askedAtMs + this.ttlMs - this.clock.monotonicMs();
    this.doubt = this.clock.after(Math.max(0, leftMs), () => this.become('doubtful'));
    this.become('sure');
  }

  private become(state: LeaseState): void {
    if (this.now === state || this.now === 'gone') return;
    this.now = state;
    if (state === 'gone') {
      this.doubt();
      this.beat();
    }
    this.onState(state);
  }
}
