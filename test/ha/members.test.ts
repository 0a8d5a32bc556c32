/** Members of etcd fail: three real ones. */
import { randomUUID } from 'node:crypto';
import { Etcd3 } from 'etcd3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { Cast } from './cast.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`three members${missing ? ` (${missing})` : ''}`, () => {
  let etcds: Etcds;
  let cast: Cast;
  beforeEach(async () => {
    etcds = await Etcds.start(3);
    cast = new Cast(etcds.urls);
  });
  afterEach(async () => {
    cast.leave();
    await etcds?.close();
  });

  /** Which one leads the others. */
  const leader = async (): Promise<number> => {
    const said = await Promise.all(
      etcds.urls.map(async (url) => {
        const client = new Etcd3({ hosts: url });
        const { header, leader } = await client.maintenance.status();
        client.close();
        return header.member_id === leader;
      }),
    );
    return said.indexOf(true);
  };

  it('one dies, another stands still, most are away and come back: what was going on goes on', async () => {
    const one = await cast.node(1);
    const claim = (await one.claims.claim(randomUUID(), [2], one.lease))!;
    const { views, etcd } = await cast.standby(claim.id);
    await until(() => views.length === 1);
    const heard = async (replicas: number[]): Promise<void> => {
      expect(await claim.reconfigure(replicas)).toBe('done');
      await until(() => views.at(-1)?.configuration?.replicas.join() === replicas.join());
    };
    const first = await leader();
    await etcds.kill(first);
    await heard([2, 3]);
    await until(async () => (await etcd.answering()) === 2);

    // Most are away, and who listens is connected to one that stands still: nothing is decided, nothing is lost, nobody is told anything wrong.
    const second = etcds.urls.indexOf(etcd.member.url);
    etcds.stop(second);
    await expect(one.etcd.reach(1)).rejects.toMatchObject({ code: 'EETCD' });
    const waiting = claim.reconfigure([3]);
    await etcds.restart(first);
    expect(await waiting).toBe('done');
    await until(() => views.at(-1)?.configuration?.replicas.join() === '3');
    etcds.resume(second);
    await heard([4]);
    expect(views.every(({ epoch }) => epoch === claim.epoch)).toBe(true);
    await one.lease.revoke(5_000);
    await until(() => views.at(-1)?.epoch === null);
  });
});
