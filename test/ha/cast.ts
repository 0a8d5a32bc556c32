/** Nodes that meet in etcd: what each of them has open, and its end. */
import { Claims } from '../../agent/ha/claims/claims.ts';
import type { TaskView } from '../../agent/ha/claims/view.ts';
import { Watch } from '../../agent/ha/claims/watch.ts';
import { Etcd } from '../../agent/ha/etcd/endpoints.ts';
import { Lease } from '../../agent/ha/etcd/lease.ts';
import { systemClock, systemRandom } from '../../agent/system-clock.ts';
import type { EtcdAccess } from '../../protocol/ha.ts';

/** The shortest lease that the fixture's elections let etcd give, for those that are to run out. */
export const TTL_MS = 1_000;
const LONG_MS = 20_000;

export const accessTo = (endpoints: string[], more: Partial<EtcdAccess> = {}): EtcdAccess => ({
  endpoints,
  prefix: 'omosix',
  ca: null,
  cert: null,
  key: null,
  user: null,
  password: null,
  passwordFile: null,
  ...more,
});

/** One process of a node. */
export interface Actor {
  etcd: Etcd;
  claims: Claims;
  lease: Lease;
}

export class Cast {
  private readonly opened: Etcd[] = [];

  constructor(private readonly urls: string[]) {}

  async open(urls = this.urls): Promise<Etcd> {
    const etcd = await Etcd.open(accessTo(urls), systemClock, systemRandom);
    this.opened.push(etcd);
    return etcd;
  }

  async node(number: number, urls = this.urls, ttlMs = LONG_MS): Promise<Actor> {
    const etcd = await this.open(urls);
    return { etcd, claims: new Claims(etcd, number), lease: await Lease.grant(etcd, systemClock, ttlMs) };
  }

  /** All that a standby hears of one task, in order. */
  async standby(id: string, urls = this.urls): Promise<{ etcd: Etcd; watch: Watch; views: TaskView[] }> {
    const etcd = await this.open(urls);
    const watch = new Watch(etcd, systemClock);
    const views: TaskView[] = [];
    watch.onView = (_, view) => views.push(view);
    watch.hold(id);
    void watch.run();
    return { etcd, watch, views };
  }

  /** Without a word to etcd, as a crash. */
  leave(): void {
    for (const etcd of this.opened.splice(0)) etcd.close();
  }
}
