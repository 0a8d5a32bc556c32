/** An etcd that has forgotten something is not taken for the one that it was: a real one, wiped and restored from a backup. */
import { randomUUID } from 'node:crypto';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Etcd } from '../../agent/ha/etcd/endpoints.ts';
import { systemClock, systemRandom } from '../../agent/system-clock.ts';
import type { EtcdKnown } from '../../protocol/ha.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { type Actor, accessTo, Cast } from './cast.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`an etcd that has forgotten${missing ? ` (${missing})` : ''}`, () => {
  let etcds: Etcds;
  let cast: Cast;
  beforeEach(async () => {
    etcds = await Etcds.start(1);
    cast = new Cast(etcds.urls);
  });
  afterEach(async () => {
    cast.leave();
    await etcds?.close();
  });

  const knownTo = ({ etcd }: Actor): EtcdKnown => ({ ...etcd.identity.known! });
  /** Another process of the same node, or of one that was away. */
  const later = async (known: EtcdKnown): Promise<Etcd> =>
    Etcd.open(accessTo(etcds.urls, { known }), systemClock, systemRandom);
  const words = (etcd: Etcd): Promise<string> =>
    etcd.reach(700).then(
      () => 'reached',
      (error: Error) => error.message,
    );

  it('wiped: nobody is told anything of it, nothing is put there, until its user says that it counts', async () => {
    const [one, two] = [await cast.node(1), await cast.node(2)];
    const claim = (await one.claims.claim(randomUUID(), [2], one.lease))!;
    const { watch, views, etcd } = await cast.standby(claim.id);
    const troubles: (string | null)[] = [];
    watch.onTrouble = (trouble) => troubles.push(trouble);
    await until(() => views.length === 1);
    await two.etcd.reach(5_000);
    const known = knownTo(two);
    await etcds.wipe();
    await until(() => troubles.some((trouble) => trouble?.startsWith('it is not the etcd that it was')));
    expect(await words(one.etcd)).toMatch(/no etcd answers .*: it is not the etcd that it was: .*begun anew/);
    for (const act of [
      () => claim.reconfigure([2, 3], 500),
      () => two.claims.takeOver(claim.id, claim.seen, [], two.lease, 500),
      () => two.claims.claim(randomUUID(), [1], two.lease, 500),
    ])
      await expect(act()).rejects.toMatchObject({ code: 'EETCD' });
    // Somebody who knows nothing uses it: it is another one yet, and grows.
    const three = await cast.node(3);
    const other = (await three.claims.claim(randomUUID(), [1], three.lease))!;
    for (let i = 0; i < 20; i++) await other.reconfigure([1]);
    expect(three.etcd.identity.revision).toBeGreaterThan(known.revision);
    expect(await words(one.etcd)).toMatch(/its data is another/);
    const restarted = await later(known);
    expect(await words(restarted)).toMatch(/its data is another/);
    expect(views).toHaveLength(1);
    // It counts: what is there is that of the third, and stays.
    await restarted.beginAnew(5_000);
    await etcd.beginAnew(5_000);
    expect(await words(restarted)).toBe('reached');
    expect(await other.reconfigure([2])).toBe('done');
    await until(() => troubles.at(-1) === null);
    expect(views.at(-1)).toMatchObject({ configuration: null, seen: 0 });
    restarted.close();
  });

  it('restored from a backup: whoever has seen what it has forgotten keeps everybody from it', async () => {
    const [one, two] = [await cast.node(1), await cast.node(2)];
    const claim = (await one.claims.claim(randomUUID(), [2], one.lease))!;
    // It is away meanwhile.
    await two.etcd.reach(5_000);
    const away = knownTo(two);
    cast.leave();
    await etcds.keep();
    const again = await cast.node(1);
    const next = (await again.claims.claim(randomUUID(), [2], again.lease))!;
    expect(again.etcd.identity.known?.name).toBe(away.name);
    for (let i = 0; i < 20; i++) await next.reconfigure([2]);
    await etcds.restore();
    // By the revision first; then it has told all others.
    expect(await words(again.etcd)).toMatch(
      /(it was at revision \d+ and is at \d+|outdated) \(restored from/,
    );
    const back = await later(away);
    expect(await words(back)).toMatch(/it is not the etcd that it was/);
    // What it has of tasks is outdated, and goes.
    await back.beginAnew(5_000);
    const five = await cast.node(5);
    expect(await five.claims.view(claim.id)).toMatchObject({ seen: 0, alive: null });
    expect(await words(again.etcd)).toMatch(/its data is another/);
    await again.etcd.beginAnew(5_000);
    expect(again.etcd.identity.known).toMatchObject({ name: back.identity.known!.name, former: [away.name] });
    // Said where nothing is wrong it changes nothing.
    const last = (await five.claims.claim(randomUUID(), [1], five.lease))!;
    await back.beginAnew(5_000);
    expect(await last.reconfigure([2])).toBe('done');
    back.close();
  });
});
