import type { EtcdStatus } from '../../protocol/control.ts';
import type { EtcdAccess, EtcdKnown } from '../../protocol/ha.ts';
import { ETCD_PATIENCE_MS } from '../../protocol/limits.ts';
import type { Log } from '../../protocol/ports.ts';
import { systemClock, systemRandom } from '../system-clock.ts';
import { Claims } from './claims/claims.ts';
import type { TaskView } from './claims/view.ts';
import { Watch } from './claims/watch.ts';
import { Etcd } from './etcd/endpoints.ts';

const SURVEY_MS = 10_000;

/** What an agent does with etcd: hears of the tasks that it stands by for, and says how etcd is. */
export class Coordination {
  /** This node's own. */
  readonly claims: Claims;
  private readonly watch: Watch;
  private status: EtcdStatus;

  /** A task that is held, at first and after each change. */
  onView: (id: string, view: TaskView) => void = () => {};
  /** After it was not. */
  onReached: () => void = () => {};

  private constructor(
    private readonly etcd: Etcd,
    node: number,
    private readonly log: Log,
  ) {
    const { endpoints } = etcd.access;
    const sinceMs = systemClock.nowMs();
    this.status = { isReached: false, sinceMs, trouble: null, endpoints, answering: null };
    this.claims = new Claims(etcd, node);
    this.watch = new Watch(etcd, systemClock);
    this.watch.onView = (id, view) => this.viewed(id, view);
    this.watch.onTrouble = (words) => this.turned({ ...this.troubles, news: words });
    this.watch.run().catch((error: Error) => log.error('etcd is watched no more', { error: error.message }));
    void this.survey();
  }

  /** Connects in its own time, and again whenever it has to. @throws OmosixError EUSAGE where a file is not what it should be */
  static async start(
    access: EtcdAccess,
    node: number,
    log: Log,
    onKnown: (known: EtcdKnown) => void,
  ): Promise<Coordination> {
    const etcd = await Etcd.open(access, systemClock, systemRandom);
    etcd.identity.onChange = onKnown;
    return new Coordination(etcd, node, log);
  }

  /** For this user's own processes. */
  get access(): EtcdAccess {
    const { access, identity } = this.etcd;
    return { ...access, ...(identity.known && { known: identity.known }) };
  }

  get now(): EtcdStatus {
    return this.status;
  }

  /** `onView` is told of that task from now on, until `release`. */
  hold(id: string): void {
    this.watch.hold(id);
  }

  release(id: string): void {
    this.watch.release(id);
  }

  /** Of the store that is used; '' before any was. */
  get store(): string {
    return this.etcd.identity.known?.name ?? '';
  }

  /** What etcd has now counts, whatever it was. @throws OmosixError EETCD */
  async beginAnew(): Promise<void> {
    if (this.status.isReached) return;
    await this.etcd.beginAnew(ETCD_PATIENCE_MS);
    this.log.warn('etcd has begun anew', { store: this.store });
  }

  close(): void {
    this.etcd.close();
  }

  private viewed(id: string, view: TaskView): void {
    // Its primary died when the task was over, and cannot take its keys away any more.
    if (view.configuration?.ended && view.alive === null)
      this.claims.sweep(id, view.seen).catch((error: Error) => this.log.debug(error.message, { id }));
    this.onView(id, view);
  }

  private turned(troubles: { news: string | null; changes: string | null }): void {
    this.troubles = troubles;
    const trouble = troubles.news ?? troubles.changes;
    const isReached = trouble === null;
    const { isReached: was, trouble: before } = this.status;
    this.status = { ...this.status, isReached, trouble };
    if (was === isReached && (isReached || before !== null)) return;
    if (was !== isReached) this.status.sinceMs = systemClock.nowMs();
    void this.look();
    if (isReached) {
      this.log.info('etcd is reached');
      this.onReached();
    } else this.log.warn('etcd is not reached', { trouble });
  }

  /** Why no news come, and why nothing can be put there. */
  private troubles: { news: string | null; changes: string | null } = {
    news: 'it is being looked for',
    changes: null,
  };

  private async count(): Promise<void> {
    const answering = await this.etcd.answering();
    this.status = { ...this.status, answering };
  }

  /** How many answer; and whether anything can be put there. */
  private async look(): Promise<void> {
    await this.count();
    // Where no news come that says why.
    if (this.troubles.news !== null || this.etcd.isClosed) return;
    const changes = await this.etcd.takesChanges(ETCD_PATIENCE_MS);
    if (this.troubles.news === null && !this.etcd.isClosed) this.turned({ ...this.troubles, changes });
  }

  private async survey(): Promise<void> {
    while (!this.etcd.isClosed) {
      await this.look();
      await this.etcd.idle(SURVEY_MS);
    }
  }
}
