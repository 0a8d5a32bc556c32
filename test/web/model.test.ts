/** The page without a browser: what it does, where things stand, what its charts show. */
import { describe, expect, it } from 'vitest';
import type { NodeViewMessage } from '../../protocol/control.ts';
import type { TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';
import { circleAt, layOut } from '../../web/page/layout.ts';
import { aim, type Model, newModel, nodesOf } from '../../web/page/model.ts';
import { seriesOf } from '../../web/page/series.ts';
import { type Effect, type PageEvent, update } from '../../web/page/update.ts';
import { noSamples, sampled, samplesOf } from '../../web/samples/samples.ts';

function node(id: number, more: Partial<NodeViewMessage['info']> = {}): NodeViewMessage {
  const info = { id, name: `n${id}`, nodeVersion: '20.0.0', cpus: 1, speed: 10_000, load: 10 };
  const rest = {
    freeBytes: 25,
    totalBytes: 100,
    guests: 0,
    blocked: false,
    stay: false,
    lstay: false,
    beat: 1,
  };
  return { info: { ...info, ...rest, ...more }, ageMs: 0, state: 'alive', isSelf: id === 1 };
}

function task(number: number, more: Partial<TaskStatus> = {}): TaskStatus {
  return {
    task: `1:${number}`,
    pid: 100 + number,
    command: 'primes.ts 5',
    home: 1,
    where: 0,
    state: 'running',
    nmigs: 0,
    lock: false,
    detached: false,
    cantmove: [],
    cpuMs: 0,
    cpuShare: 1,
    memoryBytes: 0,
    startedAtMs: number,
    ...more,
  };
}

const moved: TaskLifeEvent = {
  event: 'migration',
  atMs: 1,
  task: '1:1',
  from: 1,
  to: 2,
  reason: 'migrate',
  freezeMs: 1.25,
  totalMs: 2,
  stateBytes: 3,
  frames: 4,
  objects: 5,
};

const state = (nodes: NodeViewMessage[], tasks: TaskStatus[]): PageEvent => ({
  on: 'state',
  state: { atMs: 0, nodes, tasks, missed: 0, omitted: 0 },
});

/** After these events: the model, and what is to be done. */
function after(...events: PageEvent[]): [Model, Effect[]] {
  let model: Model = newModel;
  const effects: Effect[] = [];
  for (const event of [{ on: 'broken', why: null } as const, ...events]) {
    const [next, more] = update(model, event);
    model = next;
    effects.push(...more);
  }
  return [model, effects];
}

describe('the page', () => {
  const three = state([node(1), node(2), node(3, { blocked: true })], [task(1), task(2, { where: 2 })]);

  it('a task that is carried to a node goes there, and the answer is said', () => {
    const [carrying] = after(three, { on: 'carry', task: '1:1', over: 2 });
    expect(carrying.said).toEqual({ text: 'let go: 101 primes migrates to node 2', tone: 'good' });
    expect([1, 2, 3].map((id) => aim(carrying, id))).toEqual([null, 'open', 'closed']);
    const [gone, effects] = after(
      three,
      { on: 'carry', task: '1:1', over: 2 },
      { on: 'drop', isOff: false },
      { on: 'want', task: '1:1', to: 2 },
    );
    expect(effects).toEqual([{ do: 'migrate', task: '1:1', to: 2 }]);
    expect(gone).toMatchObject({ carried: null, said: { text: '101 primes is on its way already' } });
    const [there] = update(gone, { on: 'answer', task: '1:1', answer: { event: moved } });
    expect(there.said).toEqual({ text: '101 primes executes on node 2, frozen for 1.3 ms', tone: 'good' });
    expect(there.underway.size).toBe(0);
    // Of tasks of this home the stream tells the log.
    expect(there.log).toEqual([]);
  });

  it('a refusal is said, before by the page and after by the agent; nothing else happens', () => {
    const [model, effects] = after(
      three,
      { on: 'carry', task: '1:1', over: 3 },
      { on: 'drop', isOff: false },
    );
    expect(effects).toEqual([]);
    expect(model.said).toEqual({ text: 'node 3 accepts no guests', tone: 'bad' });
    const answer = { error: 'there is no node 77' };
    expect(update(model, { on: 'answer', task: '1:1', answer })[0].said).toEqual({
      text: '101 primes: there is no node 77',
      tone: 'bad',
    });
  });

  it.each<[string, PageEvent[], string]>([
    [
      'let go nowhere',
      [
        { on: 'carry', task: '1:1', over: null },
        { on: 'drop', isOff: false },
      ],
      'let go where no other node is: nothing moves',
    ],
    [
      'put back',
      [
        { on: 'carry', task: '1:1', over: 1 },
        { on: 'drop', isOff: false },
      ],
      'let go where no other node is: nothing moves',
    ],
    [
      'Escape',
      [
        { on: 'carry', task: '1:1', over: 2 },
        { on: 'drop', isOff: true },
      ],
      'let go: nothing moves',
    ],
    ['home already', [{ on: 'want', task: '1:1', to: 0 }], '101 primes is at home'],
    ['over meanwhile', [{ on: 'want', task: '1:9', to: 2 }], 'the task has ended'],
    [
      'ended in the hand',
      [{ on: 'carry', task: '1:1', over: 2 }, state([node(1)], []), { on: 'drop', isOff: false }],
      'the task has ended',
    ],
  ])('%s: nothing moves', (_, events, text) => {
    const [model, effects] = after(three, ...events);
    expect([effects, model.said?.text, model.carried]).toEqual([[], text, null]);
  });

  it('home and the balancer', () => {
    const [, effects] = after(
      three,
      { on: 'want', task: '1:2', to: 0 },
      { on: 'want', task: '1:1', to: 'balance' },
    );
    expect(effects).toEqual([
      { do: 'migrate', task: '1:2', to: 0 },
      { do: 'migrate', task: '1:1', to: 'balance' },
    ]);
  });

  it('without an agent nothing is sent; when it is back that is said', () => {
    const [model, effects] = after(three, { on: 'lost', reason: 'x' }, { on: 'want', task: '1:1', to: 2 });
    expect([effects, model.said?.text]).toEqual([[], 'there is no agent just now']);
    expect(update(model, three)[0]).toMatchObject({ lost: null, said: { text: 'the agent is back' } });
  });

  it('the log is told anew after a break, and by answers of guests', () => {
    const guest = { ...moved, task: '7:1' };
    const [model] = after(
      three,
      { on: 'life', event: moved },
      { on: 'log', events: [moved] },
      { on: 'answer', task: '7:1', answer: { event: guest } },
    );
    expect(model.log.map(({ task: name, way }) => [name, way])).toEqual([
      ['1:1', '1 → 2'],
      ['7:1', '1 → 2'],
    ]);
  });

  it('dead nodes are shown where that is wanted', () => {
    const dead = { ...node(4), state: 'dead' as const };
    const [model] = after(state([dead, node(1)], []));
    expect(nodesOf(model).map(({ info }) => info.id)).toEqual([1]);
    expect(nodesOf(update(model, { on: 'dead', isShown: true })[0]).map(({ info }) => info.id)).toEqual([
      1, 4,
    ]);
  });
});

describe('the picture', () => {
  it.each([
    [1, 360, 330],
    [2, 360, 330],
    [3, 780, 480],
    [8, 360, 330],
    [20, 780, 480],
    [300, 360, 330],
    [1000, 1500, 520],
  ])(
    '%i nodes in %i × %i: none touches another nor sticks out; each is where it is pointed at',
    (count, width, height) => {
      const ids = Array.from({ length: count }, (_, at) => at + 1);
      const graph = layOut(width, height, 1, ids, []);
      expect(graph.circles.map(({ id }) => id).sort((a, b) => a - b)).toEqual(ids);
      const wrong = graph.circles.filter(
        ({ id, x, y, r }, at) =>
          x - r < 0 ||
          x + r > width ||
          y - r < 0 ||
          y + r > graph.height ||
          circleAt(graph, x, y) !== id ||
          graph.circles.some((other, i) => i !== at && Math.hypot(x - other.x, y - other.y) <= r + other.r),
      );
      expect(wrong).toEqual([]);
    },
  );

  it.each([
    [1, 3],
    [3, 3],
    [12, 3],
    [200, 3],
    [200, 90],
  ])('%i tasks of one of %i nodes stand in it, and what has no room is counted', (count, nodes) => {
    const ids = Array.from({ length: nodes }, (_, at) => at + 1);
    const tasks = Array.from({ length: count }, (_, at) => task(at + 1));
    const { circles, boxes, more } = layOut(780, 480, 1, ids, tasks);
    const home = circles.find(({ id }) => id === 1)!;
    for (const { x, y, width, height } of boxes) {
      for (const [dx, dy] of [
        [-1, -1],
        [1, -1],
        [-1, 1],
        [1, 1],
      ] as const)
        expect(Math.hypot(x + (dx * width) / 2 - home.x, y + (dy * height) / 2 - home.y)).toBeLessThan(
          home.r,
        );
    }
    expect(boxes.length + (more.get(1) ?? 0)).toBe(count);
    expect(new Set(boxes.map(({ x, y }) => `${x} ${y}`)).size).toBe(boxes.length);
  });
});

describe('samples', () => {
  it('rows become columns, with gaps where nothing is told', () => {
    const row = { name: 'n', load: 1, speed: 2, freeBytes: 30, totalBytes: 100 };
    const samples = samplesOf([
      { ...row, atMs: 20, node: 2 },
      { ...row, atMs: 10, node: 1 },
      { ...row, atMs: 20, node: 1, load: 5 },
    ]);
    expect(samples.times).toEqual([10, 20]);
    expect(samples.nodes.map(({ id, load, usedBytes }) => [id, load, usedBytes])).toEqual([
      [1, [1, 5], [70, 70]],
      [2, [null, 1], [null, 70]],
    ]);
  });

  it('are bounded, and forget who has long been silent', () => {
    let samples = noSamples;
    for (let at = 1; at <= 50; at++)
      samples = sampled(
        samples,
        at,
        at <= 5 ? [node(1), node(2)] : [node(1), { ...node(2), state: 'dead' }],
        20,
      );
    expect(samples.times).toHaveLength(20);
    expect(samples.times.at(-1)).toBe(50);
    expect(samples.nodes.map(({ id, load }) => [id, load.length])).toEqual([[1, 20]]);
  });

  it('of all nodes as of one: loads by their speed, memory of all that there is, speeds added', () => {
    const samples = sampled(
      noSamples,
      1,
      [
        node(1, { load: 100, speed: 30_000, freeBytes: 0 }),
        node(2, { load: 0, freeBytes: 300, totalBytes: 300 }),
      ],
      100,
    );
    const of = (measure: 'load' | 'memory' | 'speed') => seriesOf(samples, measure, 'all')[0]!.values;
    expect([of('load'), of('memory'), of('speed')]).toEqual([[75], [25], [40_000]]);
    expect(seriesOf(samples, 'memory', 2)).toMatchObject([{ label: '2 n2', values: [0] }]);
    expect(seriesOf(samples, 'load', 'each').map(({ values }) => values)).toEqual([[100], [0]]);
  });
});
