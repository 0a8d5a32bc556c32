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
  private isGivenBack = false;
  private doubt: Cancel = () => {};
  private beat: Cancel = () => {};

  /** Told of each change. */
  onState: (state: LeaseState) => void = () => {};

  private constructor(
    private readonly etcd: Etcd,
    private readonly clock: Clock,
    private current: string,
    private readonly ttlMs: number,
    askedAtMs: number,
  ) {
    this.heardSince(askedAtMs);
    this.beatSoon();
  }

  /** @throws OmosixError EETCD */
  static async grant(etcd: Etcd, clock: Clock, ttlMs: number, limitMs: number | null = null): Promise<Lease> {
    const { id, askedAtMs } = await granted(etcd, clock, ttlMs, limitMs);
    return new Lease(etcd, clock, id, ttlMs, askedAtMs);
  }

  /** The one that there is, or was. */
  get id(): string {
    return this.current;
  }

  get state(): LeaseState {
    return this.now;
  }

  /** One that is not known to be gone: where it is, another one. @throws OmosixError EETCD; LeaseGone after `revoke` */
  async held(limitMs: number | null = null): Promise<string> {
    if (this.isGivenBack) throw new LeaseGone('it was given back');
    if (this.now === 'gone') {
      const { id, askedAtMs } = await granted(this.etcd, this.clock, this.ttlMs, limitMs);
      this.current = id;
      this.heardSince(askedAtMs);
      this.beatSoon();
    }
    return this.current;
  }

  /** Etcd has said that it does not know that one. */
  isLost(id: string): void {
    if (id === this.current) this.become('gone');
  }

  /** Gives it back: what is bound to it goes at once, or where etcd does not answer in that time, when it expires. */
  async revoke(limitMs: number): Promise<void> {
    this.isGivenBack = true;
    this.become('gone');
    await this.etcd.ask((member) => member.revoke(this.current), limitMs).catch(() => {});
  }

  private beatSoon(): void {
    this.beat();
    this.beat = this.clock.after(this.ttlMs / BEATS_PER_LIFE, () => void this.keepAlive(this.current));
  }

  private async keepAlive(id: string): Promise<void> {
    let askedAtMs = 0;
    try {
      const still = await this.etcd.ask((member) => {
        askedAtMs = this.clock.monotonicMs();
        return member.keepAlive(id);
      }, this.ttlMs);
      if (!still) this.isLost(id);
      else if (id === this.current && this.now !== 'gone') this.heardSince(askedAtMs);
    } catch (error) {
      if (error instanceof LeaseGone || this.etcd.isClosed) this.isLost(id);
    }
    if (id === this.current && this.now !== 'gone') this.beatSoon();
  }

  /** It counts from when it was asked for: etcd cannot have begun to count before. */
  private heardSince(askedAtMs: number): void {
    this.doubt();
    const leftMs = askedAtMs + this.ttlMs - this.clock.monotonicMs();
    this.doubt = this.clock.after(Math.max(0, leftMs), () => this.become('doubtful'));
    this.become('sure');
  }

  private become(state: LeaseState): void {
    if (this.now === state) return;
    this.now = state;
    if (state === 'gone') {
      this.doubt();
      this.beat();
    }
    this.onState(state);
  }
}

async function granted(
  etcd: Etcd,
  clock: Clock,
  ttlMs: number,
  limitMs: number | null,
): Promise<{ id: string; askedAtMs: number }> {
  return etcd.ask(async (member) => {
    const askedAtMs = clock.monotonicMs();
    return { id: await member.grant(ttlMs), askedAtMs };
  }, limitMs);
}
