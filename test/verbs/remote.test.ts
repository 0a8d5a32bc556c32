/** `mosctl -N`: commands for another node. */
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { type Said, typed } from './fixtures/commands.ts';

describe('mosctl -N', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make();
    cluster = await TestCluster.start(bundle, 3);
  });
  afterAll(async () => {
    await cluster.stop();
    bundle.remove();
  });
  const mosctl = (...args: string[]): Promise<Said> => typed(bundle, cluster.nodes[0]!, 'mosctl', ...args);

  it('sets, by ID and by name, what the node itself shows', async () => {
    expect(await mosctl('-N', '2', 'block')).toEqual({
      code: 0,
      out: 'node 2 accepts no guests; tasks may leave\n',
      err: '',
    });
    expect((await mosctl('--on', 'node2', 'stay')).out).toBe(
      'node 2 accepts no guests; nothing leaves it by itself\n',
    );
    const there = await cluster.client(cluster.nodes[1]!);
    expect((await there.status())[0]!.info).toMatchObject({ blocked: true, stay: true });
    const { out } = await mosctl('-N', '2', 'status');
    expect(out).toMatch(/^ *2 +node2\* +blocked,stay /m);
    await mosctl('-N', '2', 'noblock');
    await mosctl('-N', '2', 'nostay');
  });

  it('all: every node that is up', async () => {
    expect((await mosctl('-N', 'all', 'lstay')).code).toBe(0);
    for (const node of cluster.nodes) {
      expect((await (await cluster.client(node)).status())[0]!.info.lstay).toBe(true);
    }
    expect((await mosctl('-N', 'all', 'nolstay', '--json')).out.split('\n')).toHaveLength(4);
  });

  it('lists of IDs, ranges and names: each node once, this one last', async () => {
    const asked = async (names: string): Promise<string[]> =>
      (await mosctl('-N', names, 'getspeed', '--json')).out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line)[0].id);
    expect(await asked('1-2,node3')).toEqual([2, 3, 1]);
    expect(await asked('node2,2,2-9')).toEqual([2, 3]);
    expect((await mosctl('getmem', '2-3')).out.split('\n')).toHaveLength(3);
    expect((await mosctl('isup', '2,node3')).out.split('\n')).toHaveLength(3);
    for (const [names, why] of [
      ['5-9', 'no node from 5 to 9 (mosctl status shows those that are known)'],
      ['2,nobody', 'no node nobody (mosctl status shows those that are known)'],
    ] as const)
      expect(await mosctl('-N', names, 'block')).toEqual({ code: 1, out: '', err: `mosctl: ${why}\n` });
    expect(await mosctl('-N', '3-2', 'block')).toMatchObject({ code: 2, out: '' });
  });

  it('expel and bring there', async () => {
    const task = await ScriptedTask.run(
      await cluster.client(cluster.nodes[2]!),
      { steps: 1e9, stepMs: 3 },
      { nodes: [2] },
    );
    expect(await mosctl('-N', '3', 'bring')).toMatchObject({
      code: 0,
      out: '1 task came home; tasks of node 3 stay at home (nolstay lets them go again)\n',
    });
    await mosctl('-N', '3', 'nolstay');
    const user = await cluster.client(cluster.nodes[2]!);
    await user.migrate(task.name, 2);
    expect((await mosctl('-N', 'node2', 'expel', '--json')).out).toBe('{"node":2,"moved":1,"stuck":[]}\n');
    await mosctl('-N', '2', 'noblock');
    await task.finish();
  });

  it('isup tells by its exit code', async () => {
    expect(await mosctl('isup', '3')).toMatchObject({
      code: 0,
      out: expect.stringMatching(/^node 3 \(node3\) is up, last heard \d+ms ago\n$/),
    });
    expect((await mosctl('isup', 'node1')).out).toBe('node 1 (node1) is up, this is it\n');
    expect(await mosctl('isup', '9')).toEqual({
      code: 1,
      out: '',
      err: 'mosctl: no node 9 (mosctl status shows those that are known)\n',
    });
  });

  it('shutdown ends that node alone; then it is not up, and cannot be asked', async () => {
    expect(await mosctl('-N', '3', 'shutdown')).toMatchObject({ code: 0, err: '' });
    await cluster.nodes[2]!.exited;
    const client = await cluster.client(cluster.nodes[0]!);
    await until(async () => (await client.status()).find(({ info }) => info.id === 3)?.state === 'dead');
    expect(await mosctl('isup', '3')).toMatchObject({
      code: 1,
      out: expect.stringMatching(/^node 3 \(node3\) is dead, last heard \S+ ago\n$/),
    });
    expect(await mosctl('-N', '3', 'block')).toEqual({
      code: 1,
      out: '',
      err: 'mosctl: node 3 cannot be reached\n',
    });
    expect(await mosctl('-N', '2', 'isup', '1')).toMatchObject({ code: 0 });
  });
});
