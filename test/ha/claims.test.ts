/** Who is the primary of a task, against a real etcd. */
import { randomUUID } from 'node:crypto';
import { Etcd3 } from 'etcd3';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { Claim } from '../../agent/ha/claims/claim.ts';
import type { TakeOver } from '../../agent/ha/claims/claims.ts';
import { LeaseGone } from '../../agent/ha/etcd/trouble.ts';
import { MAX_ETCD_VALUE_BYTES } from '../../protocol/limits.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { type Actor, Cast, TTL_MS } from './cast.ts';
import { LostAnswers } from './lost-answers.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`the primary of a task${missing ? ` (${missing})` : ''}`, () => {
  let etcds: Etcds;
  let cast: Cast;
  /** Somebody who is none of us. */
  let raw: Etcd3;
  beforeAll(async () => {
    etcds = await Etcds.start(1);
    cast = new Cast(etcds.urls);
    raw = new Etcd3({ hosts: etcds.urls[0]! });
  });
  afterEach(() => cast.leave());
  afterAll(async () => {
    raw?.close();
    await etcds?.close();
  });

  const won = (outcome: TakeOver): Claim => {
    if ('claim' in outcome) return outcome.claim;
    throw new Error(`refused: ${outcome.refusal}`);
  };
  const claimed = async (node: Actor, replicas: number[], id = randomUUID()): Promise<Claim> =>
    (await node.claims.claim(id, replicas, node.lease))!;

  /** Etcd ends its lease, and it has not heard of that. */
  const runOut = ({ etcd, lease }: Actor): Promise<void> => etcd.ask((member) => member.revoke(lease.id));

  it('of twenty that claim a task at once one becomes it', async () => {
    const nodes = await Promise.all(Array.from({ length: 20 }, (_, i) => cast.node(i + 1)));
    const id = randomUUID();
    const all = await Promise.all(nodes.map(({ claims, lease }) => claims.claim(id, [1, 2, 3], lease)));
    const [winner, ...others] = all.filter((claim) => claim !== null);
    expect(others).toEqual([]);
    expect(await nodes[0]!.claims.view(id)).toMatchObject({
      epoch: winner!.epoch,
      configuration: { primary: winner!.configuration.primary },
    });
  });

  it('of twenty replicas that would follow it at once one does', async () => {
    const one = await cast.node(1);
    const nodes = await Promise.all(Array.from({ length: 20 }, (_, i) => cast.node(i + 2)));
    const first = await claimed(one, [2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17]);
    await one.lease.revoke(1_000);
    const all = await Promise.all(
      nodes.map(({ claims, lease }) => claims.takeOver(first.id, first.seen, [], lease)),
    );
    expect(all.filter((outcome) => 'claim' in outcome)).toHaveLength(1);
    // Those that are no replicas are told so, or that somebody was faster.
    expect(all.slice(16).every((outcome) => 'refusal' in outcome)).toBe(true);
  });

  it('who follows is a replica, and knows the last configuration, and the one before is gone', async () => {
    const [one, two, four] = [await cast.node(1), await cast.node(2), await cast.node(4)];
    const first = await claimed(one, [2, 3]);
    const { id, seen } = first;
    expect(await two.claims.takeOver(id, seen, [3], two.lease)).toMatchObject({ refusal: 'alive' });
    await runOut(one);
    expect(await four.claims.takeOver(id, seen, [3], four.lease)).toMatchObject({ refusal: 'stranger' });
    expect(await two.claims.takeOver(id, seen - 1, [3], two.lease)).toMatchObject({ refusal: 'changed' });
    expect(await two.claims.takeOver(randomUUID(), seen, [3], two.lease)).toMatchObject({
      refusal: 'unknown',
    });
    const second = won(await two.claims.takeOver(id, seen, [3], two.lease));
    expect(second.epoch).toBeGreaterThan(first.epoch);
    expect(second.configuration).toMatchObject({ primary: 2, replicas: [3] });
    expect(await Promise.all([first.reconfigure([3]), first.resign(3), first.end(), first.forget()])).toEqual(
      Array(4).fill('fenced'),
    );
    expect((await two.claims.view(id)).configuration).toEqual(second.configuration);
  });

  it('its lease runs out where its process has died; nobody having followed, it may come back', async () => {
    const one = await cast.node(1, etcds.urls, TTL_MS);
    const first = await claimed(one, [2]);
    const { views } = await cast.standby(first.id);
    await until(() => views.at(-1)?.epoch === first.epoch);
    one.etcd.close();
    await until(() => views.at(-1)?.epoch === null);
    const again = await cast.node(1);
    expect(won(await again.claims.takeOver(first.id, first.seen, [2], again.lease)).epoch).toBeGreaterThan(
      first.epoch,
    );
  });

  it('whose process is known to be dead is followed although its lease lives on; a later one is not buried for it', async () => {
    const [one, two, home] = [await cast.node(1), await cast.node(2), await cast.node(1)];
    const first = await claimed(one, [2]);
    const { id, seen, epoch } = first;
    await home.claims.bury(id, epoch - 1);
    expect(await two.claims.takeOver(id, seen, [], two.lease)).toMatchObject({ refusal: 'alive' });
    await home.claims.bury(id, epoch);
    const second = won(await two.claims.takeOver(id, seen, [], two.lease));
    expect(one.lease.state).toBe('sure');
    expect(await first.reconfigure([])).toBe('fenced');
    await home.claims.bury(id, epoch);
    expect(await home.claims.view(id)).toMatchObject({ epoch: second.epoch });
  });

  it('changes of one primary come one after the other, and do not change its epoch', async () => {
    const one = await cast.node(1);
    const claim = await claimed(one, [2]);
    const { epoch } = claim;
    const changes = [[2, 3], [3], [3, 4, 4, 1], []].map((replicas) => claim.reconfigure(replicas));
    expect(await Promise.all(changes)).toEqual(Array(4).fill('done'));
    await claim.reconfigure([3, 4, 4, 1]);
    // Itself is none of its replicas.
    expect(await one.claims.view(claim.id)).toMatchObject({
      epoch,
      seen: claim.seen,
      configuration: { replicas: [3, 4] },
    });
    await one.lease.revoke(1_000);
    await expect(claim.reconfigure([3])).rejects.toBeInstanceOf(LeaseGone);
    await expect(one.claims.claim(randomUUID(), [2], one.lease)).rejects.toBeInstanceOf(LeaseGone);
  });

  it('its lease has run out and nobody has followed: it goes on as the primary that it was', async () => {
    const [one, two] = [await cast.node(1), await cast.node(2)];
    const claim = await claimed(one, [2]);
    const { id, epoch } = claim;
    await runOut(one);
    expect((await two.claims.view(id)).alive).toBeNull();
    expect(await claim.reconfigure([2, 3])).toBe('done');
    const { seen, alive } = await two.claims.view(id);
    expect(await two.claims.view(id)).toMatchObject({ epoch, seen: claim.seen });
    expect(await two.claims.takeOver(id, seen, [], two.lease)).toMatchObject({ refusal: 'alive' });
    // Its process is known by that epoch, whenever it came.
    expect(alive).toBeGreaterThan(epoch);
    await runOut(one);
    const second = won(await two.claims.takeOver(id, seen, [1], two.lease));
    expect(second.epoch).toBeGreaterThan(epoch);
    expect(await claim.reconfigure([2])).toBe('fenced');
    await runOut(two);
    expect(await second.end()).toBe('done');
    await runOut(two);
    expect(await second.forget()).toBe('done');
    expect(await one.claims.view(id)).toMatchObject({ seen: 0 });
  });

  it('handed over, it is for the named one for some seconds, and then for any replica', async () => {
    const [one, two, three] = [await cast.node(1), await cast.node(2), await cast.node(3)];
    const claim = await claimed(one, [2, 3]);
    const { views } = await cast.standby(claim.id);
    expect(await claim.resign(3)).toBe('done');
    expect(await claim.reconfigure([2])).toBe('fenced');
    const { seen } = claim;
    expect(await two.claims.takeOver(claim.id, seen, [3], two.lease)).toMatchObject({ refusal: 'reserved' });
    await until(() => views.some(({ next }) => next === 3));
    const third = won(await three.claims.takeOver(claim.id, seen, [1, 2], three.lease));
    expect(await three.claims.view(claim.id)).toMatchObject({ next: null, epoch: third.epoch });
    expect(await third.resign(null)).toBe('done');
    won(await two.claims.takeOver(claim.id, third.seen, [3], two.lease));
  });

  it('over, it is told to its replicas, and leaves nothing', async () => {
    const [one, two] = [await cast.node(1), await cast.node(2)];
    const claim = await claimed(one, [2]);
    const { views } = await cast.standby(claim.id);
    expect(await claim.end()).toBe('done');
    await until(() => views.at(-1)?.configuration?.ended === true);
    expect(await claim.forget()).toBe('done');
    await until(() => views.at(-1)?.configuration === null && views.at(-1)?.epoch === null);
    expect(await raw.getAll().prefix('omosix/').keys()).not.toContain(`omosix/tasks/${claim.id}`);
    // One that has died in between.
    const other = await claimed(one, [2]);
    await other.end();
    await two.claims.sweep(other.id, other.seen);
    expect((await two.claims.view(other.id)).seen).toBe(other.seen);
    await one.lease.revoke(1_000);
    expect(await two.claims.takeOver(other.id, other.seen, [], two.lease)).toMatchObject({
      refusal: 'ended',
    });
    await two.claims.sweep(other.id, other.seen);
    expect(await two.claims.view(other.id)).toMatchObject({ seen: 0, configuration: null });
  });

  it('what was carried out, and its answer lost, is not done twice nor taken for somebody else’s', async () => {
    const way = await LostAnswers.before(etcds.urls[0]!);
    try {
      const [one, other] = [await cast.node(1, [way.url]), await cast.node(2)];
      // One attempt, which is carried out.
      const lost = async (work: () => Promise<unknown>): Promise<void> => {
        // Over a connection that stands.
        const { seen } = await one.claims.view(id);
        way.lose();
        await expect(work()).rejects.toMatchObject({ code: 'EETCD' });
        await until(async () => (await other.claims.view(id)).seen !== seen);
        way.mend();
      };
      let id = randomUUID();
      await lost(() => one.claims.claim(id, [2], one.lease, 100));
      const claim = (await one.claims.claim(id, [2], one.lease))!;
      expect(claim).toMatchObject({ id });
      await lost(() => claim.reconfigure([2, 3], 100));
      expect(await claim.reconfigure([3, 4])).toBe('done');
      expect(await one.claims.view(id)).toMatchObject({ seen: claim.seen, epoch: claim.epoch });
      id = randomUUID();
      await lost(() => one.claims.claim(id, [2], one.lease, 100));
      // Asked in another way, it is the primary all the same.
      const { seen } = await one.claims.view(id);
      const again = won(await one.claims.takeOver(id, seen, [2], one.lease));
      expect(await again.reconfigure([4])).toBe('done');
      // Asked for again by itself, at another member.
      const two = await cast.node(2, [way.url, etcds.urls[0]!]);
      if (two.etcd.member.url !== way.url) two.etcd.avoid(two.etcd.member);
      const last = await claimed(two, [1]);
      way.lose();
      expect(await last.resign(null)).toBe('done');
      expect(await other.claims.view(last.id)).toMatchObject({ epoch: null, seen: last.seen });
    } finally {
      way.close();
    }
  });

  it('a lease is doubtful while etcd says nothing', async () => {
    const { lease } = await cast.node(1, etcds.urls, TTL_MS);
    const states: string[] = [];
    lease.onState = (state) => states.push(state);
    etcds.stop(0);
    await until(() => states.length > 0);
    expect(states).toEqual(['doubtful']);
    etcds.resume(0);
    // It may have come before etcd looked at it.
    await until(() => lease.state !== 'doubtful');
    await lease.revoke(5_000);
    expect(states.at(-1)).toBe('gone');
    // Somebody else has ended it.
    const { lease: other } = await cast.node(2, etcds.urls, TTL_MS);
    await raw.leaseClient.leaseRevoke({ ID: other.id });
    await until(() => other.state === 'gone');
  });

  it('whatever else stands in its place is left alone', async () => {
    const one = await cast.node(1);
    const two = await cast.node(2);
    const lies = [
      'no JSON',
      '{}',
      JSON.stringify({ version: 3, epoch: 1, primary: 1, replicas: [2], ended: false, change: 'x' }),
      JSON.stringify({ version: 2, epoch: 0, primary: 1, replicas: [2], ended: false, change: 'x' }),
      JSON.stringify({ version: 2, epoch: 1, primary: 0, replicas: [2], ended: false, change: 'x' }),
      JSON.stringify({ version: 2, epoch: 1, primary: 1, replicas: [70_000], ended: false, change: 'x' }),
      JSON.stringify({
        version: 2,
        epoch: 1,
        primary: 1,
        replicas: Array(17).fill(2),
        ended: false,
        change: 'x',
      }),
      `${JSON.stringify({ version: 2, epoch: 1, primary: 1, replicas: [2], ended: false, change: 'x' })}${' '.repeat(MAX_ETCD_VALUE_BYTES)}`,
    ];
    for (const lie of lies) {
      const claim = await claimed(one, [2]);
      const key = `omosix/tasks/${claim.id}`;
      const { views } = await cast.standby(claim.id);
      await until(() => views.length === 1);
      await raw.put(key).value(lie);
      await until(() => views.at(-1)?.trouble !== null);
      expect(await claim.reconfigure([3])).toBe('fenced');
      await raw.delete().key(`omosix/alive/${claim.id}`);
      const { seen } = await two.claims.view(claim.id);
      expect(await two.claims.takeOver(claim.id, seen, [], two.lease)).toMatchObject({ refusal: 'damaged' });
      expect(await raw.get(key).string()).toBe(lie);
      expect(await two.claims.claim(claim.id, [], two.lease)).toBeNull();
    }
    // Names that are none of ours are nobody's.
    await raw.put('omosix/tasks/../x').value('{}');
    await raw.put(`omosix/other/${randomUUID()}`).value('{}');
    expect(await claimed(one, [2])).not.toBeNull();
  });
});
