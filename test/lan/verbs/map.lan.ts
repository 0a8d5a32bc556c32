/** The static map, given to agents that run: who stands in it becomes a member, and all see it. */
import { readFileSync, writeFileSync } from 'node:fs';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LanNode, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
beforeAll(async () => {
  trio = await Trio.build();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());

it('setpe -c, -w, -r: three agents that know nobody become a cluster', async () => {
  const map = await trio.map();
  for (const [index, node] of trio.nodes.entries()) {
    await node.omd('--id', String(index + 1), '--name', node.name);
    expect(await node.sees()).toEqual([node.name]);
  }
  await first!.must('setpe', '-c', '-f', map);
  for (const node of trio.nodes) await node.must('setpe', '-w', '-f', map);
  await trio.allSee();
  // What it prints is a map for others.
  const printed = await second!.must('setpe', '-r');
  for (const line of readFileSync(map, 'utf8').trim().split('\n'))
    expect(printed).toContain(line.split('key=')[1]);
  writeFileSync(second!.path('printed.map'), printed);
  await third!.must('setpe', '-c', '-f', second!.path('printed.map'));
  const wrong = second!.path('wrong.map');
  writeFileSync(wrong, '1 10.97.0.1\n70000 10.97.0.2 1\n');
  const refused = await first!.run('setpe', '-w', '-f', wrong);
  expect([refused.code, refused.stderr]).toEqual([2, expect.stringContaining('line 1')]);
});

it('showmap: each knows where all are', async () => {
  for (const node of trio.nodes) {
    const words = await node.must('showmap');
    for (const { machine, id } of trio.nodes) {
      expect(words).toContain(trio.lan.addressOf(machine));
      expect(words).toMatch(new RegExp(`^ *${id} `, 'm'));
    }
  }
});

it('setpe -off: it leaves, the others see it, and after rejoin it is back', async () => {
  await third!.must('setpe', '-off');
  for (const by of [first!, second!]) await until(async () => !(await by.sees()).includes(third!.name));
  await third!.must('mosctl', 'rejoin');
  await trio.allSee();
});
