/** An etcd that has no room can be read, and takes nothing: a real one. */
import { Etcd3 } from 'etcd3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { Coordination } from '../../agent/ha/coordination.ts';
import { Etcd } from '../../agent/ha/etcd/endpoints.ts';
import { systemClock, systemRandom } from '../../agent/system-clock.ts';
import { Etcds, etcdIsMissing } from '../support/etcds.ts';
import { until } from '../support/until.ts';
import { accessTo } from './cast.ts';

const missing = etcdIsMissing();

describe.skipIf(missing)(`a full etcd${missing ? ` (${missing})` : ''}`, () => {
  let etcds: Etcds;
  beforeEach(async () => {
    etcds = await Etcds.start(1, undefined, '--quota-backend-bytes', String(2 ** 20));
  });
  afterEach(() => etcds?.close());

  it('it is not reached, and its user hears why', async () => {
    const etcd = await Etcd.open(accessTo(etcds.urls), systemClock, systemRandom);
    await etcd.reach(10_000);
    const raw = new Etcd3({ hosts: etcds.urls[0]! });
    const fill = async (): Promise<void> => {
      for (let i = 0; i < 100; i++) await raw.put(`filler/${i}`).value(Buffer.alloc(100_000));
    };
    await expect(fill()).rejects.toThrow(/space exceeded/);
    raw.close();
    await etcd.reach(10_000);
    etcd.close();
    const log = { debug() {}, info() {}, warn() {}, error() {} };
    const coordination = await Coordination.start(accessTo(etcds.urls), 1, log, () => {});
    try {
      await until(() => coordination.now.trouble !== null);
      expect(coordination.now).toMatchObject({
        isReached: false,
        trouble: 'it is full: database space exceeded (etcdctl compact, defrag, alarm disarm)',
      });
    } finally {
      coordination.close();
    }
  });
});
