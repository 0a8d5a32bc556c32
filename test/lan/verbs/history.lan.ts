/** Who ran where at …: three hosts, each of which remembers what it has seen; and a saved history opens on another one. */
import { setTimeout as sleep } from 'node:timers/promises';
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

type Row = { task: string; node: number; event?: string; from?: number; to?: number };
const rows = async (node: LanNode, ...args: string[]): Promise<Row[]> =>
  JSON.parse(await node.must('omhist', '--json', ...args)) as Row[];
/** A second that begins after now and is over: what is asked for is as of a second. */
async function moment(): Promise<string> {
  await sleep(1_100);
  const at = new Date();
  await sleep(1_100);
  return new Date(at.getTime() - at.getTimezoneOffset() * 60_000).toISOString().slice(0, 19);
}

it('omhist --at, -t, -m: where a task was at two moments, as its home, its hosts and a third one know', async () => {
  const guest = await Guest.steady(first!, '-j', second!.name);
  // A host notes its guests at each look, a home at once.
  await until(async () => (await rows(second!, '-t')).some(({ task }) => task === guest.task));
  const before = await moment();
  await third!.must('migrate', guest.task, third!.name);
  await until(async () => (await rows(third!, '-t')).some(({ task }) => task === guest.task));
  const after = await moment();
  await guest.stop();
  const where = async (by: LanNode, at: string, ...on: string[]): Promise<number | undefined> =>
    (await rows(by, '--at', at, ...on)).find(({ task }) => task === guest.task)?.node;
  await until(async () => (await where(first!, before)) !== undefined);
  expect([await where(first!, before), await where(first!, after)]).toEqual([second!.id, third!.id]);
  expect(await where(second!, before)).toBe(second!.id);
  expect([await where(third!, before), await where(third!, after)]).toEqual([undefined, third!.id]);
  // Another node asks its home.
  expect(await where(third!, before, '-N', first!.name)).toBe(second!.id);
  const moves = (await rows(first!, '-m')).filter(({ task }) => task === guest.task);
  expect(moves).toMatchObject([{ event: 'migration', from: second!.id, to: third!.id }]);
  const stays = (await rows(first!, '-t')).filter(({ task }) => task === guest.task);
  expect(stays.map(({ node }) => node)).toEqual([second!.id, third!.id]);
});

it('omhist: loads of all three, whoever is asked', async () => {
  for (const node of trio.nodes)
    await until(async () => new Set((await rows(node)).map((row) => row.node)).size === 3);
});

it('omhist --save, -f: what one node has saved another one opens', async () => {
  const file = first!.path('saved.omhist');
  await first!.must('omhist', '--save', file);
  for (const what of [[], ['-t'], ['-m']]) {
    const saved = await rows(third!, '-f', file, ...what);
    expect(saved.length).toBeGreaterThan(0);
  }
  await first!.machine.killAll();
  expect((await rows(third!, '-f', file, '-m')).length).toBeGreaterThan(0);
  // And what it knew is still there when it is back.
  await first!.omd('--name', first!.name);
  expect((await rows(first!, '-m')).length).toBeGreaterThan(0);
});
