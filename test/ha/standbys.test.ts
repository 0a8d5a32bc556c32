import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { StandbyStore } from '../../agent/ha/standby-store.ts';
import { Standbys } from '../../agent/ha/standbys.ts';

const HA = '3f2a0000-0000-4000-8000-000000000002';
const configuration = {
  version: 2 as const,
  epoch: 5,
  primary: 2,
  replicas: [1],
  ended: false,
  change: 'c',
};

it('pieces come from the node that etcd names as the home, and from no other that knows its epoch', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'omx-standbys-'));
  let asked = 0;
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

it('what could not be taken over while etcd was away is tried again when that is there', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'omx-standbys-'));
  const store = new StandbyStore(directory, () => '');
  const puts = [{ file: 'current-0', at: 0, bytes: 0 }];
  store.put({ ha: HA, epoch: 5, begins: true, ends: false, old: [], puts, bytes: Buffer.alloc(0) });
  const view = { configuration, trouble: null, seen: 7, alive: null, epoch: null, next: null };
  let [tried, isAway] = [0, false];
  const standbys = new Standbys({
    self: 1,
    store,
    log: { debug() {}, info() {}, warn() {}, error() {} },
    view: async () => {
      if (isAway) throw new Error('no etcd answers');
      return view;
    },
    hold: () => {},
    release: () => {},
    takeOver: async () => {
      tried++;
      throw new Error('no etcd answers');
    },
    after: (_, callback) => void setImmediate(callback),
  });
  const passed = async (): Promise<void> => {
    for (let i = 0; i < 40; i++) await new Promise((resolve) => setImmediate(resolve));
  };
  try {
    standbys.changed(HA, view);
    await passed();
    expect(tried).toBe(5);
    standbys.tryAnew();
    await passed();
    expect(tried).toBe(10);
    isAway = true;
    standbys.tryAnew();
    await passed();
    expect(tried).toBe(10);
    isAway = false;
    standbys.tryAnew();
    await passed();
    expect(tried).toBe(15);
  } finally {
    rmSync(directory, { recursive: true });
  }
});
