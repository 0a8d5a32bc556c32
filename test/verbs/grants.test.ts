/** What a node lets others do with it: agents of two machines, joined by a token. */
import { existsSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentClient } from '../../agent/control/client.ts';
import { Bundle, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { type Said, typed } from './fixtures/commands.ts';

interface Machine {
  home: string;
  name: string;
  id: number;
  client: AgentClient;
}

describe('grants', () => {
  let bundle: Bundle;
  let alpha: Machine;
  let beta: Machine;
  const on = (machine: { home: string }, command: string, ...args: string[]): Promise<Said> =>
    typed(bundle, machine, command, ...args);

  async function machine(name: string, ...args: string[]): Promise<Machine> {
    const home = mkdtempSync(join(tmpdir(), 'omx-'));
    const started = await on(
      { home },
      'omd',
      '--no-mdns',
      '--listen',
      '127.0.0.1:0',
      '--name',
      name,
      ...args,
    );
    expect(started.code, started.err).toBe(0);
    const client = await AgentClient.connect(join(home, 'run/agent.sock'));
    return { home, name, id: client.node, client };
  }

  beforeAll(async () => {
    bundle = await Bundle.make();
    alpha = await machine('alpha');
    const { out } = await on(alpha, 'mosctl', 'invite', '--address', '127.0.0.1');
    beta = await machine('beta', '--join', out.trim().split(/\s+/).at(-1)!);
    for (const { client } of [alpha, beta]) {
      await until(async () => (await client.status()).filter(({ state }) => state === 'alive').length === 2);
    }
  });
  afterAll(async () => {
    for (const { home, client } of [alpha, beta]) {
      client.close();
      await on({ home }, 'mosctl', 'shutdown');
      await until(() => !existsSync(join(home, 'run')));
      rmSync(home, { recursive: true });
    }
    bundle.remove();
  });

  it('who invited may command, who was invited may not until it is let', async () => {
    expect(await on(alpha, 'mosctl', '-N', 'beta', 'stay')).toMatchObject({ code: 0, err: '' });
    expect(await on(alpha, 'mosctl', '-N', 'beta', 'nostay')).toMatchObject({ code: 0, err: '' });
    for (const verb of ['block', 'expel', 'status', 'shutdown']) {
      expect(await on(beta, 'mosctl', '-N', 'alpha', verb)).toEqual({
        code: 1,
        out: '',
        err: `mosctl: node ${alpha.id} does not let node ${beta.id} command it (its user could: mosctl grant ${beta.id} run,host,admin)\n`,
      });
    }
    expect((await alpha.client.status())[0]!.info.blocked).toBe(false);
    await on(alpha, 'mosctl', 'grant', 'beta', 'run,host,admin');
    expect((await on(beta, 'mosctl', '-N', 'alpha', 'block')).code).toBe(0);
    await on(alpha, 'mosctl', 'grant', 'beta', 'run,host');
    expect((await on(beta, 'mosctl', '-N', 'alpha', 'noblock')).code).toBe(1);
    await on(alpha, 'mosctl', 'noblock');
  });

  it('where a task executes it may be moved without a grant; another task of that home may not', async () => {
    const start = async (node: number): Promise<ScriptedTask> =>
      ScriptedTask.run(
        await AgentClient.connect(join(alpha.home, 'run/agent.sock')),
        { steps: 1e9, stepMs: 3 },
        { nodes: [node] },
      );
    const [guest, own] = [await start(beta.id), await start(alpha.id)];
    expect((await on(beta, 'migrate', own.name, 'beta')).err).toMatch(/^migrate: node \d+ does not let node/);
    expect((await on(beta, 'migrate', guest.name, 'alpha')).code).toBe(0);
    // It is not there any more.
    expect((await on(beta, 'migrate', guest.name, 'beta')).err).toMatch(
      /^migrate: node \d+ does not let node/,
    );
    for (const task of [guest, own]) {
      await task.finish();
      task.client.close();
    }
  });

  it('a node sees of the tasks of another what may come to it, and says what it does not see', async () => {
    const start = async (more: object): Promise<ScriptedTask> =>
      ScriptedTask.run(
        await AgentClient.connect(join(alpha.home, 'run/agent.sock')),
        { steps: 1e9, stepMs: 20 },
        { nodes: [alpha.id], ...more },
      );
    const tasks = [
      await start({}),
      await start({ lock: true }),
      await start({ nodes: [beta.id], lock: true }),
    ];
    const [open, locked, guest] = tasks.map(({ name }) => name) as [string, string, string];
    const seen = async (): Promise<[string[], string]> => {
      const { out, err, code } = await on(beta, 'mps', '-a', '--json');
      expect([err, code]).toEqual(['', 0]);
      const all = JSON.parse(out) as { tasks: { task: string }[]; missing: { why: string }[] };
      return [all.tasks.map(({ task }) => task), all.missing.map(({ why }) => why).join()];
    };
    expect(await seen()).toEqual([[open, guest], '1 task there is not for this node to see']);
    await on(alpha, 'mosctl', 'grant', 'beta', 'run');
    expect(await seen()).toEqual([[guest], '2 tasks there are not for this node to see']);
    await on(alpha, 'mosctl', 'grant', 'beta', 'run,host,admin');
    expect(await seen()).toEqual([[open, locked, guest], '']);
    await on(alpha, 'mosctl', 'grant', 'beta', 'run,host');

    // Their processes are nobody's: what is allowed gets as far as that.
    const refused = /^omkill: \S+: node \d+ does not let node \d+ command it/;
    expect((await on(beta, 'omkill', open)).err).toMatch(refused);
    expect((await on(beta, 'omkill', '-STOP', open)).err).toMatch(refused);
    expect((await on(beta, 'omkill', guest)).err).toMatch(refused);
    expect((await on(beta, 'omkill', '-STOP', guest)).err).toMatch(/has just ended\n$/);
    expect((await on(alpha, 'omkill', guest)).err).toMatch(/has just ended\n$/);
    for (const task of tasks) {
      await task.finish();
      task.client.close();
    }
  });

  it('tasks are not sent where they are not to execute, whoever asks', async () => {
    await on(alpha, 'mosctl', 'grant', 'beta', 'run');
    const task = await ScriptedTask.run(
      await AgentClient.connect(join(alpha.home, 'run/agent.sock')),
      { steps: 1e9, stepMs: 3 },
      { nodes: [alpha.id] },
    );
    expect((await on(alpha, 'migrate', task.name, 'beta')).err).toBe(
      `migrate: our tasks are not to execute on node ${beta.id} (mosctl grant ${beta.id} run,host lets them)\n`,
    );
    expect((await on(alpha, 'migrate', task.name, 'out')).err).toContain(
      `node ${beta.id}: our tasks are not to execute there`,
    );
    await on(alpha, 'mosctl', 'grant', 'beta', 'run,host');
    expect((await on(alpha, 'migrate', task.name, 'beta')).code).toBe(0);
    await task.finish();
    task.client.close();
  });
});
