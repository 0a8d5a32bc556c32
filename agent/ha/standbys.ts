import { OmosixError } from '../../protocol/errors.ts';
import type { StandbyView } from '../../protocol/journal.ts';
import type { Log } from '../../protocol/ports.ts';
import { isSameProcess } from '../detached/process-name.ts';
import type { TaskView } from './claims/view.ts';
import { refusalOf } from './claims/view.ts';
import type { StandbyOrder, StandbyStore } from './standby-store.ts';

/** One that has not become the deputy may try again after so long, if nobody else has. */
const AGAIN_MS = 2_000;
/** What fails so often fails. */
const MOST_FAILURES = 5;
/** A home says something once a second, and hands over at once. */
const WANTED_MS = 15_000;

interface StandbysParts {
  self: number;
  store: StandbyStore;
  log: Log;
  /** What etcd says of a task, now. */
  view(ha: string): Promise<TaskView>;
  hold(ha: string): void;
  release(ha: string): void;
  /** Starts a deputy that tries to take over; resolves when it has ended, or has become the deputy. */
  takeOver(ha: string): Promise<void>;
  after(ms: number, callback: () => void): void;
}

/** The tasks that this node is a standby of: keeps what their deputies send, and takes over where one is gone. */
export class Standbys {
  private readonly trying = new Set<string>();
  /** Whose deputies etcd has confirmed. */
  private readonly homes = new Map<string, { node: number; epoch: number }>();
  private readonly failures = new Map<string, number>();

  constructor(private readonly parts: StandbysParts) {}

  /** What was kept before this agent began. */
  start(): void {
    const { store, hold } = this.parts;
    store.tidy((pid) => isSameProcess({ pid, startTicks: null }));
    for (const ha of store.all()) hold(ha);
  }

  list(): StandbyView[] {
    const { store } = this.parts;
    return store.ready().map((ha) => {
      const { command, bytes } = store.about(ha);
      return { ha, command, bytes, primary: this.homes.get(ha)?.node ?? 0 };
    });
  }

  /** Resolves when this node is the task's home: its deputy hands it over at its next word. @throws OmosixError ENOTASK, EREFUSED */
  failback(ha: string): Promise<void> {
    const { store, after } = this.parts;
    if (!store.ready().includes(ha))
      return Promise.reject(new OmosixError('ENOTASK', `this node is no standby of ${ha} (mosctl standbys)`));
    return new Promise((resolve, reject) => {
      this.wanted.set(ha, resolve);
      after(WANTED_MS, () => {
        if (this.wanted.get(ha) !== resolve) return;
        this.wanted.delete(ha);
        reject(new OmosixError('EREFUSED', `its home has not handed it over within ${WANTED_MS / 1000} s`));
      });
    });
  }
  private readonly wanted = new Map<string, () => void>();

  /** From another node's deputy. @returns whether this node wants to be that task's home @throws OmosixError EFENCED, EREFUSED, EPROTOCOL */
  async order(from: number, order: StandbyOrder): Promise<boolean> {
    const { store, hold } = this.parts;
    const home = this.homes.get(order.ha);
    // Once for each deputy: any member could say so.
    if (home?.node !== from || home.epoch !== order.epoch) await this.assertPrimary(from, order);
    if (order.ends) {
      this.forget(order.ha);
      return false;
    }
    store.put(order);
    if (order.begins) hold(order.ha);
    return this.wanted.has(order.ha);
  }

  /** A deputy of this machine has taken over: what is here is what it goes on from, and it takes that away. */
  taken(ha: string, epoch: number): string {
    const { store, release } = this.parts;
    store.fence(ha, epoch);
    release(ha);
    this.wanted.get(ha)?.();
    this.wanted.delete(ha);
    return store.path(ha);
  }

  /** What etcd says of one of them. */
  changed(ha: string, view: TaskView): void {
    const { self, store, log } = this.parts;
    const { configuration, trouble } = view;
    if (configuration?.ended) {
      this.forget(ha);
      return;
    }
    if (configuration === null && trouble === null) {
      // Etcd has begun anew since: that it knows nothing of the task does not say that this is over.
      if (store.isOfThisEtcd(ha)) this.forget(ha);
      else log.warn('etcd knows nothing of a task of which this node has a copy: it is kept', { ha });
      return;
    }
    if (refusalOf(view, self) !== null || this.trying.has(ha) || !store.ready().includes(ha)) return;
    this.trying.add(ha);
    log.info('the deputy of a task is gone: taking over', { ha, before: configuration?.primary });
    void this.parts.takeOver(ha).then(
      () => this.parts.after(AGAIN_MS, () => void this.lookAgain(ha)),
      (error: Error) => {
        log.warn('taking over a task has failed', { ha, reason: error.message });
        const failures = (this.failures.get(ha) ?? 0) + 1;
        this.failures.set(ha, failures);
        if (failures < MOST_FAILURES) this.parts.after(AGAIN_MS, () => void this.lookAgain(ha));
        else this.trying.delete(ha);
      },
    );
  }

  /** Etcd is there again: what has failed without it may go now. */
  tryAnew(): void {
    this.failures.clear();
    for (const ha of this.parts.store.ready()) if (!this.trying.has(ha)) void this.lookAgain(ha);
  }

  private async lookAgain(ha: string): Promise<void> {
    this.trying.delete(ha);
    if (!this.parts.store.ready().includes(ha)) return;
    await this.parts.view(ha).then(
      (view) => this.changed(ha, view),
      () => {},
    );
  }

  private forget(ha: string): void {
    this.parts.release(ha);
    this.parts.store.forget(ha);
    this.homes.delete(ha);
    this.failures.delete(ha);
  }

  private async assertPrimary(from: number, { ha, epoch }: StandbyOrder): Promise<void> {
    const { configuration, epoch: now } = await this.parts.view(ha);
    if (configuration && configuration.epoch > epoch)
      throw new OmosixError('EFENCED', 'another deputy has taken over');
    if (configuration?.primary !== from || now !== epoch)
      throw new OmosixError('EREFUSED', `node ${from} is not the home of that task, says etcd`);
    this.homes.set(ha, { node: from, epoch });
  }
}
