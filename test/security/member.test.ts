/** A member that lies: about itself, about tasks that are not its own, in numbers and in sizes. */
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { encodeFrame, FrameType } from '../../protocol/frame.ts';
import { MAX_FRAME_BYTES, MAX_HEAD_BYTES } from '../../protocol/limits.ts';
import { Bundle, TestCluster, until } from '../agent/fixtures/cluster.ts';
import { ScriptedTask } from '../agent/fixtures/scripted-task.ts';
import { EVIL, Evil, type EvilLink, hello } from './evil.ts';

let bundle: Bundle;
let cluster: TestCluster;
let evil: Evil;
beforeAll(async () => {
  bundle = await Bundle.make();
});
afterAll(() => bundle.remove());
beforeEach(async () => {
  cluster = await TestCluster.strangers(bundle, 2);
  evil = new Evil(cluster);
  await evil.isWell();
});
afterEach(() => cluster.stop());

const header = (bodyBytes: number, type: number, headBytes: number): Uint8Array => {
  const bytes = Buffer.alloc(9);
  bytes.writeUInt32BE(bodyBytes, 0);
  bytes.writeUInt8(type, 4);
  bytes.writeUInt32BE(headBytes, 5);
  return bytes;
};

/** As records of a task, which an agent does not read. */
const passedOn = (what: string, records: Uint8Array): [string, (link: EvilLink) => void][] => [
  [
    `${what}, as records of a task`,
    (link) => {
      link.say(hello());
      link.frame(FrameType.RECORD, { task: '1:1', inc: 1 }, records);
    },
  ],
];

describe('a member that breaks the protocol is cut off, and nobody else is', () => {
  const lies: [string, (link: EvilLink) => void][] = [
    ['a frame beyond the limit', (link) => link.raw(header(MAX_FRAME_BYTES + 1, 0, 2))],
    ['a head beyond the limit', (link) => link.raw(header(MAX_FRAME_BYTES, 0, MAX_HEAD_BYTES + 1))],
    ['a head that is longer than its frame', (link) => link.raw(header(10, 0, 100))],
    ['a frame of no known type', (link) => link.raw(header(20, 9, 2))],
    ['a head that is no JSON', (link) => link.raw(Buffer.concat([header(10, 0, 5), Buffer.from('{"op"')]))],
    ['bulk data among the messages', (link) => link.frame(FrameType.BULK, { what: 'program' })],
    ['a message before its hello', (link) => link.say({ op: 'kill', task: '1:1', upTo: 9 })],
    ['a record before its hello', (link) => link.record('1:1', 1, { k: 'attach' })],
    ...passedOn('part of a record', encodeFrame(FrameType.RECORD, { k: 'attached', inc: 1 }).subarray(0, -1)),
    ...passedOn(
      'a message behind a record',
      Buffer.concat([
        encodeFrame(FrameType.RECORD, { k: 'attached', inc: 1 }),
        encodeFrame(FrameType.CONTROL, { op: 'event', event: {} }),
      ]),
    ),
    ['the ID of another', (link) => link.say(hello({ id: 2 }))],
    ['our own ID', (link) => link.say(hello({ id: 1 }))],
    ['another version', (link) => link.say(hello({ version: 4711 }))],
    ['a second hello', (link) => link.say(hello(), hello())],
    ['a message that does not exist', (link) => link.say(hello(), { op: 'obey' })],
    ['a task that is no name', (link) => link.say(hello(), { op: 'kill', task: '../../1', upTo: 1 })],
    ['a name beyond the limit', (link) => link.say(hello({ name: 'x'.repeat(70_000) }))],
    [
      'a message on the bulk channel',
      (link) => link.bulk({ what: 'snapshot', migration: 'x', task: 1, last: 7 }, new Uint8Array(1)),
    ],
  ];

  it.each(lies)('%s', async (_what, lie) => {
    const link = await evil.dial(cluster.nodes[0]!);
    lie(link);
    await link.closed;
    await evil.isWell();
  });
});

describe("tasks that are not a member's own", () => {
  it('it can neither end, move, stop, answer nor speak for them', async () => {
    const [home, executing] = cluster.nodes as [TestCluster['nodes'][0], TestCluster['nodes'][0]];
    const client = await cluster.client(home);
    const task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 5 }, { nodes: [2] });
    await until(() => task.lines.length > 10);
    const name = task.name;
    const inc = 1;
    const migration = 65_537;
    const reason = 'because';

    const there = await evil.greeted(executing);
    for (const message of [
      { op: 'kill', task: name, upTo: 99 },
      { op: 'move', task: name, to: EVIL, reason },
      { op: 'stop', task: name, inc },
      { op: 'activate', task: name, migration, inc: 99 },
      { op: 'switched', task: name, migration, inc },
      { op: 'noswitch', task: name, migration, reason },
      { op: 'abort', task: name, migration, reason },
      { op: 'ready', task: name, migration },
      { op: 'restored', task: name, migration, restoreMs: 1 },
      { op: 'refused', task: name, migration, reason },
    ])
      there.say(message);
    // The scripted host ends at the first record that reaches it.
    there.record(name, inc, { k: 'answer', seq: 1 });
    there.bulk({ what: 'snapshot', task: name, migration, last: true }, Buffer.alloc(1000));

    const atHome = await evil.greeted(home);
    for (const message of [
      { op: 'running', task: name, inc },
      { op: 'runrefused', task: name, inc, reason },
      { op: 'activated', task: name, inc: 2 },
      { op: 'stayed', task: name, to: 1, reason },
      { op: 'pins', task: name, reasons: [{ reason, file: null, line: null, kind: 'pinned' }] },
      { op: 'usage', task: name, cpuMs: 1e9, memoryBytes: 1e15 },
      { op: 'gone', task: name, inc, reason, cpuMs: 1e9 },
      {
        op: 'switch',
        task: name,
        migration,
        inc,
        to: EVIL,
        reason,
        frozenAtMs: 0,
        decidedAtMs: 0,
        stateBytes: 0,
        frames: 0,
        objects: 0,
        cpuMs: 0,
      },
    ])
      atHome.say(message);
    atHome.record(name, inc, {
      k: 'call',
      seq: 1e6,
      name: 'fs.readFile',
      args: ['/etc/passwd', 'r'],
      mode: 'sync',
    });
    atHome.record(name, 2, { k: 'attach', inc: 2, seq: 0, seen: 0, open: null });

    await there.done();
    await atHome.done();
    const said = task.lines.length;
    await until(() => task.lines.length > said + 20);
    expect(task.attaches).toEqual([1]);
    expect(task.seqs).toEqual(task.seqs.map((_, index) => index + 1));
    expect(task.lines.map(({ count }) => count)).toEqual(task.lines.map((_, index) => index + 1));
    expect(task.events.map(({ event }) => event)).toEqual(['start']);
    const [status] = await client.tasks();
    expect(status).toMatchObject({ where: 2, state: 'running', cantmove: [] });
    expect(status!.cpuMs).toBeLessThan(1e6);
    await task.finish();
    for (const link of [there, atHome]) link.close();
  });

  it('it can start or restore none that is at home elsewhere', async () => {
    const [home, other] = cluster.nodes as [TestCluster['nodes'][0], TestCluster['nodes'][0]];
    const client = await cluster.client(home);
    const task = await ScriptedTask.run(client, { steps: 1e9, stepMs: 5 });
    const link = await evil.greeted(other);
    const spec = { ...anySpec, task: task.name };
    link.say({ op: 'run', spec, inc: 1 });
    link.say({ op: 'prepare', migration: 65_537, spec, home: EVIL, nmigs: 1 });
    await until(() => link.heard.some(({ op }) => op === 'runrefused'));
    await until(() => link.heard.some(({ op }) => op === 'refused'));
    expect(link.heard.find(({ op }) => op === 'runrefused')!.reason).toBe(
      `task ${task.name} is not at home on node ${EVIL}`,
    );
    // Nor can it have the machine code of its own loaded.
    const own = { ...anySpec, task: `${EVIL}:77`, addons: true };
    link.say({ op: 'run', spec: own, inc: 1 });
    const aboutOwn = () => link.heard.find(({ op, task: name }) => op === 'runrefused' && name === own.task);
    await until(() => aboutOwn() !== undefined);
    expect(aboutOwn()!.reason).toBe('native add-ons are loaded by the machine whose program it is');
    // Nor can it bring one home that it does not have.
    const atHome = await evil.greeted(home);
    atHome.say({ op: 'prepare', migration: 65_537, spec, home: 1, nmigs: 1 });
    await until(() => atHome.heard.some(({ op }) => op === 'refused'));
    expect(atHome.heard.find(({ op }) => op === 'refused')!.reason).toBe(
      `task ${task.name} does not execute on node ${EVIL}`,
    );
    atHome.close();
    const there = await cluster.client(other);
    expect((await there.status())[0]!.info.guests).toBe(0);
    await task.finish();
    link.close();
  });
});

const stream = { isTTY: false, columns: null, rows: null, colorDepth: 1 };
const anySpec = {
  program: '0'.repeat(64),
  command: 'evil',
  file: '/evil.ts',
  execPath: '/usr/bin/node',
  argv: [],
  env: {},
  cwd: '/',
  pid: 1,
  ppid: 1,
  uid: 0,
  gid: 0,
  umask: 0,
  hostname: 'evil',
  stdin: stream,
  stdout: stream,
  stderr: stream,
  startedAtMs: 0,
  seed: [1, 2, 3, 4],
  memoryMb: null,
  lostAfterMs: 60_000,
};
