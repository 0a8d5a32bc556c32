/** What is set on one node, by its user, by another node, on all: all see it, tasks heed it, and a restart keeps it. */
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import type { NodeInfo } from '../../../protocol/node.ts';
import { type LanNode, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';
import { Guest, Guests } from './guest.ts';

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
beforeAll(async () => {
  trio = await Trio.trusting();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());

/** What another node knows of it. */
const seen = async (node: LanNode, by: LanNode): Promise<NodeInfo> => (await by.knows(node)).info;

/** Set by its user, by another node, on all; unset in the same ways: others see each. */
async function isSeen(on: string[], off: string[], isOn: (info: NodeInfo) => boolean): Promise<void> {
  for (const [verb, wanted] of [
    [on, true],
    [off, false],
  ] as const) {
    await second!.must('mosctl', ...verb);
    await until(async () => isOn(await seen(second!, first!)) === wanted);
    await first!.must('mosctl', '-N', third!.name, ...verb);
    await until(async () => isOn(await seen(third!, second!)) === wanted);
    await third!.must('mosctl', '-N', 'all', ...verb);
    for (const by of trio.nodes)
      await until(async () => (await by.status()).every(({ info }) => isOn(info) === wanted));
  }
}

/** Why it stays, as the balancer would say now. */
const verdict = (guest: Guest, by: LanNode): Promise<string> => by.must('migrate', '-n', guest.task);

describe('marks', () => {
  const guests = new Guests();
  afterEach(() => guests.stop());

  it('mosctl block, noblock: nothing of others comes; then it does', async () => {
    await isSeen(['block'], ['noblock'], ({ blocked }) => blocked);
    const guest = await guests.started(Guest.steady(first!, '--home'));
    await third!.must('mosctl', '-N', String(second!.id), 'block');
    await until(async () => (await seen(second!, first!)).blocked);
    const refused = await third!.run('migrate', guest.task, second!.name);
    expect([refused.code, refused.stderr + refused.stdout]).toEqual([
      1,
      expect.stringContaining('accepts no guests'),
    ]);
    await third!.must('mosctl', '-N', String(second!.id), 'noblock');
    await until(async () => !(await seen(second!, first!)).blocked);
    await third!.must('migrate', guest.task, second!.name);
    await guest.isSeenAt(second!, third!);
  });

  it('mosctl stay, nostay: nothing leaves by itself, not even for a node ten times as fast; then it does', async () => {
    await isSeen(['stay'], ['nostay'], ({ stay }) => stay);
    await first!.must('mosctl', 'stay');
    await first!.must('mosctl', 'setspeed', '1000');
    const guest = await guests.started(Guest.busy(first!));
    await until(async () => (await guest.seenBy(third!))!.cpuMs > 1_500);
    expect(await verdict(guest, third!)).toContain('lets nothing leave by itself (mosctl stay)');
    expect((await guest.seenBy(third!))!.where).toBe(0);
    await third!.must('mosctl', '-N', first!.name, 'nostay');
    await until(async () => (await guest.seenBy(third!))!.where !== 0);
    await first!.must('mosctl', 'setspeed', 'measured');
  });

  it('mosctl lstay, nolstay: own tasks stay, a guest leaves; then they may', async () => {
    await isSeen(['lstay'], ['nolstay'], ({ lstay }) => lstay);
    await second!.must('mosctl', 'lstay');
    const guest = await guests.started(Guest.busy(first!, '-j', second!.name));
    const own = await guests.started(Guest.busy(second!));
    await second!.must('mosctl', 'setspeed', '1000');
    await until(async () => (await guest.seenBy(third!))!.where !== second!.id);
    await until(async () => (await own.seenBy(third!))!.cpuMs > 1_500);
    expect(await verdict(own, third!)).toContain('tasks of this home stay here (mosctl lstay)');
    expect((await own.seenBy(third!))!.where).toBe(0);
    await third!.must('mosctl', '-N', second!.name, 'nolstay');
    await until(async () => (await own.seenBy(third!))!.where !== 0);
    await second!.must('mosctl', 'setspeed', 'measured');
  });

  it('mosctl quiet, noquiet: its load is told to nobody and no balancer sends anything, migrate does', async () => {
    await isSeen(['quiet'], ['noquiet'], ({ quiet }) => quiet === true);
    const guest = await guests.started(Guest.steady(first!, '--home'));
    await second!.must('mosctl', 'quiet');
    await until(async () => (await first!.must('mosctl', 'getload', second!.name)) === '-\n');
    expect(await second!.must('mosctl', 'getload')).toMatch(/^\d+\n$/);
    expect(await verdict(guest, third!)).toContain('announces no load (mosctl quiet)');
    await third!.must('migrate', guest.task, second!.name);
    await guest.isSeenAt(second!, third!);
    await third!.must('mosctl', '-N', second!.name, 'noquiet');
    await until(async () => (await first!.must('mosctl', 'getload', second!.name)) !== '-\n');
  });
});

describe('limits', () => {
  it('mosctl setlimit: beyond so many guests nobody is let in, and the others see why', async () => {
    const guests = [await Guest.steady(first!, '--home'), await Guest.steady(first!, '--home')];
    const moved = (guest: Guest) => third!.run('migrate', guest.task, second!.name);
    for (const [limit, lift] of [
      [
        () => second!.must('mosctl', 'setlimit', '--guests', '1'),
        () => second!.must('mosctl', 'setlimit', '--guests', 'none'),
      ],
      [
        () => third!.must('mosctl', '-N', 'all', 'setlimit', '--guests', '1'),
        () => third!.must('mosctl', '-N', 'all', 'setlimit', '--guests', 'none'),
      ],
    ] as const) {
      await limit();
      await until(async () => (await seen(second!, first!)).guestRoom !== undefined);
      expect((await moved(guests[0]!)).code).toBe(0);
      const refused = await moved(guests[1]!);
      expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('guest')]);
      expect((await guests[1]!.seenBy(third!))!.where).toBe(0);
      await lift();
      await until(async () => (await seen(second!, first!)).guestRoom === undefined);
      expect((await moved(guests[1]!)).code).toBe(0);
      for (const guest of guests) await third!.must('migrate', guest.task, 'home');
    }
    for (const guest of guests) await guest.stop();
  });
});

describe('files', () => {
  const path = () => second!.path('served');

  it('mosctl export, mfs, nomfs: others read what is served, and nothing while it is not', async () => {
    await second!.machine.must(['sh', '-c', `mkdir ${path()} && echo hello > ${path()}/file`]);
    const read = (by: LanNode) => by.run('omfs', 'cat', `/mfs/${second!.id}${path()}/file`);
    expect((await read(first!)).code).toBe(1);
    await third!.must('mosctl', '-N', second!.name, 'export', path(), 'ro');
    await until(async () => (await seen(second!, first!)).exports?.[0]?.path === path());
    expect(await read(first!)).toMatchObject({ stdout: 'hello\n', code: 0 });
    const put = await first!.run(
      'omfs',
      'cp',
      `/mfs/${second!.id}${path()}/file`,
      `/mfs/${second!.id}${path()}/two`,
    );
    expect([put.code, put.stderr]).toEqual([1, expect.stringMatching(/[Rr]ead-only|EROFS|ermission/)]);
    for (const [off, on] of [
      [() => second!.must('mosctl', 'nomfs'), () => second!.must('mosctl', 'mfs')],
      [
        () => third!.must('mosctl', '-N', second!.name, 'nomfs'),
        () => third!.must('mosctl', '-N', second!.name, 'mfs'),
      ],
      [() => third!.must('mosctl', '-N', 'all', 'nomfs'), () => third!.must('mosctl', '-N', 'all', 'mfs')],
    ] as const) {
      await off();
      await until(async () => (await seen(second!, first!)).exports === undefined);
      expect((await read(first!)).code).toBe(1);
      await on();
      await until(async () => (await seen(second!, first!)).exports !== undefined);
      expect(await read(first!)).toMatchObject({ stdout: 'hello\n', code: 0 });
    }
    await second!.must('mosctl', 'export', '-d', path());
    await until(async () => (await seen(second!, first!)).exports === undefined);
    expect((await read(first!)).code).toBe(1);
  });
});
