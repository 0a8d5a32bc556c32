/** Who is a member, and what each may do: told on one node, and heeded by the others. */
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type LanNode, until } from '../../support/lan/node.ts';
import { Trio } from '../trio.ts';
import { Guest } from './guest.ts';

let trio: Trio;
let [first, second, third]: LanNode[] = [] as never;
beforeAll(async () => {
  trio = await Trio.build();
  [first, second, third] = trio.nodes;
});
afterAll(() => trio.remove());

const members = async (by: LanNode): Promise<string[]> =>
  (await by.peers()).peers
    .filter(({ state }) => state === 'up')
    .map(({ name }) => name)
    .sort();
const all = ['lab1', 'lab2', 'lab3'];

it('mosctl invite: each joins by a token of another member, and all know all', async () => {
  await first!.omd('--name', first!.name);
  await second!.omd('--name', second!.name, '--join', await first!.token());
  // Only at its own place is somebody let in.
  expect((await first!.run('mosctl', '-N', second!.name, 'invite')).code).not.toBe(0);
  await third!.omd('--name', third!.name, '--join', await second!.token('--expires', '5m'));
  await trio.allSee();
  for (const by of trio.nodes) expect(await members(by)).toEqual(all);
});

it('mosctl grant: what a member may not do is refused in words on the other host, and then it may', async () => {
  expect(await second!.must('mosctl', 'grant', third!.name)).toContain('run,host');
  await second!.must('mosctl', 'grant', third!.name, 'host');
  // Refused there it starts at home.
  const refused = await Guest.steady(third!, '-v', '-j', second!.name);
  expect((await refused.seenBy(second!))?.where).toBe(0);
  expect(refused.running.stderr).toContain(`node ${second!.id}`);
  await second!.must('mosctl', 'grant', third!.name, 'run,host');
  await until(async () => (await third!.run('migrate', refused.task, second!.name)).code === 0);
  await refused.isSeenAt(second!, second!);
  await third!.must('omkill', '-KILL', refused.task);
  const command = await third!.run('mosctl', '-N', second!.name, 'block');
  expect([command.code, command.stderr]).toEqual([1, expect.stringContaining('mosctl grant')]);
  expect((await first!.knows(second!)).info.blocked).toBe(false);
  await trio.trust();
  await third!.must('mosctl', '-N', second!.name, 'block');
  await until(async () => (await first!.knows(second!)).info.blocked);
  await third!.must('mosctl', '-N', second!.name, 'noblock');
});

it('mosctl revoke: it is cut off by all that heed who revokes it, its guests end, and a new token lets it in', async () => {
  const guest = await Guest.steady(third!, '-j', first!.name);
  await first!.must('mosctl', '-N', second!.name, 'revoke', third!.name);
  for (const by of [first!, second!]) await until(async () => !(await members(by)).includes(third!.name));
  expect((await guest.running.ended).stderr).toMatch(/task lost/);
  expect(await third!.sees()).not.toContain(second!.name);
  await third!.must('mosctl', 'shutdown', '--now');
  await third!.omd('--name', third!.name, '--join', await first!.token());
  await trio.allSee();
});

it('mosctl forget: who is gone for good is struck off everywhere; who answers is not', async () => {
  await trio.trust();
  const refused = await first!.run('mosctl', 'forget', third!.name);
  expect([refused.code, refused.stderr]).toEqual([1, expect.stringContaining('is alive')]);
  await third!.must('mosctl', 'shutdown');
  for (const by of [first!, second!]) await until(async () => (await by.knows(third!)).state === 'dead');
  await second!.must('mosctl', '-N', first!.name, 'forget', third!.name);
  await until(async () =>
    (await first!.peers()).peers.every(({ name, state }) => name !== third!.name || state === 'forgotten'),
  );
  expect((await first!.run('mosctl', 'isup', third!.name)).code).toBe(1);
});

it('mosctl admit: an ssh client of another machine comes in by its key, and not without it', async () => {
  await second!.machine.must([
    'sh',
    '-c',
    'mkdir -p .ssh && ssh-keygen -q -t ed25519 -N "" -f .ssh/id_ed25519',
  ]);
  const key = (await second!.machine.must(['cat', '.ssh/id_ed25519.pub'])).trim();
  const status = () =>
    second!.machine.run([
      ...['ssh', '-i', second!.path('.ssh/id_ed25519'), '-p', '4712'],
      ...['-o', 'StrictHostKeyChecking=no', '-o', 'UserKnownHostsFile=/dev/null', '-o', 'BatchMode=yes'],
      `ann@${trio.lan.addressOf(first!.machine)}`,
      'mosctl status',
    ]);
  expect((await status()).code).not.toBe(0);
  await first!.must('mosctl', 'admit', key);
  const { stdout, code } = await status();
  expect([code, stdout]).toEqual([0, expect.stringContaining(second!.name)]);
  await first!.must('mosctl', 'admit', '-d', key);
  await until(async () => (await status()).code !== 0);
});
