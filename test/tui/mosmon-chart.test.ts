/** Charts of mosmon: the last minutes as it saw them, longer spans as the agent remembers them. */
import { describe, expect, it } from 'vitest';
import type { HistorySample } from '../../protocol/history.ts';
import type { Remembered } from '../../tui/mosmon/chart/model.ts';
import { type Model, newModel } from '../../tui/mosmon/model.ts';
import type { MosmonEvent } from '../../tui/mosmon/update.ts';
import { view } from '../../tui/mosmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { play } from './mosmon-play.ts';
import { node } from './pictures.ts';

const HOUR_MS = 3_600_000;
const key = (name: string): MosmonEvent => ({ on: 'key', key: name, atMs: 0 });
const sized = (width: number, height: number): MosmonEvent => ({ on: 'resize', width, height });
const state = (atMs: number, load = 50): MosmonEvent => ({
  on: 'state',
  atMs,
  state: { nodes: [node(1, { info: { load } }), node(2, { info: { load: 100 } })], tasks: [] },
});
const told = (samples: HistorySample[], more: Partial<Remembered> = {}): Remembered => ({
  samples,
  toMs: 10 * HOUR_MS,
  stepMs: 60_000,
  isCut: false,
  refusal: null,
  ...more,
});
const sample = (agoMs: number, load: number, id = 1): HistorySample => ({
  atMs: 10 * HOUR_MS - agoMs,
  node: id,
  name: `n${id}`,
  load,
  mostLoad: load + 40,
  speed: 10_000,
  freeBytes: 6e9,
  totalBytes: 8e9,
  tasks: 1,
});
const history = (spanMs: number, what: Remembered, id: number | null = 1): MosmonEvent => ({
  on: 'history',
  node: id,
  spanMs,
  told: what,
});

const begun = (...events: MosmonEvent[]): Model =>
  play(newModel('load'), sized(60, 16), state(0), ...events)[0];
const screen = (model: Model, charset: 'utf8' | 'ascii' = 'utf8'): string => {
  const size = { width: model.width, height: model.height };
  return textOf(paint(view(model)(size), size, charset));
};

describe('a chart in mosmon', () => {
  it('shows the last minutes as they were seen', () => {
    const seconds = Array.from({ length: 120 }, (_, i) => state((i + 1) * 1000, i));
    const [model, effects] = play(begun(), ...seconds, key('c'));
    expect(effects).toEqual([]);
    expect(screen(model)).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (atlas)

       node 1  atlas  5 minutes
       load  least 0 · average 59 · most 119 · 121 samples of 1 s
          200┤
             │
             │
             │                                                  ⣀
          100┤                                              ⢀⣠⣶⣿⣿
             │                                          ⢀⣠⣴⣾⣿⣿⣿⣿⣿
             │                                       ⣠⣴⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿
             │                                   ⣀⣤⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
             │                              ⢰⣀⣤⣶⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
             └───────────────────────────────────────────────────
              -5 min       -3.8 min     -2.5 min    -1.3 min  now
       l load  s speed  m mem  u util  [ ] span  a all  ←→ node  …
      "
    `);
    expect(screen(model, 'ascii')).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (atlas)

       node 1  atlas  5 minutes
       load  least 0 . average 59 . most 119 . 121 samples of 1 s
          200+
             |
             |
             |                                                  _
          100+                                              _-=##
             |                                          _-=######
             |                                       -=##########
             |                                   _-=#############
             |                              =_-=#################
             +---------------------------------------------------
              -5 min       -3.8 min     -2.5 min    -1.3 min  now
       l load  s speed  m mem  u util  [ ] span  a all  <> node  ~
      "
    `);
  });

  it('asks the agent for more, again after a while, and draws what it remembers', () => {
    const [asked, effects] = play(begun(), key('c'), key(']'), key(']'));
    expect(effects).toEqual([
      { do: 'history', node: 1, spanMs: HOUR_MS / 2 },
      { do: 'history', node: 1, spanMs: 6 * HOUR_MS },
    ]);
    expect(screen(asked)).toMatch(/asking the agent/);
    const samples = Array.from({ length: 180 }, (_, i) => sample((180 - i) * 60_000, i));
    const [model] = play(asked, history(6 * HOUR_MS, told(samples)));
    expect(screen(model)).toMatchInlineSnapshot(`
      " mosmon  seen from node 1 (atlas)

       node 1  atlas  6 hours
       load  least 0 · average 90 · most 219 · 180 samples of 1 m…
          500┤
             │
             │
             │
          250┤
             │                                                  ⣀
             │                                          ⣀⣀⣤⣤⣶⣶⣿⣿⣿
             │                                  ⢀⣀⣠⣤⣴⣶⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
             │                         ⢀⣀⣀⣠⣤⣴⣶⣾⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿⣿
             └───────────────────────────────────────────────────
              -6 h         -4.5 h       -3 h        -1.5 h    now
       l load  s speed  m mem  u util  [ ] span  a all  ←→ node  …
      "
    `);
    const [, once] = play(model, state(1_000), state(9_000), state(15_900));
    expect(once).toEqual([]);
    expect(play(model, state(1_000), state(16_100))[1]).toEqual([
      { do: 'history', node: 1, spanMs: 6 * HOUR_MS },
    ]);
    expect(play(model, state(1_000), key('escape'), state(30_000))[1]).toEqual([]);
    // What was asked for before the keys went on comes too late.
    expect(play(asked, history(HOUR_MS / 2, told(samples)))[0].chart?.told).toBeNull();
    expect(play(asked, history(6 * HOUR_MS, told(samples), 2))[0].chart?.told).toBeNull();
  });

  it('says why there is nothing', () => {
    const [asked] = play(begun(), key('c'), key(']'));
    const refusal = 'this agent keeps no history';
    expect(screen(play(asked, history(HOUR_MS / 2, told([], { refusal })))[0])).toContain(refusal);
    expect(screen(play(asked, history(HOUR_MS / 2, told([])))[0])).toMatch(/remembers nothing of this time/);
    expect(screen(play(newModel('load'), sized(60, 16), key('c'))[0])).toMatch(/nothing was seen yet/);
  });

  it('goes from node to node and to all, and changes what is shown', () => {
    const [second, effects] = play(begun(), key('c'), key(']'), key('right'), key('right'));
    expect(effects.at(-1)).toEqual({ do: 'history', node: 2, spanMs: HOUR_MS / 2 });
    const [all, more] = play(second, key('a'));
    expect(more).toEqual([{ do: 'history', node: null, spanMs: HOUR_MS / 2 }]);
    const both = [sample(60_000, 20, 1), sample(60_000, 60, 2)];
    const [model] = play(all, history(HOUR_MS / 2, told(both), null), key('m'));
    expect(screen(model)).toMatch(
      /all nodes, their mean {2}30 minutes[^$]*memory {2}least 25% · average 25%/,
    );
    expect(screen(play(model, key('l'))[0])).toMatch(
      /load {2}least 20 · average 40 · most 100 · 2 samples of 1 min/,
    );
    expect(play(model, key('a'))[0].chart?.node).toBe(2);
    expect(play(model, key('escape'))[0].chart).toBeNull();
    expect(play(begun(), key('down'), key('enter'), key('c'))[0].chart?.node).toBe(2);
  });

  it('fits any size', () => {
    const samples = [sample(0, 5), sample(-5_000, 7), sample(HOUR_MS, Number.MAX_VALUE), sample(1e12, 3)];
    for (const width of [1, 5, 9, 40, 300]) {
      for (const height of [1, 3, 5, 30, 60]) {
        const [model] = play(
          begun(sized(width, height)),
          key('c'),
          key(']'),
          history(HOUR_MS / 2, told(samples)),
        );
        const grid = paint(view(model)({ width, height }), { width, height }, 'ascii');
        expect([grid.length, ...new Set(grid.map((row) => row.length))]).toEqual([height, width]);
        expect(grid.flat().filter(({ char }) => !/^[ -~]$/.test(char))).toEqual([]);
      }
    }
  });
});
