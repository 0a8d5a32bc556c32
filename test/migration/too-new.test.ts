import { expect, it } from 'vitest';
import { refusalOf } from '../../agent/migration/machine/too-new.ts';
import type { PeerMessage } from '../../protocol/peer.ts';

type Run = Extract<PeerMessage, { op: 'run' }>;
const run = (logged?: true): Run => ({ op: 'run', inc: 3, spec: { task: '1:9', logged } as Run['spec'] });

it('a task that is done again does not go where its omosix keeps no notes', () => {
  expect(refusalOf(run(true), 4)).toMatchObject({ op: 'runrefused', task: '1:9', inc: 3 });
  expect(
    refusalOf({ op: 'prepare', migration: 7, home: 1, nmigs: 0, spec: run(true).spec }, 4),
  ).toMatchObject({
    op: 'refused',
    migration: 7,
  });
  expect(refusalOf(run(true), 5)).toBeNull();
  expect(refusalOf(run(), 4)).toBeNull();
});

type RunFrom = Extract<PeerMessage, { op: 'runfrom' }>;
const spec = { task: '1:9' } as RunFrom['spec'];
const freeze: PeerMessage = { op: 'checkpoint', task: '1:9', inc: 3, hold: true };
const runFrom: PeerMessage = { op: 'runfrom', inc: 3, spec, head: {} as RunFrom['head'] };

it('a task is not frozen, nor goes on from a state, where its omosix would not understand that', () => {
  expect(refusalOf(freeze, 5)).toMatchObject({ op: 'checkpointed', task: '1:9', inc: 3 });
  expect(refusalOf(runFrom, 5)).toMatchObject({ op: 'runrefused', task: '1:9', inc: 3 });
  expect(refusalOf(freeze, 6)).toBeNull();
  expect(refusalOf(runFrom, 6)).toBeNull();
  expect(refusalOf({ op: 'checkpoint', task: '1:9', inc: 3 }, 5)).toBeNull();
  expect(refusalOf({ op: 'run', inc: 3, spec }, 5)).toBeNull();
});
