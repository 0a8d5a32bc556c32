/** Where `omrun` starts a program and where it may go, as the other nodes see it. */
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LanNode, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';
import { Guest } from './guest.ts';

const program = fileURLToPath(new URL('../programs/reads.ts', import.meta.url));

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
beforeAll(async () => {
  trio = await Trio.trusting();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());

it('omrun -j: on a node by number, name, address, range; of several the first that is up', async () => {
  const { id, name } = second!;
  for (const where of [
    String(id),
    name,
    trio.lan.addressOf(second!.machine),
    `${id}-${id}`,
    `${name},${third!.name}`,
  ]) {
    const guest = await Guest.steady(first!, '-j', where);
    expect([where, (await guest.seenBy(third!))?.where]).toEqual([where, id]);
    await guest.stop();
  }
});

it('omrun -F: at home where none of them is up; without it, told', async () => {
  await second!.shutdown();
  await until(async () => (await first!.knows(second!)).state === 'dead');
  const refused = await first!.run('omrun', '-j', second!.name, program);
  expect([refused.code === 0, refused.stderr]).toEqual([false, expect.stringContaining(second!.name)]);
  const guest = await Guest.steady(first!, '-j', second!.name, '-F');
  expect((await guest.seenBy(third!))?.where).toBe(0);
  await guest.stop();
  await second!.omd('--name', second!.name);
  await trio.allSee();
});

it('omrun --home, -L: there it starts and stays, however slow home is; -l leaves', async () => {
  await first!.must('mosctl', 'setspeed', '500');
  await until(async () => (await third!.knows(first!)).info.speed === 500);
  const locked = await Guest.busy(first!, '-L');
  const free = await Guest.busy(first!, '--home', '-l');
  const seen = await locked.seenBy(third!);
  expect([seen!.where, seen!.lock]).toEqual([0, true]);
  await until(async () => (await free.seenBy(third!))!.where !== 0);
  expect((await locked.seenBy(third!))!.where).toBe(0);
  expect(await third!.must('migrate', '-n', locked.task)).toContain('lock');
  await locked.stop();
  await free.stop();
  // Without a word it starts elsewhere, since home is so slow.
  const chosen = await Guest.busy(first!);
  expect((await chosen.seenBy(third!))!.where).not.toBe(0);
  await chosen.stop();
  await first!.must('mosctl', 'setspeed', 'measured');
});

it('omrun --mignodes, --migpolicy: only there and at home, or anywhere but there', async () => {
  const only = await Guest.steady(first!, '--home', '--mignodes', String(second!.id));
  expect((await only.seenBy(third!))!.mask).toEqual({ policy: 'allow', nodes: [second!.id] });
  const refused = await third!.run('migrate', only.task, third!.name);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('mask')]);
  await third!.must('migrate', only.task, second!.name);
  await only.isSeenAt(second!, third!);
  await only.stop();
  const but = await Guest.steady(
    first!,
    '-j',
    third!.name,
    '--mignodes',
    String(second!.id),
    '--migpolicy',
    'deny',
  );
  expect((await second!.run('migrate', but.task, second!.name)).code).toBe(1);
  await second!.must('mosctl', '-N', third!.name, 'expel');
  await but.isSeenAt(first!, second!);
  await second!.must('mosctl', '-N', third!.name, 'noblock');
  await but.stop();
});
