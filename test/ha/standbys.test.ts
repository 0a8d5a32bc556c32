import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StandbyStore } from '../../agent/ha/standby-store.ts';
import { Standbys } from '../../agent/ha/standbys.ts';

const HA = '3f2a0000-0000-4000-8000-000000000002';

it('pieces come from the node that etcd names as the home, and from no other that knows its epoch', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'omx-standbys-'));
  let asked = 0;
  const configuration = {
    version: 2 as const,
    epoch: 5,
    primary: 2,
    replicas: [1],
    ended: false,
    change: 'c',
  };
  const standbys = new Standbys({
    self: 1,
    store: new StandbyStore(directory, () => 'a store'),
    log: { debug() {}, info() {}, warn() {}, error() {} },
    view: async () => {
      asked++;
      return { configuration, trouble: null, seen: 7, alive: 6, epoch: 5, next: null };
    },
    hold: () => {},
    release: () => {},
    takeOver: async () => {},
    after: () => {},
  });
  const order = { ha: HA, epoch: 5, begins: false, ends: false, old: [], puts: [], bytes: Buffer.alloc(0) };
  const refused = expect.objectContaining({
    code: 'EREFUSED',
    message: expect.stringContaining('node 3 is not the home'),
  });
  try {
    await expect(standbys.order(3, { ...order, begins: true })).rejects.toEqual(refused);
    await standbys.order(2, { ...order, begins: true });
    await standbys.order(2, order);
    expect(asked).toBe(2);
    for (const more of [{}, { ends: true }, { begins: true }])
      await expect(standbys.order(3, { ...order, ...more })).rejects.toEqual(refused);
    await standbys.order(2, order);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
