/** Every word that `migrate` takes, typed on a node that is neither home nor where the task executes: it has the admin grant. */
import { existsSync } from 'node:fs';
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
import { type LanNode, Running, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';
import { Guest } from './guest.ts';

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
let guest: Guest;
beforeAll(async () => {
  trio = await Trio.trusting();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());
afterEach(async () => {
  if (!guest.running.isOver) await guest.stop();
});

it('migrate ID, home: by number, by name, and by its PID at home', async () => {
  guest = await Guest.steady(first!, '--home');
  await third!.must('migrate', guest.task, String(second!.id));
  await guest.isSeenAt(second!, third!);
  await first!.must('migrate', guest.pid, third!.name);
  await guest.isSeenAt(third!, second!);
  await second!.must('migrate', guest.task, 'home');
  await guest.isSeenAt(first!, third!);
  const nobody = await third!.run('migrate', guest.task, 'nowhere');
  expect([nobody.code, nobody.stderr]).toEqual([1, expect.stringContaining('nowhere')]);
  expect((await guest.seenBy(third!))!.nmigs).toBe(3);
});

it('migrate out: anywhere but here', async () => {
  guest = await Guest.steady(first!, '-j', second!.name);
  await third!.must('migrate', guest.task, 'out');
  expect((await guest.seenBy(third!))!.where).not.toBe(second!.id);
  await third!.must('migrate', guest.task, 'out');
  expect((await guest.seenBy(second!))!.nmigs).toBe(2);
});

it('migrate -n, balance: what would be decided, with the numbers of each node; and then it is done', async () => {
  guest = await Guest.busy(first!, '-j', second!.name);
  for (const node of [first!, third!]) await node.must('mosctl', 'setspeed', '50000');
  await until(async () => (await guest.seenBy(third!))!.cpuMs > 1_500);
  await until(async () => {
    // Guests leave by turns, and it may have left by itself.
    if ((await guest.seenBy(third!))!.where !== second!.id) return true;
    return (await third!.must('migrate', '-n', guest.task)).includes('it would move to node');
  });
  const words = await third!.must('migrate', '-n', guest.task);
  for (const { id } of trio.nodes)
    expect(words).toMatch(new RegExp(`^  node ${id}\\b.*(slowness|no: )`, 'm'));
  if ((await guest.seenBy(third!))!.where === second!.id) await third!.run('migrate', guest.task, 'balance');
  await until(async () => (await guest.seenBy(third!))!.where !== second!.id);
  for (const node of [first!, third!]) await node.must('mosctl', 'setspeed', 'measured');
  const stays = await third!.run('migrate', guest.task, 'balance');
  expect(stays.stdout + stays.stderr).toMatch(/stays on node|node \d+ → \d+/);
});

it('migrate freeze, continue: it says nothing while it is frozen, and goes on where it was', async () => {
  guest = await Guest.steady(first!, '-j', second!.name);
  await third!.must('migrate', guest.task, 'freeze');
  await until(async () => (await guest.seenBy(third!))!.state === 'stopped');
  await third!.must('migrate', guest.task, 'continue');
  await until(async () => (await guest.seenBy(third!))!.state === 'running');
  guest.wake();
  await guest.isWell();
  await guest.isSeenAt(second!, third!);
});

it('migrate lock, unlock, allow, deny: its lock and its mask are seen elsewhere, and heeded at once', async () => {
  guest = await Guest.steady(first!, '-j', second!.name);
  await third!.must('migrate', guest.task, 'lock');
  await until(async () => (await guest.seenBy(third!))!.lock === true);
  expect(await third!.must('migrate', '-n', guest.task)).toContain('lock');
  await third!.must('migrate', guest.task, 'unlock');
  await until(async () => (await guest.seenBy(third!))!.lock === false);
  await third!.must('migrate', guest.task, 'deny', String(second!.id));
  await until(async () => (await guest.seenBy(third!))!.where !== second!.id);
  expect((await guest.seenBy(third!))!.mask).toEqual({ policy: 'deny', nodes: [second!.id] });
  await third!.must('migrate', guest.task, 'allow', String(second!.id));
  await until(async () => [0, second!.id].includes((await guest.seenBy(third!))!.where));
  await third!.must('migrate', guest.task, 'allow', 'all');
  await until(async () => (await guest.seenBy(third!))!.mask === undefined);
});

it('migrate checkpoint, chkstop, chkexit: a file at home; the task goes on, stops, ends, and can be restored', async () => {
  guest = await Guest.steady(first!, '-j', second!.name);
  const file = (name: string) => first!.path(`${name}.checkpoint`);
  await third!.must('migrate', guest.task, 'checkpoint', file('one'));
  await guest.isWell();
  await third!.must('migrate', guest.task, 'chkstop', file('two'));
  await until(async () => (await guest.seenBy(third!))!.state === 'stopped');
  await third!.must('migrate', guest.task, 'continue');
  guest.wake();
  await guest.isWell();
  await third!.must('migrate', guest.task, 'chkexit', file('three'));
  await guest.running.ended;
  await until(async () => (await guest.seenBy(third!)) === undefined);
  for (const name of ['one', 'two', 'three']) expect(existsSync(file(name))).toBe(true);
  const next = guest.running.lines + 1;
  const restored = new Running(first!, '--restore', file('three'));
  await restored.says(3);
  expect(Number(restored.stdout.split('\n')[0])).toBe(next);
  guest.tellToStop();
  expect((await restored.ended).code).toBe(0);
});
