/** What a standby hears, whatever happens to its connection: against a real etcd. */
import { randomUUID } from 'node:crypto';
import { Etcd3 } from 'etcd3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { TaskView } from '../../agent/ha/claims/view.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { Cast } from './cast.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`a standby's watch${missing ? ` (${missing})` : ''}`, () => {
  let etcds: Etcds;
  let cast: Cast;
  beforeAll(async () => {
    etcds = await Etcds.start(1);
    cast = new Cast(etcds.urls);
  });
  afterEach(() => cast.leave());
  afterAll(() => etcds?.close());

  it('it hears of held tasks only, and each change once', async () => {
    const one = await cast.node(1);
    const [mine, other] = [randomUUID(), randomUUID()];
    const { watch, views } = await cast.standby(mine);
    const ids: string[] = [];
    const { onView } = watch;
    watch.onView = (id, view) => {
      ids.push(id);
      onView(id, view);
    };
    await until(() => views.length === 1);
    expect(views[0]).toMatchObject({ configuration: null, epoch: null, seen: 0 });
    await one.claims.claim(other, [2], one.lease);
    const claim = (await one.claims.claim(mine, [2], one.lease))!;
    await until(() => views.length === 2);
    await claim.reconfigure([2, 3]);
    await until(() => views.length === 3);
    expect(views.map(({ epoch }) => epoch)).toEqual([null, claim.epoch, claim.epoch]);
    watch.release(mine);
    watch.hold(other);
    await until(() => ids.includes(other));
    await claim.reconfigure([]);
    await watch.hold(mine);
    await until(() => views.at(-1)?.configuration?.replicas.length === 0);
    expect(ids.filter((id) => id === other)).toHaveLength(1);
  });

  it('a restart of etcd and a compaction of all that happened meanwhile hide nothing', async () => {
    const one = await cast.node(1);
    const claim = (await one.claims.claim(randomUUID(), [2], one.lease))!;
    const { watch, views } = await cast.standby(claim.id);
    const troubles: (string | null)[] = [];
    watch.onTrouble = (words) => troubles.push(words);
    await until(() => views.length === 1);
    await etcds.kill(0);
    await until(() => troubles.some((words) => words !== null));
    await etcds.restart(0);
    await claim.reconfigure([2, 3]);
    await claim.reconfigure([3]);
    const raw = new Etcd3({ hosts: etcds.urls[0]! });
    const { header } = await raw.kv.range({ key: Buffer.from('x') });
    await raw.kv.compact({ revision: header.revision, physical: true });
    raw.close();
    await until(() => views.at(-1)?.configuration?.replicas.join() === '3');
    await until(() => troubles.at(-1) === null);
    await claim.resign(null);
    await until(() => views.at(-1)?.epoch === null);
  });

  it('it hears of each of many tasks, among more of others, whatever somebody puts there', async () => {
    const raw = new Etcd3({ hosts: etcds.urls[0]! });
    const ids = Array.from({ length: 1_000 }, () => randomUUID());
    const value = { version: 2, epoch: 1, primary: 1, replicas: [2], ended: false, change: 'x' };
    for (let at = 0; at < ids.length; at += 125)
      await raw.kv.txn({
        success: ids.slice(at, at + 125).map((id) => ({
          request_put: { key: Buffer.from(`omosix/tasks/${id}`), value: Buffer.from(JSON.stringify(value)) },
        })),
      });
    const huge = Buffer.alloc(1_500_000);
    for (const id of ids.slice(0, 4)) await raw.put(`omosix/tasks/${id}`).value(huge);
    raw.close();
    const mine = ids.slice(0, 40);
    const { watch } = await cast.standby(mine[0]!);
    const heard = new Map<string, TaskView>();
    watch.onView = (id, view) => heard.set(id, view);
    for (const id of mine) watch.hold(id);
    await until(() => heard.size === mine.length);
    expect([...heard.values()].filter(({ trouble }) => trouble !== null)).toHaveLength(4);
    expect([...heard.values()].filter(({ configuration }) => configuration?.primary === 1)).toHaveLength(36);
    // After a break all are read again, and nothing has changed.
    heard.clear();
    const troubles: (string | null)[] = [];
    watch.onTrouble = (words) => troubles.push(words);
    await etcds.restart(0);
    await until(() => troubles.some((words) => words !== null) && troubles.at(-1) === null);
    expect(heard.size).toBe(0);
  });
});
