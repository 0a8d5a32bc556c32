/** Who is the primary: against real etcd servers. */
import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Claims } from '../../agent/ha/claims/claims.ts';
import type { TaskView } from '../../agent/ha/claims/view.ts';
import { Watch } from '../../agent/ha/claims/watch.ts';
import { Etcd } from '../../agent/ha/etcd/endpoints.ts';
import { Lease } from '../../agent/ha/etcd/lease.ts';
import { systemClock, systemRandom } from '../../agent/system-clock.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';

const why = etcdIsMissing();
const TTL_MS = 1_000;

describe.skipIf(why)(`claims${why ? ` (${why})` : ''}`, () => {
  let etcds: Etcds;
  const opened: Etcd[] = [];
  beforeAll(async () => {
    etcds = await Etcds.start(1);
  });
  afterEach(() => {
    for (const etcd of opened.splice(0)) etcd.close();
  });
  afterAll(() => etcds?.close());

  const open = async (): Promise<Etcd> => {
    const none = { ca: null, cert: null, key: null, user: null, password: null, passwordFile: null };
    const etcd = await Etcd.open(
      { endpoints: etcds.urls, prefix: 'omosix', ...none },
      systemClock,
      systemRandom,
    );
    opened.push(etcd);
    return etcd;
  };
  /** A process of a node, with its lease. */
  const node = async (number: number) => {
    const etcd = await open();
    return { etcd, claims: new Claims(etcd, number), lease: await Lease.grant(etcd, systemClock, TTL_MS) };
  };

  it('of twenty that claim a task at once one becomes its primary', async () => {
    const nodes = await Promise.all(Array.from({ length: 20 }, (_, i) => node(i + 1)));
    const id = randomUUID();
    const claimed = await Promise.all(nodes.map(({ claims, lease }) => claims.claim(id, [1, 2, 3], lease)));
    expect(claimed.filter((claim) => claim !== null)).toHaveLength(1);
  });

  it('only a replica follows, and only a primary that is gone', async () => {
    const [one, two, four] = [await node(1), await node(2), await node(4)];
    const id = randomUUID();
    const first = (await one.claims.claim(id, [2, 3], one.lease))!;
    expect(await two.claims.takeOver(id, first.seen, [3], two.lease)).toMatchObject({ refusal: 'alive' });
    await one.lease.revoke(1000);
    expect(await four.claims.takeOver(id, first.seen, [3], four.lease)).toMatchObject({
      refusal: 'stranger',
    });
    expect(await two.claims.takeOver(id, first.seen - 1, [3], two.lease)).toMatchObject({
      refusal: 'changed',
    });
    const taken = await two.claims.takeOver(id, first.seen, [3], two.lease);
    expect('claim' in taken && taken.claim.epoch).toBeGreaterThan(first.epoch);
    expect(await first.reconfigure([3])).toBe('fenced');
    expect((await two.claims.view(id)).configuration).toMatchObject({ primary: 2, replicas: [3] });
  });

  it('a standby hears that a primary is gone', async () => {
    const one = await node(1);
    const two = await node(2);
    const watch = new Watch(two.etcd, systemClock);
    const views: TaskView[] = [];
    watch.onView = (_, view) => views.push(view);
    void watch.run();
    const id = randomUUID();
    const claim = (await one.claims.claim(id, [2], one.lease))!;
    watch.hold(id);
    await until(() => views.length === 1);
    expect(views[0]).toMatchObject({ epoch: claim.epoch, seen: claim.seen });
    await claim.reconfigure([2, 3]);
    await until(() => views.at(-1)?.configuration?.replicas.length === 2);
    one.etcd.close();
    await until(() => views.at(-1)?.epoch === null);
    expect(views.at(-1)?.seen).toBe(claim.seen);
  });
});
