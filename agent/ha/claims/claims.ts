import type { HaConfiguration } from '../../../protocol/ha.ts';
import type { Etcd } from '../etcd/endpoints.ts';
import type { Lease } from '../etcd/lease.ts';
import type { Transaction } from '../etcd/stored.ts';
import { becoming, burying, cameTrue, claiming, following, nextEpoch } from './changes.ts';
import { Claim } from './claim.ts';
import { configured } from './configured.ts';
import { Keys } from './keys.ts';
import { readViews } from './read-views.ts';
import { NOWHERE, type Refusal, refusalOf, type TaskView, viewIn } from './view.ts';

const FIRST_EPOCH = 1;

/** `changed`: somebody was faster, or the task is another one than was seen. */
export type TakeOver = { claim: Claim } | { refusal: Refusal | 'changed'; view: TaskView };

/**
 * Who is the primary of which task: primary–backup with a configuration master (Lamport, Malkhi, Zhou 2009). Each change is
 * one transaction of etcd with its conditions, and no clock of ours is asked. All methods ask until etcd answers, or for
 * `limitMs`, and throw OmosixError EETCD where it does not, refuses, or was closed; LeaseGone where the lease is no more.
 */
export class Claims {
  readonly keys: Keys;
  /** Changes that nobody has said the end of, by task. */
  private readonly unsure = new Map<string, HaConfiguration[]>();

  constructor(
    private readonly etcd: Etcd,
    readonly node: number,
  ) {
    this.keys = new Keys(etcd.access.prefix);
  }

  /** What etcd says of a task, now. */
  async view(id: string, limitMs: number | null = null): Promise<TaskView> {
    return (await this.viewNow(id, limitMs)).view;
  }

  /** The first primary of a new task: this node. Null where somebody has that ID already. */
  async claim(
    id: string,
    replicas: readonly number[],
    lease: Lease,
    limitMs: number | null = null,
  ): Promise<Claim | null> {
    const configuration = configured(FIRST_EPOCH, this.node, replicas);
    const held = await lease.held(limitMs);
    return this.become(id, configuration, claiming(this.keys.of(id), configuration, held), lease, limitMs);
  }

  /**
   * This node follows a primary that is gone: as one of its replicas, or as the primary that it was itself. `seen`: the configuration
   * that its state goes with. `replicas`: who has that state, too.
   */
  async takeOver(
    id: string,
    seen: number,
    replicas: readonly number[],
    lease: Lease,
    limitMs: number | null = null,
  ): Promise<TakeOver> {
    const { view: before, revision } = await this.viewNow(id, limitMs);
    const earlier = this.earlier(id, before, lease);
    if (earlier) return { claim: earlier };
    const refusal = refusalOf(before, this.node);
    if (refusal !== null) return { refusal, view: before };
    if (before.seen !== seen) return { refusal: 'changed', view: before };
    const epoch = nextEpoch(before.configuration, revision);
    const configuration = configured(epoch, this.node, replicas);
    const transaction = following(this.keys.of(id), seen, configuration, await lease.held(limitMs));
    const claim = await this.become(id, configuration, transaction, lease, limitMs);
    return claim ? { claim } : { refusal: 'changed', view: await this.view(id, limitMs) };
  }

  /** The process of that primary is dead: whoever is to follow it need not wait until its lease has run out. */
  async bury(id: string, epoch: number, limitMs: number | null = null): Promise<void> {
    const transaction = burying(this.keys.of(id), await this.view(id, limitMs), epoch);
    if (transaction) await this.etcd.ask((member) => member.transact(transaction), limitMs);
  }

  /** Removes what a primary has left that ended its task, and died before its replicas had forgotten it. */
  async sweep(id: string, seen: number, limitMs: number | null = null): Promise<void> {
    const { tasks, alive } = this.keys.of(id);
    await this.etcd.ask(
      (member) =>
        member.transact({
          when: [
            { key: tasks, modified: seen },
            { key: alive, created: 0 },
          ],
          make: [{ remove: tasks }],
          read: [],
        }),
      limitMs,
    );
  }

  private async become(
    id: string,
    configuration: HaConfiguration,
    transaction: Transaction,
    lease: Lease,
    limitMs: number | null,
  ): Promise<Claim | null> {
    this.unsure.set(id, [...(this.unsure.get(id) ?? []), configuration]);
    const answer = await this.etcd.ask((member) => member.transact(transaction), limitMs);
    const claim = answer.made
      ? new Claim(this.etcd, this.keys, id, becoming(answer.revision, configuration), lease)
      : this.earlier(id, viewIn(answer.found, this.keys), lease);
    this.unsure.delete(id);
    return claim;
  }

  /** What an attempt has come to whose answer was lost. */
  private earlier(id: string, view: TaskView, lease: Lease): Claim | null {
    const primacy = cameTrue(this.unsure.get(id) ?? [], view);
    if (!primacy) return null;
    this.unsure.delete(id);
    return new Claim(this.etcd, this.keys, id, primacy, lease);
  }

  private async viewNow(id: string, limitMs: number | null): Promise<{ view: TaskView; revision: number }> {
    let now = { view: NOWHERE, revision: 0 };
    await this.etcd.ask(
      (member) =>
        readViews(member, this.keys, [id], (_, view, revision) => {
          now = { view, revision };
        }),
      limitMs,
    );
    return now;
  }
}
