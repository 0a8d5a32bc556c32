/** mosmon's model and view: pure, so a screen is a text. */
import { describe, expect, it } from 'vitest';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { type Model, newModel, type Seen } from '../../tui/mosmon/model.ts';
import { pastOf } from '../../tui/mosmon/past.ts';
import { type MosmonEvent, update as updated } from '../../tui/mosmon/update.ts';
import { view } from '../../tui/mosmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';

const GiB = 1024 ** 3;

function node(
  id: number,
  more: Partial<NodeViewMessage> = {},
  info: Partial<NodeViewMessage['info']> = {},
): NodeViewMessage {
  return {
    info: {
      id,
      name: `node${id}`,
      nodeVersion: '20.20.2',
      cpus: 4,
      speed: 10_000,
      load: 50,
      freeBytes: 6 * GiB,
      totalBytes: 8 * GiB,
      guests: 1,
      blocked: false,
      stay: false,
      lstay: false,
      beat: 1,
      ...info,
    },
    ageMs: 100,
    state: 'alive',
    isSelf: id === 1,
    ...more,
  };
}

const update = (model: Model, event: MosmonEvent): Model => updated(model, event)[0];
const seen = (...nodes: NodeViewMessage[]): Seen => ({ nodes, tasks: [] });
const key = (name: string): MosmonEvent => ({ on: 'key', key: name, atMs: 0 });
const resize = (width: number, height: number): MosmonEvent => ({ on: 'resize', width, height });

function after(...events: MosmonEvent[]) {
  return events.reduce(update, update(newModel('load'), resize(80, 24)));
}
const screen = (model: ReturnType<typeof after>, width = 80): string =>
  textOf(paint(view(model)({ width, height: model.height }), { width, height: model.height }, 'utf8'));
const state = (atMs: number, ...nodes: NodeViewMessage[]): MosmonEvent => ({
  on: 'state',
  atMs,
  state: seen(...nodes),
});

const three = [
  node(1),
  node(2, {}, { load: 200, freeBytes: GiB / 2 }),
  node(3, { ageMs: 9000, state: 'suspect' }),
];

describe('mosmon', () => {
  it('shows a card a node, with bars and the past', () => {
    const model = after(
      state(0, ...three),
      state(1000, node(1, {}, { load: 100 }), three[1]!, three[2]!),
      state(2000, ...three),
      {
        on: 'life',
        event: {
          event: 'migration',
          atMs: 0,
          task: '1:4711',
          from: 1,
          to: 2,
          reason: 'node 2 is idle',
          freezeMs: 12.34,
          totalMs: 20,
          stateBytes: 2048,
          frames: 3,
          objects: 9,
        },
      },
    );
    expect(screen(model)).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (node1)                                 history: load

      ▸    1 node1*      ● alive   LOAD  ████············ 50
             4 CPUs, v20.20.2      SPEED ████████████████ 10000                     ⡄
             1 running             MEM   ████············ 25% of 8.0G              ⢰⣷

           2 node2       ● alive   LOAD  ████████████████ 200                      ⢸⣿
             4 CPUs, v20.20.2      SPEED ████████████████ 10000                    ⢸⣿
             1 running             MEM   ███████████████· 94% of 8.0G              ⢸⣿

           3 node3       ? suspect LOAD  ████············ 50
             4 CPUs, v20.20.2      SPEED ████████████████ 10000
             silent for 9.0s       MEM   ████············ 25% of 8.0G              ⢰⣶







       all  3 nodes · 12 CPUs · load 100 · speed 120000 · memory 12G/24G · 3 running
       balanced █████▋·· 70%   ● 2 alive  ? 1 suspect
       1:4711 moved 1 → 2, frozen 12.3 ms, 2.0K: node 2 is idle
       l load  s speed  m mem  u util  d dead  ⏎ open  / find  c chart  ? keys  q quit
      "
    `);
  });

  it('shows a line a node where there are many, and scrolls', () => {
    const many = Array.from({ length: 30 }, (_, i) => node(i + 1, {}, { load: i * 10 }));
    const model = after(resize(80, 11), state(0, ...many), key('pagedown'), key('down'));
    expect(screen(model)).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (node1)                                 history: load
          ID NAME        STATE     RUNS  LOAD           LOAD SPEED   MEM  HISTORY
           6 node6       ● alive      1  █▎···········    50 10000   25%             ⢀
      ▸    7 node7       ● alive      1  █▌···········    60 10000   25%             ⢀
           8 node8       ● alive      1  █▉···········    70 10000   25%             ⢀
           9 node9       ● alive      1  ██▏··········    80 10000   25%             ⢀
          10 node10      ● alive      1  ██▍··········    90 10000   25%             ⢀
       all  30 nodes · 120 CPUs · load 145 · speed 1.2M · memory 60G/240G · 30 running
       balanced █████▉·· 74%   ● 30 alive
       6–10 of 30
       l load  s speed  m mem  u util  d dead  ⏎ open  / find  c chart  ? keys  q quit
      "
    `);
    const end = [key('end'), key('down')].reduce(update, model);
    expect(screen(end)).toMatch(/26–30 of 30/);
    expect(screen([key('pageup'), key('home'), key('up')].reduce(update, end))).toMatch(/1–5 of 30/);
  });

  it('shows a bar a node side by side, as mosmon of openMosix: w, v, V and back with a', () => {
    const many = Array.from({ length: 12 }, (_, i) => node(i + 1, {}, { load: i * 20 }));
    many[3] = node(4, { ageMs: 90_000, state: 'dead' });
    many[11] = node(112, {}, { load: 240 });
    const model = after(resize(44, 14), state(0, ...many), key('d'));
    const pressing = (...names: string[]): string => screen(names.map(key).reduce(update, model), 44);
    expect(pressing('w')).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (node1) 1 dead  l…

         500┤
            │
         250┤
            │                        ▂▂▂ ▃▃▃ ▅▅▅
            │    ▂▂▂ ▃▃▃     ▆▆▆ ███ ███ ███ ███
           0└────────────────────────────────────
               1   2   3   4   5   6   7   8   9
                           ✗
       all  11 nodes · 44 CPUs · load 116 · speed…
       balanced █████▉·· 73%   ● 11 alive  ✗ 1 de…
       1–9 of 12
       l load  s speed  m mem  u util  d dead  ⏎ …
      "
    `);
    expect(pressing('w', 'end')).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (node1) 1 dead  l…

         500┤
            │
         250┤                                ▃▃▃
            │            ▂▂▂ ▃▃▃ ▅▅▅ ▆▆▆ ███ ███
            │    ▆▆▆ ███ ███ ███ ███ ███ ███ ███
           0└────────────────────────────────────
               4   5   6   7   8   9  10  11 112
               ✗
       all  11 nodes · 44 CPUs · load 116 · speed…
       balanced █████▉·· 73%   ● 11 alive  ✗ 1 de…
       4–12 of 12
       l load  s speed  m mem  u util  d dead  ⏎ …
      "
    `);
    expect(pressing('v')).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (node1) 1 dead  l…

         500┤
            │                  ▁ ▂ ▄
            │  ▁ ▂   ▄ ▅ ▆ ▇ █ █ █ █
           0└────────────────────────
                                   1
                               1 1 1
             1 2 3 4 5 6 7 8 9 0 1 2
                   ✗
       all  11 nodes · 44 CPUs · load 116 · speed…
       balanced █████▉·· 73%   ● 11 alive  ✗ 1 de…

       l load  s speed  m mem  u util  d dead  ⏎ …
      "
    `);
    expect(pressing('V', 'L')).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (node1) 1 dead  l…

         999┤      ▁▁▂▂▂▃
            │ ▃▅ ▇███████
            │ ██ ████████
           0└────────────
                        1
                      111
             123456789012
                ✗
       all  11 nodes · 44 CPUs · load 116 · speed…
       balanced █████▉·· 73%   ● 11 alive  ✗ 1 de…

       l load  s speed  m mem  u util  d dead  ⏎ …
      "
    `);
    expect(pressing('V', 'r')).toMatch(/^ {2}8\.0G┤/m);
    expect(pressing('w', 'a')).toBe(pressing());
    expect(update(model, key('v')).scroll).toBe(0);
  });

  it('keys choose what is shown', () => {
    const dead = [...three, node(4, { ageMs: 90_000, state: 'dead' })];
    const model = after(resize(80, 30), state(0, ...dead));
    const pressing = (...names: string[]): string => screen(names.map(key).reduce(update, model));
    expect(pressing()).toMatch(/1 dead/);
    expect(pressing()).not.toMatch(/node4/);
    expect(pressing('d')).toMatch(/4 node4 +✗ dead +LOAD +·+ 50/);
    expect(pressing('d', 'd')).not.toMatch(/node4/);
    for (const [name, metric] of [
      ['s', 'speed'],
      ['m', 'memory'],
      ['u', 'utilisability'],
      ['L', 'load, logarithmic'],
      ['r', 'memory in bytes'],
    ] as const)
      expect(pressing(name)).toContain(`history: ${metric}`);
    expect(pressing('u')).toMatch(/node1\* +● alive +UTIL +█+▌?·+ 50%/);
    expect(pressing('u', 'l')).toMatch(/node1\* +● alive +LOAD/);
    expect(pressing()).toMatch(
      /^ all {2}3 nodes · 12 CPUs · load 100 · speed 120000 · memory 12G\/24G · 3 running$/m,
    );
    expect(pressing('r')).toMatch(/MEM +█+▎?·+ 2\.0G\/8\.0G/);
    expect(pressing('t')).not.toMatch(/^ all/m);
    expect(pressing('?')).toMatch(/mosmon: keys/);
    expect(pressing('?')).not.toContain('…');
    expect(pressing('?', 'escape')).not.toMatch(/mosmon: keys/);
    expect(updated(model, key('q'))[1]).toEqual([{ do: 'quit' }]);
    expect(update(model, key('x'))).toBe(model);
  });

  it('tells the state of a node in a word', () => {
    const model = after(
      resize(80, 30),
      state(
        0,
        node(1, {}, { stay: true }),
        node(2, {}, { blocked: true }),
        node(3, { ageMs: 3000 }),
        node(4, { ageMs: 9000, state: 'suspect' }),
        node(5, {}, { lstay: true }),
      ),
    );
    const words = [...screen(model).matchAll(/^[ ▸]+\d+ node\d\*? +\S (\w+)/gm)].map(([, word]) => word);
    expect(words).toEqual(['stay', 'blocked', 'stale', 'suspect', 'lstay']);
    expect(screen(model)).toMatch(/silent for 3.0s/);
  });

  it('says that its agent is gone, and shows what it saw last until it is back', () => {
    const lost = after(state(0, ...three), { on: 'lost', reason: 'it ended the connection' });
    expect(screen(lost)).toMatch(
      /^ The agent is gone \(it ended the connection\): looking for it…\n[^$]*node3/m,
    );
    expect(screen(update(lost, state(5000, node(1))))).not.toMatch(/gone/);
  });

  it('keeps one sample a second, without catching up after a pause', () => {
    const times = [0, 400, 900, 1001, 1990, 2010, 9000, 9500, 10_020];
    const model = after(...times.map((atMs, i) => state(atMs, node(1, {}, { load: i }))));
    expect(pastOf(model.past, 1, 100).map(({ load }) => load)).toEqual([0, 3, 5, 6, 8]);
  });

  it('fits any size, and what nodes are called cannot steer the terminal', () => {
    const names = ['中文名字很长的一台机器', '\u001b[31mred\u0007', 'a\u0301e\u200b', 'x'.repeat(500)];
    const plain = after(state(0, ...names.map((name, i) => node(i + 1, {}, { name }))));
    for (const model of ['h', 'w', 'v', 'V'].map((name) => update(plain, key(name))))
      for (const width of [1, 2, 7, 26, 40, 80, 300]) {
        for (const height of [1, 2, 3, 5, 24, 60]) {
          for (const charset of ['utf8', 'ascii'] as const) {
            const grid = paint(view(model)({ width, height }), { width, height }, charset);
            expect([grid.length, ...new Set(grid.map((row) => row.length))]).toEqual([height, width]);
            const chars = grid.flat().map(({ char }) => char);
            expect(chars.filter((char) => /\p{C}/u.test(char))).toEqual([]);
            if (charset === 'ascii') expect(chars.filter((char) => !/^[ -~]$/.test(char))).toEqual([]);
          }
        }
      }
  });
});
