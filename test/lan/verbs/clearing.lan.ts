/** Nodes that are emptied, that bring their tasks home, that leave and come back: seen from another node, and no task is harmed. */
import { afterAll, afterEach, beforeAll, expect, it } from 'vitest';
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

const guests = new Guests();
afterEach(() => guests.stop());

it('mosctl expel: every guest is elsewhere, and none comes until noblock', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', second!.name));
  expect(await second!.must('mosctl', 'expel')).toMatch(/^1 task left; node \d+ accepts no guests/);
  expect((await guest.seenBy(third!))!.where).not.toBe(second!.id);
  await until(async () => (await third!.knows(second!)).info.blocked);
  await second!.must('mosctl', 'noblock');
  await until(async () => !(await first!.knows(second!)).info.blocked);

  await third!.must('migrate', guest.task, second!.name);
  await third!.must('mosctl', '-N', second!.name, 'expel');
  expect((await guest.seenBy(third!))!.where).not.toBe(second!.id);
  await third!.must('mosctl', '-N', second!.name, 'noblock');

  const other = await guests.started(Guest.steady(second!, '-j', third!.name));
  await third!.must('mosctl', '-N', 'all', 'expel');
  for (const [one, by] of [
    [guest, third!],
    [other, first!],
  ] as const)
    expect((await one.seenBy(by))!.where).toBe(0);
  await guest.isWell();
  await first!.must('mosctl', '-N', 'all', 'noblock');
  await until(async () => (await first!.status()).every(({ info }) => !info.blocked));
});

it('mosctl restart: a guest is frozen, and goes on where it was; its home sees nothing of it but that', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', second!.name, '-L'));
  expect(await second!.must('mosctl', 'restart')).toMatch(/^node \d+ runs again, pid \d+; 1 task goes on/);
  await guest.isSeenAt(second!, third!);
  await third!.must('mosctl', '-N', second!.name, 'restart');
  await until(async () => (await guest.seenBy(third!))?.state === 'running');
  await guest.isSeenAt(second!, third!);
  await guest.isWell();
});

it('mosctl bring: all its tasks are at home, and stay there until nolstay', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', second!.name));
  expect(await first!.must('mosctl', 'bring')).toMatch(/^1 task came home; tasks of node \d+ stay at home/);
  await guest.isSeenAt(first!, third!);
  await until(async () => (await third!.knows(first!)).info.lstay);
  await first!.must('mosctl', 'nolstay');

  await third!.must('migrate', guest.task, second!.name);
  await third!.must('mosctl', '-N', first!.name, 'bring');
  await guest.isSeenAt(first!, second!);

  await third!.must('migrate', guest.task, third!.name);
  const other = await guests.started(Guest.steady(second!, '-j', third!.name));
  await third!.must('mosctl', '-N', 'all', 'bring');
  await guest.isSeenAt(first!, third!);
  await other.isSeenAt(second!, first!);
  await guest.isWell();
  await first!.must('mosctl', '-N', 'all', 'nolstay');
  await until(async () => (await first!.status()).every(({ info }) => !info.lstay));
});

it('mosctl owner: in its hours guests leave and the others see why; when they are over, they may come', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', second!.name));
  const rules = ['--hours', '00:00-12:00, 12:00-24:00'];
  await third!.must('mosctl', '-N', second!.name, 'owner', ...rules);
  await until(async () => (await guest.seenBy(third!))?.where !== second!.id);
  await until(async () => (await first!.must('mosctl', 'status')).includes('owner'));
  expect(await first!.must('migrate', '-n', guest.task)).toMatch(new RegExp(`node ${second!.id}.*owner`));
  await second!.must('mosctl', 'owner', '--hours', 'none');
  await until(async () => !(await first!.must('mosctl', 'status')).includes('owner'));
  await third!.must('migrate', guest.task, second!.name);
  await guest.isSeenAt(second!, third!);
  await third!.must('mosctl', '-N', 'all', 'owner', ...rules);
  await guest.isSeenAt(first!, third!);
  await third!.must('mosctl', '-N', 'all', 'owner', '--hours', 'none');
  await until(async () => !(await first!.must('mosctl', 'status')).includes('owner'));
  await guest.isWell();
});

it('mosctl isolate, rejoin: no guest is left, own tasks come home, others see it gone and then back', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', second!.name));
  const own = await guests.started(Guest.steady(second!, '-j', third!.name));
  await second!.must('mosctl', 'isolate');
  expect(await second!.sees()).toEqual([second!.name]);
  for (const by of [first!, third!]) await until(async () => !(await by.sees()).includes(second!.name));
  expect((await guest.seenBy(third!))!.where).not.toBe(second!.id);
  expect((await second!.mps()).find(({ task }) => task === own.task)?.where).toBe(0);
  await own.isWell();
  await second!.must('mosctl', 'rejoin');
  await trio.allSee();

  await third!.must('mosctl', '-N', second!.name, 'isolate');
  for (const by of [first!, third!]) await until(async () => !(await by.sees()).includes(second!.name));
  // There is no way to it but its own.
  expect((await third!.run('mosctl', '-N', second!.name, 'rejoin')).code).toBe(1);
  await second!.must('mosctl', 'rejoin');
  await trio.allSee();

  await third!.must('mosctl', '-N', 'all', 'isolate');
  for (const node of trio.nodes) await until(async () => (await node.sees()).join() === node.name);
  for (const node of trio.nodes) await node.must('mosctl', 'rejoin');
  await trio.allSee();
});

it('mosctl drain: its guests go on elsewhere, by its verb and by a signal, and its agent ends', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', third!.name));
  await second!.must('mosctl', '-N', third!.name, 'drain', '--deadline', '30');
  for (const by of [first!, second!]) await until(async () => (await by.knows(third!)).state === 'dead');
  expect((await guest.seenBy(second!))!.where).not.toBe(third!.id);
  await guest.isWell();
  await third!.omd('--name', third!.name);
  await trio.allSee();
  await first!.must('migrate', guest.task, third!.name);
  await guest.isSeenAt(third!, second!);
  const { pid } = (await third!.ask((agent) => agent.overview())).agent;
  await third!.machine.must(['sh', '-c', `kill ${pid}`]);
  await until(async () => (await first!.knows(third!)).state === 'dead');
  expect((await guest.seenBy(second!))!.where).not.toBe(third!.id);
  await guest.isWell();
  await third!.omd('--name', third!.name);
  await trio.allSee();
});

it('mosctl shutdown: its guests go on elsewhere, the others know that it has gone and do not wait for it', async () => {
  const guest = await guests.started(Guest.steady(first!, '-j', third!.name));
  await second!.must('mosctl', '-N', third!.name, 'shutdown');
  for (const by of [first!, second!]) await until(async () => (await by.knows(third!)).state === 'dead');
  expect((await guest.seenBy(second!))!.where).not.toBe(third!.id);
  await guest.isWell();
  await third!.omd('--name', third!.name);
  await trio.allSee();
  await third!.must('mosctl', 'shutdown');
  await until(async () => (await first!.knows(third!)).state === 'dead');
  await third!.omd('--name', third!.name);
  await trio.allSee();
  await guest.stop();
  guests.forget();
  await first!.must('mosctl', '-N', 'all', 'shutdown');
  for (const node of trio.nodes) expect((await node.run('mosctl', 'status')).code).toBe(1);
});
