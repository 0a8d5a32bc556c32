import type { HaConfiguration } from '../../../protocol/ha.ts';
import { HA_NEXT_MS } from '../../../protocol/limits.ts';
import type { Etcd } from '../etcd/endpoints.ts';
import type { Change } from '../etcd/stored.ts';
import { configured } from './configured.ts';
import type { Keys } from './keys.ts';
import { viewIn } from './view.ts';

/** `fenced`: this is not the primary any more, and nothing was changed. */
export type Changed = 'done' | 'fenced';

/**
 * A task whose primary this process is, until somebody else is. `epoch` grows with each primary, and goes with whatever it
 * tells others: who has heard a higher one refuses it. One change is made after the other.
 */
export class Claim {
  private last: Promise<unknown> = Promise.resolve();
  private isOver = false;
  private revision: number;
  /** Changes that nobody has said the end of. */
  private unsure: HaConfiguration[] = [];

  /** Just become the primary, at the revision `epoch`. */
  constructor(
    private readonly etcd: Etcd,
    private readonly keys: Keys,
    readonly id: string,
    readonly epoch: number,
    private current: HaConfiguration,
  ) {
    this.revision = epoch;
  }

  get configuration(): HaConfiguration {
    return this.current;
  }

  /** The revision that has made the configuration. */
  get seen(): number {
    return this.revision;
  }

  /** Who has all that is confirmed from now on: with one more, or one less. */
  reconfigure(replicas: readonly number[], limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(() =>
      this.put(configured(this.current.primary, replicas, this.current.ended), [], limitMs),
    );
  }

  /** Hands the task over: to that node, which has some seconds in which nobody else may take it, or to whoever is first. */
  resign(next: number | null, limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(async () => {
      const { alive, next: nextKey } = this.keys.of(this.id);
      const besides: Change[] = [{ remove: alive }];
      if (next !== null) {
        const lease = await this.etcd.ask((member) => member.grant(HA_NEXT_MS), limitMs);
        besides.push({ put: nextKey, value: String(next), lease });
      }
      // Puts the configuration, too: a late copy of the transaction that has made this the primary must not find it as it was.
      const { primary, replicas } = this.current;
      const outcome = await this.put(configured(primary, replicas), besides, limitMs);
      this.isOver = true;
      return outcome;
    });
  }

  /** The task is over: replicas hear it, and may forget it. */
  end(limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(() =>
      this.put(configured(this.current.primary, this.current.replicas, true), [], limitMs),
    );
  }

  /** After `end`, when they have: nothing of the task is left in etcd. */
  forget(limitMs: number | null = null): Promise<Changed> {
    return this.inTurn(async () => {
      const { tasks, alive, next } = this.keys.of(this.id);
      const { made } = await this.etcd.ask(
        (member) =>
          member.transact({
            when: [{ key: alive, created: this.epoch }],
            make: [{ remove: tasks }, { remove: alive }, { remove: next }],
            read: [],
          }),
        limitMs,
      );
      this.isOver = true;
      return made ? 'done' : 'fenced';
    });
  }

  private async put(
    configuration: HaConfiguration,
    besides: readonly Change[],
    limitMs: number | null,
  ): Promise<Changed> {
    const { tasks, alive, next } = this.keys.of(this.id);
    this.unsure.push(configuration);
    for (;;) {
      const when = [
        { key: tasks, modified: this.revision },
        { key: alive, created: this.epoch },
      ];
      const make = [{ put: tasks, value: JSON.stringify(configuration) }, ...besides];
      const answer = await this.etcd.ask(
        (member) => member.transact({ when, make, read: [tasks, alive, next] }),
        limitMs,
      );
      if (answer.made) return this.stands(configuration, answer.revision);
      const { configuration: found, seen, epoch } = viewIn(answer.found, this.keys);
      if (found?.change === configuration.change) return this.stands(configuration, seen);
      // An earlier change was carried out after all: this one comes after it.
      const earlier = this.unsure.find(({ change }) => change === found?.change);
      if (!earlier || epoch !== this.epoch || seen === this.revision) {
        this.isOver = true;
        return 'fenced';
      }
      this.current = earlier;
      this.revision = seen;
    }
  }

  private stands(configuration: HaConfiguration, revision: number): Changed {
    this.current = configuration;
    this.revision = revision;
    this.unsure = [];
    return 'done';
  }

  private inTurn(change: () => Promise<Changed>): Promise<Changed> {
    const mine = this.last.then(() => (this.isOver ? 'fenced' : change()));
    this.last = mine.catch(() => {});
    return mine;
  }
}
