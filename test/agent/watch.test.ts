import { connect } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { AgentClient } from '../../agent/control/client.ts';
import { Watch } from '../../agent/control/watch.ts';
import { type FromAgent, fromAgent, type WatchedState } from '../../protocol/control.ts';
import { encodeFrame, FrameType } from '../../protocol/frame.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { Bundle, TestCluster, until } from './fixtures/cluster.ts';
import { ScriptedTask } from './fixtures/scripted-task.ts';

describe('watch', () => {
  let bundle: Bundle;
  let cluster: TestCluster;
  beforeAll(async () => {
    bundle = await Bundle.make();
    cluster = await TestCluster.start(bundle, 2);
  });
  afterAll(async () => {
    await cluster.stop();
    bundle.remove();
  });

  async function watching(everyMs = 50) {
    const client = await cluster.client(cluster.nodes[0]!);
    const states: WatchedState[] = [];
    const events: TaskLifeEvent[] = [];
    await client.watch(
      everyMs,
      (state) => states.push(state),
      (event) => events.push(event),
    );
    return { client, states, events };
  }

  it('tells the state at once and when it changes, and the lives of tasks as they happen', async () => {
    const { client, states, events } = await watching();
    expect(states[0]!.nodes.map(({ info }) => info.id)).toEqual([1, 2]);
    expect(states[0]!.tasks).toEqual([]);
    expect(states[0]!.agent.pid).toBe(cluster.nodes[0]!.pid);

    const deputy = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(deputy, { steps: 1_000_000, stepMs: 5 });
    await until(() => states.at(-1)!.tasks.some(({ state }) => state === 'running'));
    await deputy.migrate(task.name, 2);
    await until(() => states.at(-1)!.tasks[0]?.where === 2);
    await until(() => states.at(-1)!.nodes.find(({ info }) => info.id === 2)!.info.guests === 1);
    await deputy.migrate(task.name, 2);
    await deputy.endTask(task.name, 0, null);
    await until(() => states.at(-1)!.tasks.length === 0);
    expect(events.map(({ event }) => event)).toEqual(['start', 'migration', 'stayed', 'end']);
    expect(events.every((event) => event.task === task.name)).toBe(true);
    expect(states.at(-1)!.missed).toBe(0);
    client.close();
  });

  it('is one a connection, and not on that of a task', async () => {
    const { client } = await watching();
    const none = (): void => {};
    await expect(client.watch(50, none, none)).rejects.toMatchObject({ code: 'EREFUSED' });
    const deputy = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(deputy, { steps: 1_000_000, stepMs: 5 });
    await expect(deputy.watch(50, none, none)).rejects.toMatchObject({ code: 'EREFUSED' });
    await deputy.endTask(task.name, 0, null);
    client.close();
  });

  it('a monitor that does not read costs its agent nothing, and sees the newest state when it reads again', async () => {
    const { client, states } = await watching();
    const told = states.length;
    client.pause();
    const deputy = await cluster.client(cluster.nodes[0]!);
    const task = await ScriptedTask.run(deputy, { steps: 1_000_000, stepMs: 5 });
    for (const to of [2, 1, 2, 1, 2]) await deputy.migrate(task.name, to);
    expect(states.length).toBe(told);
    client.resume();
    await until(() => states.at(-1)!.tasks[0]?.nmigs === 5);
    await deputy.endTask(task.name, 0, null);
    client.close();
  });

  it.each([0, 49, 60_001, 0.5])('refuses to tell every %s ms', async (everyMs) => {
    const socket = connect(cluster.nodes[0]!.socket);
    const closed = new Promise((resolve) => socket.once('close', resolve));
    socket.resume();
    socket.write(encodeFrame(FrameType.CONTROL, { op: 'hello', version: PROTOCOL_VERSION }));
    socket.write(encodeFrame(FrameType.CONTROL, { op: 'watch', id: 1, everyMs }));
    await closed;
    const client = await AgentClient.connect(cluster.nodes[0]!.socket);
    client.close();
  });
});

const info = {
  id: 1,
  name: 'one',
  nodeVersion: '20.0.0',
  cpus: 1,
  speed: 10_000,
  load: 0,
  freeBytes: 1,
  totalBytes: 1,
  guests: 0,
  blocked: false,
  stay: false,
  lstay: false,
  beat: 0,
};
const agent = {
  pid: 1,
  version: '0',
  sshNative: false,
  ephemeral: false,
  runtime: '/',
  startedAtMs: 0,
  trouble: null,
};

describe('what a monitor is told', () => {
  it('fits into a message, whatever programs and other nodes say', () => {
    const long = '€'.repeat(60_000);
    const nodes = Array.from({ length: 65_535 }, (_, i) => ({
      info: { ...info, id: i + 1, name: long.slice(0, 253), nodeVersion: long.slice(0, 64) },
      ageMs: 1e9 + 0.123456789,
      state: 'suspect' as const,
      isSelf: false,
    }));
    const reason = { reason: long, file: long, line: 1, kind: 'pinned' as const, sinceMs: 1e12 + 0.5 };
    const task = {
      task: '65535:1234567890',
      pid: 1234567890,
      command: long,
      home: 65535,
      where: 65535,
      state: 'migrating' as const,
      nmigs: 1e9,
      lock: true,
      detached: true,
      cantmove: Array(100).fill(reason),
      cpuMs: 1e9 + 0.123456789,
      cpuShare: 1 / 3,
      memoryBytes: 1e15,
      startedAtMs: 1e12 + 0.123456789,
    };
    const said: FromAgent[] = [];
    const frames = {
      idle: true,
      pressed: false,
      send: (type: FrameType, head: unknown) => {
        encodeFrame(type, head);
        said.push(fromAgent.parse(head));
      },
    };
    const watch = new Watch(frames, 7, 1000, {
      nodes: () => nodes,
      tasks: () => Array(10_000).fill(task),
      agent: () => agent,
    });
    watch.tell({ event: 'cantmove', atMs: 0, task: '1:2', node: 1, reasons: Array(100).fill(reason) });
    watch.tell({ event: 'lost', atMs: 0, task: '1:2', node: 1, reason: long });
    watch.stop();
    expect(said[0]).toMatchObject({ op: 'state', omitted: 65_535 - 1024 + 10_000 - 512 });
    expect(said.map(({ op }) => op)).toEqual(['state', 'event', 'event']);
  });
});

describe('a reader that is slow', () => {
  it('gets the newest state, not all of them, and hears how many events it missed', async () => {
    const said: FromAgent[] = [];
    const frames = {
      idle: true,
      pressed: false,
      send: (_type: FrameType, head: unknown) => void said.push(head as FromAgent),
    };
    let beat = 0;
    const nodes = (): WatchedState['nodes'] => [
      { info: { ...info, beat: ++beat }, ageMs: 0, state: 'alive', isSelf: true },
    ];
    const watch = new Watch(frames, 7, 1, { nodes, tasks: () => [], agent: () => agent });
    await until(() => said.length > 2);
    frames.idle = false;
    frames.pressed = true;
    const before = said.length;
    const beatBefore = beat;
    watch.tell({ event: 'start', atMs: 0, task: '1:2', node: 1 });
    await new Promise((resolve) => setTimeout(resolve, 30));
    expect([said.length, beat]).toEqual([before, beatBefore]);
    frames.idle = true;
    frames.pressed = false;
    await until(() => said.length > before);
    expect(said[before]).toMatchObject({ op: 'state', id: 7, missed: 1 });
    watch.stop();
  });

  it('is not told what has not changed', async () => {
    const said: FromAgent[] = [];
    const frames = {
      idle: true,
      pressed: false,
      send: (_: FrameType, head: unknown) => void said.push(head as FromAgent),
    };
    let looks = 0;
    const nodes = (): WatchedState['nodes'] => [{ info, ageMs: ++looks, state: 'alive', isSelf: true }];
    const watch = new Watch(frames, 7, 1, { nodes, tasks: () => [], agent: () => agent });
    await until(() => looks > 5);
    expect(said.length).toBe(1);
    await until(() => looks > 1000);
    watch.stop();
    expect(said.length).toBe(2);
  });
});
