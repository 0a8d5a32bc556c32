/** What the keys ask besides moving a task, undo, another node in the middle, the table, and what the pointer is told. */
import { describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { centre } from '../../tui/migmon/geometry.ts';
import type { Model } from '../../tui/migmon/model.ts';
import { LISTED } from '../../tui/migmon/signal-menu.ts';
import { type Effect, type MigmonEvent, update } from '../../tui/migmon/update.ts';
import { view } from '../../tui/migmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import type { Point } from '../../tui/scene.ts';
import { monitor, moved, nodes, task } from './pictures.ts';

/** A monitor, what it has asked for, and its screen. */
class Screen {
  asked: Effect[] = [];
  constructor(public model: Model) {}
  happen(...events: MigmonEvent[]): this {
    for (const event of events) {
      const [model, effects] = update(this.model, event, this.model.nowMs);
      this.model = model;
      this.asked.push(...effects);
    }
    return this;
  }
  keys(...keys: string[]): this {
    return this.happen(...keys.map((key): MigmonEvent => ({ on: 'key', key })));
  }
  mouse(kind: 'down' | 'drag' | 'up' | 'move', at: Point): this {
    return this.happen({ on: 'mouse', mouse: { kind, at, atMs: 0 } });
  }
  click(at: Point): this {
    return this.mouse('down', at).mouse('up', at);
  }
  nodeAt(id: number): Point {
    const { x, y } = this.model.layout.nodes.find((place) => place.id === id)!.rect;
    return { x: x + 2, y };
  }
  seatOf(name: string): Point {
    const { x, y } = centre(this.model.layout.seats.find((seat) => seat.task === name)!.rect);
    return { x: Math.round(x), y: Math.round(y) };
  }
  get text(): string {
    return textOf(paint(view(this.model), this.model, 'utf8'));
  }
  get said(): string {
    return this.model.said?.text ?? '';
  }
}

const screen = (...tasks: TaskStatus[]): Screen => new Screen(monitor(80, 24, nodes(3), tasks));
const migrate = (to: number, name = '1:4711') => ({ do: 'migrate', via: null, task: name, to });
const signal = (name: string) => ({ do: 'signal', via: null, task: '1:4711', signal: name });

describe('orders by keys', () => {
  it('f freezes, c lets it go on; what it does already is said', () => {
    expect(screen(task(4711)).keys('f').asked).toEqual([signal('SIGSTOP')]);
    expect(screen(task(4711, 0, { state: 'stopped' })).keys('c').asked).toEqual([signal('SIGCONT')]);
    const stopped = screen(task(4711, 0, { state: 'stopped' })).keys('f');
    expect([stopped.asked, stopped.said]).toEqual([[], '4711 compute-pi is frozen already (c: goes on)']);
    expect(screen(task(4711)).keys('c').said).toBe('4711 compute-pi is running');
  });

  it('l locks and unlocks; a guest is locked by its home', () => {
    const steer = (lock: boolean) => ({ do: 'steer', via: null, task: '1:4711', lock });
    expect(screen(task(4711)).keys('l').asked).toEqual([steer(true)]);
    expect(screen(task(4711, 0, { lock: true })).keys('l').asked).toEqual([steer(false)]);
    const guest = screen(task(77, 1, { home: 3, lock: null })).keys('l');
    expect(guest.asked).toEqual([]);
    expect(guest.said).toContain('its home, node 3, locks it');
  });

  it('k lists the signals: arrows and letters choose, Enter sends, Escape does not', () => {
    const one = screen(task(4711)).keys('k');
    expect(one.text).toContain('signal for 4711 compute-pi');
    expect(one.text).toContain('▸ TERM     please end');
    one.keys('down', 'enter');
    expect(one.asked).toEqual([signal('SIGINT')]);
    expect(screen(task(4711)).keys('k', 'u', 'u', 'enter').asked).toEqual([signal('SIGUSR2')]);
    const left = screen(task(4711)).keys('k', 'escape');
    expect([left.asked, left.said]).toEqual([[], 'no signal is sent']);
    // q is a letter there: it goes to QUIT, and quits nothing.
    expect(screen(task(4711)).keys('k', 'q', 'enter').asked).toEqual([signal('SIGQUIT')]);
  });

  it('the list of signals scrolls to its end, and takes the mouse', () => {
    const one = screen(task(4711)).keys('k', 'end');
    expect(one.text).toContain(`▸ ${LISTED.at(-1)!.slice(3)}`);
    const list = screen(task(4711)).keys('k');
    const y = list.text.split('\n').findIndex((line) => line.includes('  KILL '));
    expect(list.mouse('down', { x: 30, y }).keys('enter').asked).toEqual([signal('SIGKILL')]);
    expect(screen(task(4711)).keys('k').mouse('down', { x: 1, y: 1 }).model.mode.is).toBe('tasks');
  });

  it('a task that ends takes the list of signals with it', () => {
    const one = screen(task(4711)).keys('k');
    one.happen({ on: 'state', self: 1, nodes: nodes(3), tasks: [], unseen: one.model.unseen });
    expect(one.model.mode.is).toBe('tasks');
  });

  it('without a task each key says what to do', () => {
    for (const key of ['f', 'c', 'l', 'k']) expect(screen().keys(key).said).toContain('no task is chosen');
  });
});

describe('undo', () => {
  const away = (where: number): MigmonEvent => ({
    on: 'state',
    self: 1,
    nodes: nodes(3),
    tasks: [task(4711, where)],
    unseen: { events: 0, things: 0 },
  });
  const arrived = (one: Screen, from: number, to: number, atMs: number): Screen =>
    one.happen({ on: 'life', event: moved(4711, from, to, atMs) }, away(to === 1 ? 0 : to), {
      on: 'answer',
      task: '1:4711',
      node: to,
      error: null,
      event: null,
    });

  it('takes back the last move, then the one before it, and says when there is none', () => {
    const one = arrived(arrived(screen(task(4711)), 1, 2, 1), 2, 3, 2);
    expect(one.keys('u').asked).toEqual([migrate(2)]);
    arrived(one, 3, 2, 3);
    expect(one.text).toMatch(/2 → 3 .* undone: migrate command/);
    expect(one.text).toMatch(/3 → 2 .* undo: migrate command/);
    one.asked = [];
    expect(one.keys('u').asked).toEqual([migrate(0)]);
    arrived(one, 2, 1, 4);
    one.asked = [];
    expect(one.keys('u').asked).toEqual([]);
    expect(one.said).toBe('no move of a task that still runs is to be undone');
  });

  it('one that failed may be tried again', () => {
    const one = arrived(screen(task(4711)), 1, 2, 1).keys('u');
    one.happen({ on: 'answer', task: '1:4711', node: null, error: 'stays on node 2: busy', event: null });
    one.asked = [];
    expect(one.keys('u').asked).toEqual([migrate(0)]);
  });

  it('of a task that has ended, nothing is undone; the agent still refuses what it must', () => {
    const one = arrived(screen(task(4711)), 1, 2, 1);
    one.happen({ on: 'state', self: 1, nodes: nodes(3), tasks: [], unseen: one.model.unseen });
    expect(one.keys('u').asked).toEqual([]);
  });

  it('what the agent remembers from before is in the log, once, and can be undone', () => {
    const move = {
      atMs: 5,
      task: '1:4711',
      event: 'migration' as const,
      from: 1,
      to: 2,
      reason: 'the balancer',
      freezeMs: 12.5,
      totalMs: 30,
      stateBytes: 2048,
    };
    const gone = { ...move, atMs: 4, task: '1:99', event: 'lost' as const, to: null };
    const stay = {
      task: '1:99',
      command: 'old/sieve.ts 5',
      home: 1,
      node: 2,
      sinceMs: 0,
      untilMs: 4,
      cpuMs: 1,
      memoryBytes: 1,
    };
    const one = screen(task(4711, 2)).happen({ on: 'life', event: moved(4711, 1, 2, 5) });
    one.happen({ on: 'past', moves: [gone, move, { ...move, atMs: 3 }], stays: [stay] });
    expect(one.model.log.map(({ atMs, way }) => [atMs, way])).toEqual([
      [3, '1 → 2'],
      [4, '1'],
      [5, '1 → 2'],
    ]);
    expect(one.text).toContain('99 sieve');
  });
});

describe('another node in the middle', () => {
  const other = task(88, 3, { home: 2, command: 'far.ts' });
  it('v and a number, or a double click: it stands there, with what it tells', () => {
    const one = screen(task(4711, 2)).keys('v', '2', 'enter');
    expect(one.asked).toEqual([{ do: 'look', node: 2 }]);
    one.happen({ on: 'elsewhere', node: 2, tasks: [other, task(4711, 2)], missing: null });
    expect(one.text).toContain('node 2 boreas, as node 1 sees it');
    expect(one.text).toContain('○ 88 far');
    expect(one.text).toContain('◆ 4711 compute-pi ← 1');
    const two = screen(task(4711));
    two.click(two.nodeAt(3)).click(two.nodeAt(3));
    expect(two.asked).toEqual([{ do: 'look', node: 3 }]);
    expect(two.model.middle).toBe(3);
  });

  it('its tasks are moved, stopped and locked through it; the others by the agent itself', () => {
    const one = screen(task(4711, 2)).keys('v', '2', 'enter');
    one.happen({ on: 'elsewhere', node: 2, tasks: [other], missing: null });
    one.asked = [];
    one.click(one.seatOf('2:88')).keys('h', 'l', 'f');
    expect(one.asked).toMatchObject([
      { do: 'migrate', via: 2, task: '2:88', to: 0 },
      { do: 'steer', via: 2 },
      { do: 'signal', via: 2 },
    ]);
    one.click(one.seatOf('1:4711')).keys('f');
    expect(one.asked.at(-1)).toEqual(signal('SIGSTOP'));
  });

  it('what it does not tell, and that it does not answer, is said; a late answer changes nothing', () => {
    const one = screen(task(4711)).keys('v', '2', 'enter');
    one.happen({ on: 'elsewhere', node: 2, tasks: [], missing: 'node 2 cannot be reached' });
    expect(one.text).toContain('node 2 cannot be reached');
    one.keys('v', 'enter');
    expect(one.model.middle).toBe(1);
    one.happen({ on: 'elsewhere', node: 2, tasks: [other], missing: null });
    expect(one.text).not.toContain('88 far');
  });

  it('a node that is not known any more gives its place back to the own one', () => {
    const one = screen(task(4711)).keys('v', '3', 'enter');
    one.happen({ on: 'state', self: 1, nodes: nodes(2), tasks: [], unseen: one.model.unseen });
    expect(one.model.middle).toBe(1);
  });
});

describe('the table of tasks', () => {
  const many = Array.from({ length: 200 }, (_, i) => task(i + 1, i % 3 === 0 ? 0 : (i % 3) + 1));
  it('a line each, which can be dragged onto the name of a node', () => {
    const one = screen(...many).keys('t');
    expect(one.text).toMatch(/PID .*NODE .*%CPU .*COMMAND/);
    one.mouse('down', one.seatOf('1:4')).mouse('drag', one.nodeAt(2)).mouse('up', one.nodeAt(2));
    expect(one.asked).toEqual([migrate(2, '1:4')]);
  });

  it('scrolls with the choice, by the wheel too, and goes away again', () => {
    const one = screen(...many).keys('t', 'up');
    expect(one.model.selected).toBe('1:200');
    expect(one.text).toContain('▸  200 ');
    one.happen({ on: 'wheel', at: { x: 5, y: 5 }, by: -1 });
    expect(one.model.selected).toBe('1:199');
    expect(one.keys('t').text).toContain('╭─ 1 atlas');
  });
});

describe('what is known of what the pointer is over', () => {
  const held = {
    kind: 'pinned' as const,
    reason: 'it has a server',
    file: 'a.ts',
    line: 7,
    sinceMs: 0,
  };
  it('of the chosen task, and of another while the pointer is there', () => {
    const one = screen(
      task(1, 2, { cpuShare: 0.99, nmigs: 3, lock: true }),
      task(2, 0, { cantmove: [held] }),
    );
    expect(one.text).toContain('on node 2 boreas, home 1 atlas');
    expect(one.text).toContain('CPU 99% 0:01.00 · memory 977K · 3 migrations · locked');
    one.mouse('move', one.seatOf('1:2'));
    expect(one.text).toContain('at home on node 1 atlas');
    expect(one.text).toContain('⊘ cannot move: it has a server (a.ts:7)');
    const before = one.model;
    expect(one.mouse('move', one.seatOf('1:2')).model).toBe(before);
    one.mouse('move', one.nodeAt(3));
    expect(one.text).toContain('node 3 ceres · load 111');
    one.mouse('move', { x: 0, y: 1 });
    expect(one.text).toContain('on node 2 boreas, home 1 atlas');
  });

  it('a task that has arrived shows how much of it has moved', () => {
    const one = screen(task(4711)).keys('m', '2', 'enter');
    one.happen({ on: 'life', event: moved(4711, 1, 2) });
    expect(one.text).toContain('▸4711 compute-pi 89K◂');
  });
});
