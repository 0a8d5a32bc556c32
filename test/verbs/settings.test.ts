import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { Bundle, TestCluster, type TestNode, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { type Said, typed } from './fixtures/commands.ts';

describe('settings of a node', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make();
  });
  afterAll(() => bundle.remove());
  afterEach(() => cluster.stop());

  const mosctl = (node: TestNode, ...args: string[]): Promise<Said> => typed(bundle, node, 'mosctl', ...args);

  it('a blocked node takes no guest, keeps those it has, and tells the whole cluster', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const [home, other] = cluster.nodes as [TestNode, TestNode];
    const user = await cluster.client(home);
    const staying = await ScriptedTask.run(
      await cluster.client(home),
      { steps: 1e9, stepMs: 3 },
      { nodes: [2] },
    );
    const coming = await ScriptedTask.run(await cluster.client(home), { steps: 1e9, stepMs: 3 });
    expect(await mosctl(other, 'block')).toEqual({
      code: 0,
      out: 'node 2 accepts no guests; tasks may leave\n',
      err: '',
    });
    expect(await user.migrate(coming.name, 2)).toMatchObject({
      event: 'stayed',
      reason: expect.stringContaining('node 2 accepts no guests (mosctl block)'),
    });
    expect((await user.tasks()).find(({ task }) => task === staying.name)).toMatchObject({ where: 2 });
    await until(async () => (await user.status())[1]?.info.blocked === true);
    expect((await mosctl(home, 'status')).out).toMatch(/^ *2 +node2 +blocked /m);
    expect((await mosctl(other, 'noblock')).code).toBe(0);
    expect(await user.migrate(coming.name, 2)).toMatchObject({ event: 'migration', to: 2 });
    await mosctl(home, 'block');
    expect(await user.migrate(coming.name, 0)).toMatchObject({ event: 'migration', to: 1 });
  });

  it('stay and lstay are seen, and each verb changes its own', async () => {
    cluster = await TestCluster.start(bundle, 2);
    const [home, other] = cluster.nodes as [TestNode, TestNode];
    await mosctl(home, 'stay');
    expect(JSON.parse((await mosctl(home, 'lstay', '--json')).out)).toEqual({
      block: false,
      stay: true,
      lstay: true,
    });
    expect((await mosctl(home, 'nostay')).out).toBe(
      'node 1 accepts guests; its own tasks do not leave by themselves\n',
    );
    const far = await cluster.client(other);
    await until(async () => {
      const info = (await far.status())[1]?.info;
      return info?.lstay === true && info.stay === false;
    });
    expect((await mosctl(home, 'status')).out).toMatch(
      /\nIt accepts guests; its own tasks do not leave by themselves(; it serves .*)?\.\n[\s\S]*\n *1 +node1\* +lstay /,
    );
  });

  it('are kept over a restart, and a damaged file is named', async () => {
    cluster = new TestCluster(bundle);
    const node = await cluster.add(1);
    await mosctl(node, 'block');
    const path = join(node.home, 'state', 'settings.json');
    expect(JSON.parse(readFileSync(path, 'utf8'))).toEqual({ block: true, stay: false, lstay: false });
    node.child.kill('SIGKILL');
    await node.exited;
    const again = await cluster.add(1);
    expect((await (await cluster.client(again)).status())[0]?.info.blocked).toBe(true);
    again.child.kill('SIGKILL');
    await again.exited;
    writeFileSync(path, '{"block":');
    expect(await typed(bundle, node, 'omd', '-n')).toEqual({
      code: 1,
      out: '',
      err: `omd: ${path} is damaged: correct it, or remove it to begin anew\n`,
    });
  });
});
