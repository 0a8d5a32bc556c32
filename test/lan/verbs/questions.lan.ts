/** What is asked: on one node about another, on another, on all; and the answers agree with what is there. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LanNode, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';
import { Guest } from './guest.ts';

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
beforeAll(async () => {
  trio = await Trio.trusting();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());

const numbers = (text: string): number[] => text.trim().split(/\s+/).map(Number);
const memory = async (node: LanNode, field: string): Promise<number> =>
  1024 *
  Number(
    new RegExp(`^${field}: +(\\d+) kB`, 'm').exec(await node.machine.must(['cat', '/proc/meminfo']))![1],
  );

it('mosctl status: the three, as this one, another, all of them know them', async () => {
  const tables = await first!.must('mosctl', '-N', 'all', 'status');
  const [own, others] = [
    await first!.must('mosctl', 'status'),
    await first!.must('mosctl', '-N', third!.name, 'status'),
  ];
  for (const table of [own, others]) for (const { name } of trio.nodes) expect(table).toContain(name);
  expect(own).not.toBe(others);
  for (const { name } of trio.nodes) expect(tables.split(name).length).toBeGreaterThanOrEqual(4);
});

it('mosctl getmem, getfree: the memory of the machine, as it says itself', async () => {
  const [all] = numbers(await first!.must('mosctl', 'getmem', second!.name));
  const [free] = numbers(await first!.must('mosctl', 'getfree', second!.name));
  const there = await memory(second!, 'MemTotal');
  expect(all).toBeLessThanOrEqual(there);
  expect(all).toBeGreaterThan(0);
  expect(free).toBeGreaterThan(0);
  expect(free).toBeLessThanOrEqual(all!);
  expect(numbers(await third!.must('mosctl', '-N', second!.name, 'getmem'))).toEqual([all]);
  const lines = (await third!.must('mosctl', 'getmem', 'all')).trim().split('\n');
  expect(lines.map((line) => line.split(' ')[1])).toEqual(trio.nodes.map(({ name }) => name));
});

it('mosctl getload, getutil: a program that computes on one node is seen in what the others say of it', async () => {
  const load = async (by: LanNode, ...words: string[]): Promise<number> =>
    numbers(await by.must('mosctl', ...words))[0]!;
  const guest = await Guest.busy(first!, '-j', second!.name, '-L');
  const [info] = [(await third!.knows(second!)).info];
  // One task on one of its CPUs, and nobody else there.
  const one = (100 * 10_000) / (info.speed * info.cpus);
  await until(async () => (await load(third!, 'getload', second!.name)) > 0.7 * one);
  await until(async () => (await load(third!, '-N', second!.name, 'getload')) > 0.7 * one);
  await until(async () => (await load(first!, 'getutil', second!.name)) >= 70 / info.cpus);
  expect(await first!.must('mosctl', '-N', 'all', 'getutil')).toMatch(/^(\d+\n){3}$/);
  await guest.stop();
  await until(async () => (await load(third!, 'getload', second!.name)) < 0.3 * one);
});

it('mosctl whois, isup, peers: who is where, and whether it is up, as any of them knows it', async () => {
  const address = trio.lan.addressOf(second!.machine);
  for (const words of [[second!.name], [String(second!.id)]]) {
    const line = await first!.must('mosctl', 'whois', ...words);
    for (const part of [String(second!.id), second!.name, address]) expect(line).toContain(part);
  }
  expect(await first!.must('mosctl', '-N', third!.name, 'whois', second!.name)).toContain(address);
  expect(await first!.must('mosctl', 'isup', second!.name)).toContain('is up');
  expect((await first!.must('mosctl', '-N', 'all', 'isup', second!.name)).split('is up')).toHaveLength(4);
  const { peers } = JSON.parse(await first!.must('mosctl', '-N', third!.name, 'peers', '--json')) as {
    peers: { name: string; state: string }[];
  };
  expect(peers.map(({ name, state }) => [name, state]).sort()).toEqual(
    trio.nodes.map(({ name }) => [name, 'up']),
  );
  expect((await first!.run('mosctl', 'whois', 'nobody')).code).toBe(1);

  await second!.machine.killAll();
  await until(async () => (await first!.run('mosctl', 'isup', second!.name)).code === 1);
  await until(async () => (await first!.run('mosctl', '-N', third!.name, 'isup', second!.name)).code === 1);
  await second!.omd('--name', second!.name);
  await until(async () => (await first!.run('mosctl', 'isup', second!.name)).code === 0);
});

it('mosctl log: what happened to the others is in it, for people and for programs', async () => {
  // In the foreground an agent logs to its terminal; with a log file of its own it does as a service does.
  await third!.shutdown();
  await third!.must('omd', '--name', third!.name);
  await trio.allSee();
  await second!.shutdown();
  await until(async () =>
    (await third!.must('mosctl', 'log', '-n', '100')).includes('peer connection ended'),
  );
  const lines = (await third!.must('mosctl', 'log', '-n', '100', '--json')).trim().split('\n');
  expect(
    lines
      .map((line) => JSON.parse(line))
      .some(({ msg, peer }) => msg === 'peer connection ended' && peer === second!.id),
  ).toBe(true);
  const elsewhere = await third!.run('mosctl', '-N', first!.name, 'log');
  expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('type it there')]);
});

it('mosctl audit: who gave which order is on the node where it was given, and where it was carried out', async () => {
  await first!.must('mosctl', '-N', third!.name, 'block');
  await first!.must('mosctl', '-N', third!.name, 'noblock');
  const [ordered, done] = [first!, third!].map(async (node) =>
    (await node.must('mosctl', 'audit', '--json', '-k', 'command-given', '-s', '1h'))
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line)),
  );
  expect((await ordered!).at(-1)).toMatchObject({ command: 'set', order: { node: third!.id } });
  expect((await done!).at(-1)).toMatchObject({ command: 'set', by: { node: first!.id } });
  const elsewhere = await third!.run('mosctl', '-N', first!.name, 'audit');
  expect([elsewhere.code, elsewhere.stderr]).toEqual([2, expect.stringContaining('type it there')]);
});
