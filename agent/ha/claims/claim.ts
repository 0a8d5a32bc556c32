import type { HaConfiguration } from '../../../protocol/ha.ts';
import { HA_NEXT_MS } from '../../../protocol/limits.ts';
import type { Etcd } from '../etcd/endpoints.ts';
import type { Lease } from '../etcd/lease.ts';
import type { Change, Transacted } from '../etcd/stored.ts';
import { LeaseGone } from '../etcd/trouble.ts';
import { changed, changing, type Primacy } from './changes.ts';
import { configured } from './configured.ts';
import type { Keys } from './keys.ts';

/** `fenced`: this is not the primary any more, and nothing was changed. */
export type Changed = 'done' | 'fenced';

/**
 * A task whose primary this process is, until somebody else is. `epoch` grows with each primary, and goes with whatever it
 * tells others: who has heard a higher one refuses it. One change is made after the other. Where the lease has run out and nobody has
 * followed, the next change makes it the primary that it was, with the same epoch and another lease.
 */
export class Claim {
  private last: Promise<unknown> = Promise.resolve();
  private isOver = false;

  /** Just become the primary. */
  constructor(
    private readonly etcd: Etcd,
    private readonly keys: Keys,
    readonly id: string,
    private primacy: Primacy,
    readonly lease: Lease,
  ) {}

  get epoch(): number {
    return this.primacy.epoch;
  }

  get configuration(): HaConfiguration {
    return this.primacy.current;
  }

  /** The revision that has made the configuration. */
  get seen(): number {
    return this.primacy.revision;
  }

  /** Who has all that is confirmed from now on: with one more, or one less. */
  reconfigure(replicas: readonly number[], limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(() => this.put(this.configured(replicas, this.configuration.ended), [], limitMs));
  }

  /** Hands the task over: to that node, which has some seconds in which nobody else may take it, or to whoever is first. */
  resign(next: number | null, limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(async () => {
      const besides: Change[] = [];
      if (next !== null) {
        const lease = await this.etcd.ask((member) => member.grant(HA_NEXT_MS), limitMs);
        besides.push({ put: this.keys.of(this.id).next, value: String(next), lease });
      }
      // Puts the configuration, too: a late copy of the transaction that has made this the primary must not find it as it was.
      const resigned = this.configured(this.configuration.replicas, false);
      const outcome = await this.put(resigned, besides, limitMs, false);
      this.isOver = true;
      return outcome;
    });
  }

  /** The task is over: replicas hear it, and may forget it. */
  end(limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(() => this.put(this.configured(this.configuration.replicas, true), [], limitMs));
  }

  /** After `end`, when they have: nothing of the task is left in etcd. */
  forget(limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(async () => {
      const { tasks, alive, next } = this.keys.of(this.id);
      const { made } = await this.etcd.ask(
        (member) =>
          member.transact({
            when: [{ key: tasks, modified: this.seen }],
            make: [{ remove: tasks }, { remove: alive }, { remove: next }],
            read: [],
          }),
        limitMs,
      );
      this.isOver = true;
      return made ? 'done' : 'fenced';
    });
  }

  private configured(replicas: readonly number[], ended: boolean): HaConfiguration {
    return configured(this.epoch, this.configuration.primary, replicas, ended);
  }

  private async put(
    configuration: HaConfiguration,
    besides: readonly Change[],
    limitMs: number | null,
    isAlive = true,
  ): Promise<Changed> {
    const keys = this.keys.of(this.id);
    this.primacy = { ...this.primacy, unsure: [...this.primacy.unsure, configuration] };
    for (;;) {
      const lease = isAlive ? await this.lease.held(limitMs) : null;
      const transaction = changing(keys, this.primacy, configuration, lease, besides);
      let answer: Transacted;
      try {
        answer = await this.etcd.ask((member) => member.transact(transaction), limitMs);
      } catch (error) {
        if (!(error instanceof LeaseGone) || lease === null) throw error;
        this.lease.isLost(lease);
        continue;
      }
      const [primacy, outcome] = changed(this.primacy, configuration, answer, this.keys);
      this.primacy = primacy;
      if (outcome === 'fenced') this.isOver = true;
      if (outcome !== 'again') return outcome;
    }
  }

  private inTurn(change: () => Promise<Changed>): Promise<Changed> {
    const mine = this.last.then(() => (this.isOver ? 'fenced' : change()));
    this.last = mine.catch(() => {});
    return mine;
  }
}
