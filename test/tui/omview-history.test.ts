/** The tab of history: who ran where then. */
import { describe, expect, it } from 'vitest';
import type { HistoryMove } from '../../protocol/history.ts';
import { type Model, newModel, SPANS } from '../../tui/omview/history/model.ts';
import { type Effect, type HistoryEvent, update } from '../../tui/omview/history/update.ts';
import { view } from '../../tui/omview/history/view.ts';
import { paint, textOf } from '../../tui/paint.ts';

const HOUR_MS = 3_600_000;
const NOW_MS = 500_000 * HOUR_MS;
const at = (minutes: number): number => NOW_MS - HOUR_MS + minutes * 60_000;

const sample = (node: number, minutes: number, load: number) => ({
  atMs: at(minutes),
  node,
  name: node === 1 ? 'atlas' : 'boreas',
  load,
  mostLoad: load,
  speed: 10_000,
  freeBytes: 6e9,
  totalBytes: 8e9,
  tasks: 1,
});
const stay = (task: string, node: number, since: number, until: number | null) => ({
  task,
  command: `${task === '1:7' ? 'pi' : 'sieve'}.ts`,
  home: 1,
  node,
  sinceMs: at(since),
  untilMs: until === null ? null : at(until),
  cpuMs: 5000,
  memoryBytes: 1e8,
});
const move = (minutes: number, from: number, to: number): HistoryMove => ({
  atMs: at(minutes),
  task: '1:7',
  event: 'migration',
  from,
  to,
  reason: 'migrate command',
  freezeMs: 12.3,
  totalMs: 30,
  stateBytes: 1000,
});
const told = {
  samples: Array.from({ length: 61 }, (_, minute) => [
    sample(1, minute, minute < 30 ? 150 : 10),
    sample(2, minute, minute < 30 ? 0 : 90),
  ]).flat(),
  stays: [stay('1:7', 1, 0, 30), stay('1:7', 2, 30, null), stay('1:8', 1, 40, 50)],
  moves: [move(30, 1, 2)],
  stepMs: 60_000,
  isCut: false,
};

class Screen {
  model: Model = newModel();
  asked: Effect[] = [];
  constructor(
    readonly width = 80,
    readonly height = 24,
  ) {
    this.happen({ on: 'resize', width, height }, { on: 'open', file: null, untilMs: NOW_MS });
  }
  happen(...events: HistoryEvent[]): this {
    for (const event of events) {
      const [model, effects] = update(this.model, event);
      this.model = model;
      this.asked.push(...effects);
    }
    return this;
  }
  told(): this {
    return this.happen({ on: 'told', fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS, told });
  }
  keys(...keys: string[]): this {
    return this.happen(...keys.map((key): HistoryEvent => ({ on: 'key', key, atMs: 0 })));
  }
  mouse(action: 'down' | 'drag', x: number, y: number): this {
    return this.happen({ on: 'mouse', action, button: 'left', x, y, atMs: 0 });
  }
  get lines(): string[] {
    return textOf(paint(view(this.model)(this), this, 'utf8')).split('\n');
  }
  get text(): string {
    return this.lines.join('\n');
  }
}

describe('the history', () => {
  it('begins now, and asks for the hour before', () => {
    const one = new Screen();
    expect(one.asked).toEqual([{ do: 'remember', fromMs: NOW_MS - HOUR_MS, toMs: NOW_MS }]);
    expect(one.text).toContain('asking what is remembered');
    one.told();
    expect(one.text).toMatch(/→ 1:7 +1 +2 .* now .*pi\.ts/);
    expect(one.text).not.toContain('sieve.ts');
    expect(one.text).toMatch(/2 boreas .* 90 +25% +1$/m);
    expect(one.text).toMatch(/1:7 1 → 2, frozen 12\.3 ms: migrate command/);
    expect(one.lines[2]).toMatch(/^ +▲ *$/);
  });

  it('the slider goes to any moment: by keys, and by the mouse', () => {
    const one = new Screen().told().keys('home');
    expect(one.text).toMatch(/ {2}1:7 +1 +1 .*pi\.ts/);
    expect(one.text).toContain('nothing had moved by then');
    // A minute a key.
    one.keys(...Array<string>(45).fill('right'));
    expect(one.text).toContain('2 tasks then');
    expect(one.text).toContain('sieve.ts');
    const ten = one.model.atMs;
    one.mouse('down', 13, 1);
    expect(one.model.atMs).toBe(at(0));
    one.mouse('drag', 13 + 53, 1);
    expect(one.model.atMs).toBe(NOW_MS);
    one.mouse('drag', 40, 9);
    expect(one.model.atMs).toBe(NOW_MS);
    expect(ten).toBe(at(45));
  });

  it('n and N go from move to move', () => {
    const one = new Screen().told().keys('N');
    expect(one.model.atMs).toBe(at(30));
    expect(one.keys('N').model.atMs).toBe(at(30));
    expect(one.keys('home', 'n').model.atMs).toBe(at(30));
  });

  it('is played from its beginning to its end, and stopped', () => {
    const one = new Screen().told().keys('space');
    expect(one.model.atMs).toBe(at(0));
    one.happen({ on: 'tick' });
    expect(one.model.atMs).toBeGreaterThan(at(0));
    one.keys('space');
    const still = one.model.atMs;
    expect(one.happen({ on: 'tick' }).model.atMs).toBe(still);
    one.keys('space');
    for (let tick = 0; tick < 400; tick++) one.happen({ on: 'tick' });
    expect(one.model).toMatchObject({ atMs: NOW_MS, isPlaying: false });
  });

  it('zooms around the moment, goes earlier, and takes no answer to what it asks no more', () => {
    const one = new Screen().told().keys('left', '-');
    expect(one.asked.at(-1)).toMatchObject({ do: 'remember' });
    expect(one.model.toMs - (one.asked.at(-1) as { fromMs: number }).fromMs).toBe(SPANS[2].ms);
    const { atMs } = one.model;
    one.told();
    expect(one.model.told).toBeNull();
    expect(one.keys('[').model.atMs).toBe(atMs - SPANS[2].ms / 2);
    for (const _ of SPANS) one.keys('-');
    expect(one.model.span).toBe(SPANS.length - 1);
  });

  it('says why nothing is told; who comes back later sees what is new, or the moment that was looked at', () => {
    const one = new Screen().happen({ on: 'refused', why: 'this agent keeps no history' });
    expect(one.text).toContain('this agent keeps no history');
    one.happen({ on: 'open', file: null, untilMs: NOW_MS + 5000 });
    expect(one.model.atMs).toBe(NOW_MS + 5000);
    expect(one.keys('left', 'r').asked.at(-1)).toEqual({ do: 'renew' });
    const two = new Screen().told().keys('left');
    const { atMs } = two.model;
    expect(two.happen({ on: 'open', file: null, untilMs: NOW_MS + 5000 }).model.atMs).toBe(atMs);
  });

  it.each([
    [80, 24],
    [200, 60],
    [20, 6],
    [1, 1],
  ])('fits %d×%d, in ASCII too', (width, height) => {
    const one = new Screen(width, height).told();
    const grid = paint(view(one.model)(one), one, 'ascii');
    expect(grid).toHaveLength(height);
    expect(textOf(grid)).toMatch(/^[\n -~]*$/);
    expect(one.keys('?').text.length).toBeGreaterThan(0);
  });

  it('a saved file is opened by its path, and an empty one is the agent again', () => {
    const one = new Screen().told().keys('o', 'a', 'space', ...'b.omhist');
    expect(one.lines.at(-3)).toBe(' open (empty: the agent): a b.omhist');
    // Letters are typed, and do nothing else.
    expect(one.asked).toHaveLength(1);
    expect(one.keys('backspace', 't', 'enter').asked.at(-1)).toEqual({ do: 'open', file: 'a b.omhist' });
    expect(one.happen({ on: 'unopened', why: 'a b.omhist is no history' }).text).toContain(
      'a b.omhist is no history',
    );
    expect(one.text).toContain('1:7');
    const untilMs = NOW_MS - 9 * HOUR_MS;
    one.happen({ on: 'opened', file: 'old.omhist', untilMs });
    expect(one.asked.at(-1)).toEqual({ do: 'remember', fromMs: untilMs - HOUR_MS, toMs: untilMs });
    expect(one.lines[0]).toContain('saved in old.omhist');
    expect(one.keys('o', 'C-u', 'enter').asked.at(-1)).toEqual({ do: 'open', file: null });
    expect(one.keys('o', 'x', 'escape', 'q').asked.slice(-2)).toEqual([
      { do: 'open', file: null },
      { do: 'quit' },
    ]);
  });
});
