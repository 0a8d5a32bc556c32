import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { generationOf, type StandbyOrder, StandbyStore } from '../../agent/ha/standby-store.ts';

const HA = '3f2a0000-0000-4000-8000-000000000001';

describe('what a standby keeps', () => {
  let directory: string;
  let store: StandbyStore;
  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'omx-standby-'));
    store = new StandbyStore(join(directory, 'ha'), () => 'a store');
  });
  afterEach(() => rmSync(directory, { recursive: true }));

  const put = (
    epoch: number,
    pieces: [file: string, at: number, text: string][],
    more: Partial<StandbyOrder> = {},
  ): void =>
    store.put({
      ha: HA,
      epoch,
      begins: false,
      ends: false,
      old: [],
      puts: pieces.map(([file, at, text]) => ({ file, at, bytes: text.length })),
      bytes: Buffer.from(pieces.map(([, , text]) => text).join('')),
      ...more,
    });
  const has = (file: string): string => readFileSync(join(store.path(HA), file), 'latin1');
  const whole = (epoch: number, text: string): void =>
    put(
      epoch,
      [
        ['journal-0', 0, text],
        ['current-0', 0, ''],
      ],
      { begins: true },
    );

  it('what was taken away by a deputy of this machine nobody before it puts there again', () => {
    whole(4, 'ab');
    store.fence(HA, 5);
    rmSync(store.path(HA), { recursive: true });
    // It had been asked for at etcd before that.
    expect(() => whole(4, 'late')).toThrow(/another deputy has taken over .*\(epoch 5\)/);
    expect(store.all()).toEqual([]);
    whole(6, 'next');
    expect(has('journal-0')).toBe('next');
  });

  it('pieces are added where files end; one that comes again changes nothing, one that leaves a gap is refused', () => {
    whole(1, 'ab');
    put(1, [
      ['journal-0', 2, 'cd'],
      ['stdout', 0, 'x'],
    ]);
    put(1, [
      ['journal-0', 2, 'cd'],
      ['stdout', 0, 'xy'],
    ]);
    expect([has('journal-0'), has('stdout')]).toEqual(['abcd', 'xy']);
    expect(() => put(1, [['journal-0', 9, 'z']])).toThrow(/does not begin where it ends/);
    expect(() => put(1, [['journal-0', 4, 'z']], { bytes: Buffer.alloc(0) })).toThrow(
      /shorter than they say/,
    );
  });

  it.each(['../key', 'fence', '/etc/passwd', 'journal-', 'journal-1/x'])(
    '%s is no file of a journal',
    (name) => {
      whole(1, 'ab');
      expect(() => put(1, [[name, 0, 'z']])).toThrow(expect.objectContaining({ code: 'EPROTOCOL' }));
      expect(() => put(1, [], { old: [name] })).toThrow(expect.objectContaining({ code: 'EPROTOCOL' }));
    },
  );

  it('nothing of a deputy that was followed is taken, whoever follows', () => {
    whole(5, 'ab');
    whole(7, 'new');
    expect(() => put(5, [['journal-0', 2, 'c']])).toThrow(expect.objectContaining({ code: 'EFENCED' }));
    expect(() => whole(5, 'old')).toThrow(expect.objectContaining({ code: 'EFENCED' }));
    expect(has('journal-0')).toBe('new');
    store.fence(HA, 9);
    expect(() => put(7, [['journal-0', 3, 'c']])).toThrow(/it has nothing of that task/);
    // Another agent knows it, too.
    const next = new StandbyStore(store.directory, () => 'a store');
    expect(() =>
      next.put({ ha: HA, epoch: 7, begins: true, ends: false, old: [], puts: [], bytes: Buffer.alloc(0) }),
    ).toThrow(expect.objectContaining({ code: 'EFENCED' }));
  });

  it('what is there counts until what comes is whole', () => {
    whole(1, 'ab');
    put(2, [['journal-0', 0, 'xyz']], { begins: true });
    expect([has('journal-0'), store.ready()]).toEqual(['ab', [HA]]);
    put(2, [['current-0', 0, '']]);
    expect(has('journal-0')).toBe('xyz');
    put(2, [
      ['journal-1', 0, 'later'],
      ['current-1', 0, ''],
    ]);
    expect(generationOf(store.path(HA))).toBe(1);
    put(2, [], { old: ['journal-0', 'current-0'] });
    expect(existsSync(join(store.path(HA), 'journal-0'))).toBe(false);
    store.forget(HA);
    expect([store.ready(), store.all()]).toEqual([[], []]);
  });

  it('one that cannot be read is listed, with the reason', () => {
    whole(1, 'ab');
    expect(store.about(HA).command).toMatch(/^\(.+\)$/);
  });

  it('the next agent removes what had not come whole, and what killed deputies have left', () => {
    put(2, [['journal-0', 0, 'xyz']], { begins: true });
    const next = new StandbyStore(store.directory, () => 'a store');
    next.tidy(() => false);
    expect(existsSync(`${store.path(HA)}.coming`)).toBe(false);
  });
});
