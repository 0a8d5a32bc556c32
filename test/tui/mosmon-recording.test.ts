/** Recordings: what was told comes back as it was; golden screens of a real one; what is no recording is said so. */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { MonitorEvent } from '../../agent/control/monitor.ts';
import { openRecording, Recorder, Replay } from '../../bin/recording.ts';
import type { NodeViewMessage, WatchedState } from '../../protocol/control.ts';
import type { RecordedEvent } from '../../protocol/recording.ts';
import { changed, changeOf } from '../../protocol/recording-change.ts';
import { type Model, newModel } from '../../tui/mosmon/model.ts';
import { type MosmonEvent, update } from '../../tui/mosmon/update.ts';
import { view } from '../../tui/mosmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { moved, node, task } from './pictures.ts';

/**
 * Five nodes of a private cluster, one task: it was moved to node 3, node 2 was blocked, node 5 was killed. Made with
 * `mosmon --record`.
 */
const FIVE = fileURLToPath(new URL('recordings/five-nodes.jsonl', import.meta.url));

const key = (name: string): MosmonEvent => ({ on: 'key', key: name, atMs: 0 });
const step = (model: Model, event: MosmonEvent): Model => update(model, event)[0];

async function at(untilMs: number, width: number, height: number): Promise<Model> {
  let model = step(newModel('load'), { on: 'resize', width, height });
  for await (const event of (await openRecording(FIVE)).events()) {
    if (event.atMs > untilMs) break;
    model = step(model, event);
  }
  return model;
}

const screen = (model: Model): string => {
  const size = { width: model.width, height: model.height };
  return textOf(paint(view(model)(size), size, 'utf8'));
};

describe('golden screens of a recording', () => {
  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
  ])('%i×%i', async (width, height) => {
    const half = await at(9_000, width, height);
    const end = await at(Number.POSITIVE_INFINITY, width, height);
    const pictures = {
      'in the middle': half,
      'at the end, dead nodes too': step(end, key('d')),
      'utilisability, side by side': ['u', 'w'].map(key).reduce(step, half),
      'node 3, open': ['/', '3', 'enter', 'enter'].map(key).reduce(step, end),
    };
    const text = Object.entries(pictures)
      .map(([name, model]) => `=== ${name}\n${screen(model)}`)
      .join('');
    await expect(text).toMatchFileSnapshot(`golden/mosmon-${width}x${height}.txt`);
  });
});

describe('a recording', () => {
  let directory: string;
  let files = 0;
  const file = (): string => join(directory, `${++files}.omrec`);
  const written = (...lines: (object | string)[]): string => {
    const path = file();
    writeFileSync(
      path,
      lines.map((line) => (typeof line === 'string' ? line : JSON.stringify(line))).join('\n'),
    );
    return path;
  };
  const all = async (path: string): Promise<RecordedEvent[]> => {
    const events: RecordedEvent[] = [];
    for await (const event of (await openRecording(path)).events()) events.push(event);
    return events;
  };
  beforeAll(() => {
    directory = mkdtempSync(join(tmpdir(), 'omx-rec-'));
  });
  afterAll(() => rmSync(directory, { recursive: true, force: true }));

  const agent: WatchedState['agent'] = {
    pid: 1,
    version: '0',
    sshNative: true,
    ephemeral: false,
    runtime: '/',
    startedAtMs: 0,
    trouble: null,
  };
  const told = (nodes: NodeViewMessage[], tasks: WatchedState['tasks'] = []): WatchedState => ({
    op: 'state',
    id: 1,
    agent,
    missed: 0,
    omitted: 0,
    nodes,
    tasks,
  });

  it('gives back what was told, with what happened and when', async () => {
    const first = told([node(1), node(2)], [task(1), task(2, 2)]);
    const second = told([node(1), node(2, { ageMs: 500 }), node(3)], [task(2, 2)]);
    const path = file();
    const recorder = new Recorder(path, () => {});
    const state = (atMs: number, one: WatchedState): MonitorEvent => ({ on: 'state', atMs, state: one });
    recorder.take(state(7_000, first), 1);
    recorder.take({ on: 'life', atMs: 7_100, event: moved(2, 1, 2) }, 1);
    recorder.take(state(7_500, second), 1);
    recorder.take({ on: 'lost', atMs: 7_600, reason: 'it ended the connection' }, 1);
    recorder.close();
    expect(await all(path)).toEqual([
      { on: 'state', atMs: 0, state: first },
      { on: 'life', atMs: 100, event: moved(2, 1, 2) },
      { on: 'state', atMs: 500, state: second },
      { on: 'lost', atMs: 600, reason: 'it ended the connection' },
    ]);
    expect(() => new Recorder(path, () => {})).toThrow(/is there already/);
    expect(() => new Recorder(join(directory, 'none/x'), () => {})).toThrow(/--record: ENOENT/);
  });

  it('keeps any states, but for ages that have only grown', () => {
    const anyNode = fc.record({ id: fc.integer({ min: 1, max: 6 }), load: fc.integer({ min: 0, max: 3 }) });
    const anyTask = fc.record({ pid: fc.integer({ min: 1, max: 6 }), where: fc.integer({ min: 0, max: 2 }) });
    const anyState = fc.record({
      nodes: fc.uniqueArray(anyNode, { selector: ({ id }) => id }),
      tasks: fc.uniqueArray(anyTask, { selector: ({ pid }) => pid }),
    });
    fc.assert(
      fc.property(fc.array(anyState), (states) => {
        let before = told([]);
        let replayed = told([]);
        for (const { nodes, tasks } of states) {
          const now = told(
            nodes.map(({ id, load }) => node(id, { info: { load } })),
            tasks.map(({ pid, where }) => task(pid, where)),
          );
          replayed = changed(replayed, changeOf(before, now, 100), 100);
          before = now;
          const loads = ({ nodes: some }: WatchedState) =>
            some.map(({ info }) => [info.id, info.load]).sort();
          const places = ({ tasks: some }: WatchedState) => some.map((one) => [one.pid, one.where]).sort();
          expect([loads(replayed), places(replayed)]).toEqual([loads(now), places(now)]);
        }
      }),
    );
  });

  const head = { omosix: 'recording', version: 1, node: 1, startedAtMs: 0 };
  const change = (atMs: number, what: object = {}): object => ({ on: 'change', atMs, change: what });

  it('says of what is none, where and why', async () => {
    const refused = async (path: string, why: RegExp): Promise<void> => {
      await expect(all(path)).rejects.toThrow(why);
      await expect(all(path)).rejects.toMatchObject({ code: 'EUSAGE' });
    };
    const first = { on: 'state', atMs: 0, state: told([node(1)]) };
    await refused(join(directory, 'nowhere'), /^--replay: ENOENT/);
    await refused(directory, /^--replay: EISDIR/);
    await refused(written(''), /line 1: that is no recording/);
    await refused(written('{"name": "omosix"}'), /line 1: that is no recording/);
    await refused(written('GIF89a'), /line 1: that is no recording/);
    await refused(written({ ...head, version: 2 }), /line 1: that is no recording/);
    await refused(written(head, first, '{"atMs": 5, "nod', change(9)), /line 3: that is no line/);
    await refused(written(head, change(0)), /line 2: a change, and nothing before it/);
    await refused(written(head, first, change(1, { nodes: [{ info: 'x' }] })), /line 3: that is no line/);
    const steering = node(1, { info: { name: '\u001b[2J' } });
    await refused(written(head, first, change(1, { nodes: [steering] })), /line 3: that is no line/);
    await refused(written(head, first, change(9), change(8)), /line 4: it is earlier/);
    await refused(written(head, change(-1)), /line 2: that is no/);
    expect(await all(written(head, first, '{"on":"change","atMs":1,"change":{"gone":[1]'))).toHaveLength(1);
  });

  it('is replayed until it is stopped', async () => {
    const first = { on: 'state', atMs: 0, state: told([node(1)]) };
    const path = written(head, first, change(40, { gone: [1] }), change(3_600_000));
    const seen: number[] = [];
    const awake = setInterval(() => {}, 1000);
    await new Promise<void>((resolve) => {
      void openRecording(path).then((recording) => {
        const replay = new Replay(
          recording,
          (event) => {
            if (event.on === 'state') seen.push(event.state.nodes.length);
            if (seen.length === 2)
              setImmediate(() => {
                replay.stop();
                resolve();
              });
          },
          () => {},
        );
        void replay.start();
      });
    });
    clearInterval(awake);
    expect(seen).toEqual([1, 0]);
  });
});
