/** Machines that joined by token find each other at each start, wherever they are by then. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { PeerView } from '../../protocol/members.ts';
import { Trio } from './trio.ts';

let trio: Trio;
beforeAll(async () => {
  trio = await Trio.build();
});
afterAll(() => trio.remove());

const startAll = (): Promise<unknown> => Promise.all(trio.nodes.map((node) => node.omd('--name', node.name)));
const shutdownAll = (): Promise<unknown> => Promise.all(trio.nodes.map((node) => node.shutdown()));

describe('members on a LAN', () => {
  it('a token for each new machine makes one cluster of three', async () => {
    const [first, ...others] = trio.nodes;
    await first.omd('--name', first.name);
    for (const node of others) {
      const token = (await first.must('mosctl', 'invite')).trim();
      await node.omd('--name', node.name, '--join', token);
    }
    await trio.allSee();
  });

  it('after a start at other addresses they find each other, without a map', async () => {
    await shutdownAll();
    trio.nodes.forEach((node, index) => void trio.lan.setAddress(node.machine, 51 + index));
    await startAll();
    await trio.allSee();
    const { peers, trouble } = JSON.parse(await trio.nodes[0].must('mosctl', 'peers', '--json')) as {
      peers: PeerView[];
      trouble: string | null;
    };
    expect(peers.map(({ name, state }) => [name, state]).sort()).toEqual(
      trio.nodes.map(({ name }) => [name, 'up']),
    );
    expect(trouble).toBeNull();
  });

  it('a machine whose omd does not run finds a member that has moved, to send it a task', async () => {
    const [first, , third] = trio.nodes;
    await Promise.all([third.shutdown(), first.shutdown()]);
    trio.lan.setAddress(first.machine, 61);
    await first.omd('--name', first.name);
    await third.machine.must(['sh', '-c', "echo 'console.log(6 * 7);' > answer.ts"]);
    const stats = third.path('stats');
    const ended = await third.run('omrun', '--stats', stats, '-j', first.name, 'answer.ts');
    expect([ended.stdout, ended.stderr, ended.code]).toEqual(['42\n', '', 0]);
    const [start] = (await third.machine.must(['cat', stats])).split('\n');
    expect(JSON.parse(start!)).toMatchObject({ event: 'start', node: first.id });
  });

  it('where the network passes no multicast they find each other where they were last', async () => {
    const [, , third] = trio.nodes;
    await third.shutdown();
    await third.omd('--name', third.name);
    await trio.allSee();
    trio.lan.multicast(false);
    await shutdownAll();
    await startAll();
    await trio.allSee();
  });
});
