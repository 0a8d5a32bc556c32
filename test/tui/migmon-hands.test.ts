/** What hands do: the mouse and the keys, and what comes of it. */
import { describe, expect, it } from 'vitest';
import type { TaskStatus } from '../../protocol/task.ts';
import { DOUBLE_CLICK_MS } from '../../tui/migmon/drag.ts';
import { centre } from '../../tui/migmon/geometry.ts';
import type { Model } from '../../tui/migmon/model.ts';
import { type Effect, type MigmonEvent, update } from '../../tui/migmon/update.ts';
import type { Point } from '../../tui/scene.ts';
import { after, monitor, moved, node, nodes, task } from './pictures.ts';

const rounded = ({ x, y }: Point): Point => ({ x: Math.round(x), y: Math.round(y) });
const seatOf = (model: Model, pid: number, role = 'executes'): Point =>
  rounded(
    centre(model.layout.seats.find((seat) => seat.task.endsWith(`:${pid}`) && seat.role === role)!.rect),
  );
const boxOf = (model: Model, id: number): Point =>
  rounded(centre(model.layout.nodes.find((place) => place.id === id)!.rect));

/** A monitor and what it has asked for. */
class Hands {
  readonly asked: Effect[] = [];
  nowMs = 0;
  constructor(public model: Model) {}
  private do(event: Parameters<typeof update>[1]): this {
    const [model, effects] = update(this.model, event, this.nowMs);
    this.model = model;
    this.asked.push(...effects);
    return this;
  }
  mouse(kind: 'down' | 'drag' | 'up', at: Point): this {
    return this.do({ on: 'mouse', mouse: { kind, at, atMs: this.nowMs } });
  }
  click(at: Point): this {
    return this.mouse('down', at).mouse('up', at);
  }
  drag(from: Point, ...way: Point[]): this {
    this.mouse('down', from);
    for (const at of way) this.mouse('drag', at);
    return this.mouse('up', way.at(-1)!);
  }
  keys(...keys: string[]): this {
    for (const key of keys) this.do({ on: 'key', key });
    return this;
  }
  get said(): string {
    return this.model.said?.text ?? '';
  }
}

const told = (tasks: TaskStatus[]): MigmonEvent => ({
  on: 'state',
  self: 1,
  nodes: nodes(3),
  tasks,
  unseen: { events: 0, things: 0 },
});
const three = (...tasks: Parameters<typeof monitor>[3] & object): Hands =>
  new Hands(monitor(80, 24, nodes(3), tasks));

describe('the mouse', () => {
  it('a task that is let go on a node migrates there', () => {
    const hands = three(task(4711));
    hands.drag(seatOf(hands.model, 4711), { x: 20, y: 10 }, boxOf(hands.model, 2));
    expect(hands.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 2 }]);
    expect(hands.model.flights.get('1:4711')).toMatchObject({ from: 1, to: 2, doneMs: null });
  });

  it('motion that the terminal does not tell of is no obstacle', () => {
    const hands = three(task(4711));
    hands.mouse('down', seatOf(hands.model, 4711)).mouse('up', boxOf(hands.model, 3));
    expect(hands.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 3 }]);
  });

  it('is carried from where it executes, or by its deputy, and home by letting it go there', () => {
    const hands = three(task(4711, 2));
    hands.drag(seatOf(hands.model, 4711), boxOf(hands.model, 3));
    expect(hands.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 3 }]);
    const home = three(task(4711, 2));
    home.drag(seatOf(home.model, 4711), boxOf(home.model, 1));
    expect(home.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 0 }]);
    const deputy = three(task(4711, 2));
    deputy.drag(seatOf(deputy.model, 4711, 'deputy'), boxOf(deputy.model, 3));
    expect(deputy.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 3 }]);
  });

  it('let go beside everything, or where it was, nothing moves', () => {
    const hands = three(task(4711));
    hands.drag(seatOf(hands.model, 4711), boxOf(hands.model, 2), { x: 0, y: 1 });
    hands.drag(seatOf(hands.model, 4711), boxOf(hands.model, 2), boxOf(hands.model, 1));
    expect(hands.asked).toEqual([]);
    expect(hands.said).toContain('nothing moves');
  });

  it('Escape lets it go', () => {
    const hands = three(task(4711));
    hands.mouse('down', seatOf(hands.model, 4711)).mouse('drag', boxOf(hands.model, 2)).keys('escape');
    expect(hands.model.drag.is).toBe('idle');
    hands.mouse('up', boxOf(hands.model, 2));
    expect(hands.asked).toEqual([]);
  });

  it('a double click brings it home; two slow clicks, or one on each of two tasks, do not', () => {
    const hands = three(task(4711, 2), task(4712, 3));
    hands.click(seatOf(hands.model, 4711)).click(seatOf(hands.model, 4712));
    hands.click(seatOf(hands.model, 4711));
    hands.nowMs += DOUBLE_CLICK_MS + 1;
    hands.click(seatOf(hands.model, 4711));
    expect(hands.asked).toEqual([]);
    hands.nowMs += DOUBLE_CLICK_MS;
    hands.click(seatOf(hands.model, 4711));
    expect(hands.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 0 }]);
  });

  it('a click chooses a task, and tells of a node', () => {
    const hands = three(task(4711), task(4712));
    hands.click(seatOf(hands.model, 4712));
    expect(hands.model.selected).toBe('1:4712');
    hands.click(boxOf(hands.model, 2));
    expect(hands.said).toMatch(/^node 2 boreas · load 74 · speed 10000/);
  });

  it('a task that ends while it is carried is let go', () => {
    const hands = three(task(4711));
    hands.mouse('down', seatOf(hands.model, 4711)).mouse('drag', { x: 20, y: 10 });
    hands.model = after(hands.model, told([]));
    expect(hands.model.drag.is).toBe('idle');
    hands.mouse('up', boxOf(hands.model, 2));
    expect(hands.asked).toEqual([]);
  });

  const pinned = {
    cantmove: [{ kind: 'pinned' as const, reason: 'it uses promises', file: 'a.ts', line: 4, sinceMs: 0 }],
  };
  it.each([
    ['blocked', node(2, { info: { blocked: true } }), {}, 'node 2 accepts no guests'],
    ['dead', node(2, { state: 'dead' }), {}, 'node 2 is dead'],
    ['suspect', node(2, { state: 'suspect', ageMs: 7000 }), {}, 'node 2 is suspect: not heard of for 7 s'],
    [
      'of another Node.js',
      node(2, { info: { nodeVersion: '24.1.0' } }),
      {},
      'node 2 runs Node.js 24.1.0, task 4711 Node.js 20.20.2',
    ],
    ['no place for a pinned task', node(2), pinned, 'task 4711 cannot move: it uses promises (line 4)'],
    ['no place for a task that moves', node(2), { state: 'migrating' as const }, 'task 4711 is migrating'],
  ])('a node that is %s takes nothing, and says why while the task is over it', (_, target, change, why) => {
    const hands = new Hands(monitor(80, 24, [node(1), target, node(3)], [task(4711, 0, change)]));
    hands.mouse('down', seatOf(hands.model, 4711)).mouse('drag', boxOf(hands.model, 2));
    expect(hands.model.drag).toMatchObject({ is: 'dragging', over: { node: 2, refusal: why } });
    hands.mouse('up', boxOf(hands.model, 2));
    expect(hands.asked).toEqual([]);
    expect(hands.said).toBe(why);
  });

  it('a locked task may be moved by hand, and one whose home is blocked may come home', () => {
    const locked = three(task(4711, 0, { lock: true }));
    locked.drag(seatOf(locked.model, 4711), boxOf(locked.model, 2));
    expect(locked.asked).toHaveLength(1);
    const blocked = [node(1, { info: { blocked: true } }), node(2)];
    const home = new Hands(monitor(80, 24, blocked, [task(4711, 2)]));
    home.drag(seatOf(home.model, 4711), boxOf(home.model, 1));
    expect(home.asked).toHaveLength(1);
  });
});

describe('the keys', () => {
  it('Tab and arrows choose a task, around the end', () => {
    const hands = three(task(1), task(2), task(3));
    const chosen = (...keys: string[]): string | null => hands.keys(...keys).model.selected;
    expect(chosen()).toBe('1:1');
    expect(chosen('tab')).toBe('1:2');
    expect(chosen('down', 'down')).toBe('1:1');
    expect(chosen('S-tab')).toBe('1:3');
    expect(chosen('up')).toBe('1:2');
  });

  it('m, a number, Enter: it migrates', () => {
    expect(three(task(4711)).keys('m', '3', 'enter').asked).toEqual([
      { do: 'migrate', via: null, task: '1:4711', to: 3 },
    ]);
  });

  it('a number of several digits is typed to its end', () => {
    const hands = new Hands(monitor(120, 40, nodes(12), [task(4711)]));
    expect(hands.keys('m', '1', '2', 'enter').asked).toEqual([
      { do: 'migrate', via: null, task: '1:4711', to: 12 },
    ]);
    expect(hands.keys('m', '9', '9', 'enter').said).toBe('no node 99');
    expect(hands.keys('backspace', 'escape', 'tab').asked).toHaveLength(1);
  });

  it('arrows go to the node that lies there', () => {
    const hands = three(task(4711));
    hands.keys('m', '3', 'left');
    expect(hands.model.mode).toMatchObject({ over: 1 });
    hands.keys('left');
    const [left, right] = [boxOf(hands.model, 2), boxOf(hands.model, 3)];
    expect(left.x).toBeLessThan(right.x);
    expect(hands.model.mode).toMatchObject({ over: 2 });
    expect(hands.keys('right', 'right', 'enter').asked).toEqual([
      { do: 'migrate', via: null, task: '1:4711', to: 3 },
    ]);
  });

  it('a node that takes nothing says why, and another can be chosen', () => {
    const hands = new Hands(
      monitor(80, 24, [node(1), node(2, { info: { blocked: true } }), node(3)], [task(4711)]),
    );
    expect(hands.keys('m', '2', 'enter').said).toBe('node 2 accepts no guests');
    expect(hands.keys('3', 'enter').asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 3 }]);
  });

  it('h brings home; at home it says so', () => {
    expect(three(task(4711, 2)).keys('h').asked).toEqual([
      { do: 'migrate', via: null, task: '1:4711', to: 0 },
    ]);
    const at = three(task(4711)).keys('h');
    expect(at.asked).toEqual([]);
    expect(at.said).toBe('task 4711 is at home');
  });

  it('b lets the balancer decide', () => {
    const hands = three(task(4711)).keys('b');
    expect(hands.asked).toEqual([{ do: 'migrate', via: null, task: '1:4711', to: 'balance' }]);
  });

  it('what is on its way is not asked twice', () => {
    const hands = three(task(4711)).keys('m', '2', 'enter', 'm', '3', 'enter');
    expect(hands.asked).toHaveLength(1);
    expect(hands.said).toBe('task 4711 is on its way');
  });

  it('? shows help and any key ends it; q quits, but not while a node is chosen', () => {
    const hands = three(task(4711)).keys('?');
    expect(hands.model.mode.is).toBe('help');
    expect(hands.keys('h').model.mode.is).toBe('tasks');
    expect(hands.asked).toEqual([]);
    expect(hands.keys('m', 'q').asked).toEqual([]);
    expect(hands.keys('q').asked).toEqual([{ do: 'quit' }]);
  });

  it('without a task the keys say what to do', () => {
    const hands = three();
    for (const key of ['tab', 'm', 'h']) expect(hands.keys(key).said).toContain('no task is chosen');
  });
});

describe('what comes of it', () => {
  it('a move that was asked for flies until the agent says that it has arrived', () => {
    const hands = three(task(4711)).keys('m', '2', 'enter');
    let model = after(hands.model, { on: 'life', event: moved(4711, 1, 2) });
    expect(model.flights.get('1:4711')).toMatchObject({ doneMs: 0 });
    model = after(model, { on: 'answer', task: '1:4711', node: 2, error: null, event: null });
    expect(model.said).toEqual({ text: '4711 compute-pi executes on node 2', tone: 'good' });
    [model] = update(model, { on: 'tick' }, 10_000);
    expect(model.flights.size).toBe(0);
  });

  it('a move that failed is told, and the task is where it was', () => {
    const hands = three(task(4711)).keys('m', '2', 'enter');
    const model = after(hands.model, {
      on: 'answer',
      task: '1:4711',
      node: null,
      error: 'node 2 is gone',
      event: null,
    });
    expect(model.said).toEqual({ text: '4711 compute-pi: node 2 is gone', tone: 'bad' });
    expect(model.flights.size).toBe(0);
  });

  it('a move of a guest stands in the log although only its home is told of it', () => {
    const hands = three(task(77, 1, { home: 3 })).keys('m', '2', 'enter');
    const event = { ...moved(77, 1, 2), task: '3:77' };
    const model = after(hands.model, { on: 'answer', task: '3:77', node: 2, error: null, event });
    expect(model.log).toMatchObject([{ task: '3:77', way: '1 → 2', freeze: '19.7 ms' }]);
  });

  it('a lost agent and its return are told', () => {
    const hands = three(task(4711)).keys('m', '2', 'enter');
    const lost = after(hands.model, { on: 'lost', why: 'the agent is gone' });
    expect(lost.lost).toBe('the agent is gone');
    const back = after(lost, told([]));
    expect([back.lost, back.said?.text]).toEqual([null, 'the agent is back']);
  });

  it('a task that ends gives the choice to the first', () => {
    const hands = three(task(1), task(2)).keys('tab');
    expect(after(hands.model, told([task(1)])).selected).toBe('1:1');
  });

  it('the chosen task is in view, however many there are', () => {
    const hands = three(...Array.from({ length: 50 }, (_, i) => task(i + 1)));
    for (let at = 1; at <= 50; at++) {
      expect(hands.model.layout.seats.some((seat) => seat.task === `1:${at}`)).toBe(true);
      hands.keys('down');
    }
    expect(hands.model.selected).toBe('1:1');
    expect(hands.model.layout.seats.some((seat) => seat.task === '1:1')).toBe(true);
  });
});
