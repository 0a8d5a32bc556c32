/** A node that is open in mosmon: what it shows, and that nothing is said to it without a yes. */
import { describe, expect, it } from 'vitest';
import { type Model, newModel } from '../../tui/mosmon/model.ts';
import type { Looked } from '../../tui/mosmon/pane/model.ts';
import type { MosmonEvent } from '../../tui/mosmon/update.ts';
import { view } from '../../tui/mosmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { play } from './mosmon-play.ts';
import { node, task } from './pictures.ts';

const key = (name: string): MosmonEvent => ({ on: 'key', key: name, atMs: 0 });
const state = (atMs: number, ...nodes: ReturnType<typeof node>[]): MosmonEvent => ({
  on: 'state',
  atMs,
  state: { nodes, tasks: [task(41), task(42, 2), task(7, 2, { home: 3, command: 'guest.ts' })] },
});

const sized = (width: number, height: number): MosmonEvent => ({ on: 'resize', width, height });
const three = [node(1), node(2, { path: { rttMs: 0.42, bytesPerMs: 85_000 } }), node(3)];
const begun = (width = 80, height = 30): Model =>
  play(newModel('load'), sized(width, height), state(0, ...three))[0];
const screen = (model: Model, charset: 'utf8' | 'ascii' = 'utf8'): string => {
  const size = { width: model.width, height: model.height };
  return textOf(paint(view(model)(size), size, charset));
};
const looked: Looked = {
  settings: ['accepts guests; tasks may leave', 'takes any number of guests, nicer by 10'],
  peers: [
    node(2, { isSelf: true }),
    node(1, { path: { rttMs: 0.4 } }),
    node(3, { state: 'suspect', ageMs: 9000 }),
  ],
  interfaces: [
    { name: 'eth0', addresses: ['192.0.2.7', '2001:db8::7'] },
    { name: 'wlan0', addresses: ['198.51.100.3'] },
  ],
  tasks: [task(42, 2), task(8, 0, { home: 2, command: 'own.ts', cpuShare: 0.97 })],
  member: {
    id: 2,
    name: 'boreas',
    isSelf: false,
    state: 'up',
    reason: null,
    addresses: [{ host: '192.0.2.7', port: 4712 }],
    fingerprint: 'ab'.repeat(32),
    grants: ['run', 'host'],
  },
  refusals: [],
};
const told = (node: number, text: string, tone: 'good' | 'bad'): MosmonEvent => ({
  on: 'answer',
  node,
  text,
  tone,
});

describe('a node in mosmon', () => {
  it('opens with Enter or a second click, and is asked what only it knows', () => {
    const [open, effects] = play(begun(), key('down'), key('enter'));
    expect(effects).toEqual([{ do: 'look', node: 2 }]);
    expect(screen(open)).toMatch(/ node 2 {2}boreas {2}● alive[^$]*asking…/);
    const click = (y: number): MosmonEvent => ({
      on: 'mouse',
      action: 'down',
      button: 'left',
      x: 3,
      y,
      atMs: 0,
    });
    expect(play(begun(), click(7))[1]).toEqual([]);
    expect(play(begun(), click(7), click(8))[1]).toEqual([{ do: 'look', node: 2 }]);
    expect(play(begun(), click(7), click(11), key('enter'))[1]).toEqual([{ do: 'look', node: 3 }]);
    expect(play(open, key('escape'))[0].pane).toBeNull();
  });

  it('shows all that is known of it', () => {
    const [model] = play(begun(), key('down'), key('enter'), { on: 'looked', node: 2, looked });
    const text = screen(model);
    expect(text).toMatch(/addresses +192\.0\.2\.7:4712/);
    expect(text).toMatch(/interfaces eth0 192\.0\.2\.7 2001:db8::7, wlan0 198\.51\.100\.3$/m);
    expect(text).toMatch(/trust +may: run, host; key abababababababab…/);
    expect(text).toMatch(
      /settings +accepts guests; tasks may leave\n +takes any number of guests, nicer by 10/,
    );
    expect(text).toMatch(/way there +0\.4 ms there and back, 81M\/s/);
    expect(text).toMatch(/3 ceres +\? suspect +- +-/);
    expect(text).toMatch(/1 atlas +● alive +0\.4ms/);
    // Home tells of its own, the node of the others; each once.
    expect(text.match(/^ {2}1:42 /gm)).toHaveLength(1);
    expect(text).toMatch(/2:8 +2 +97 .* own\.ts/);
    expect(text).toMatch(/3:7 +3 .* guest\.ts/);
    expect(text).not.toMatch(/1:41 /);
    // What another node says comes too late.
    expect(play(model, { on: 'looked', node: 3, looked: { ...looked, settings: ['no'] } })[0]).toBe(model);
  });

  it('looks again after a while, and no more when it is closed', () => {
    const [open] = play(begun(), key('enter'));
    const [later, first] = play(open, state(100, ...three), state(1_000, ...three), state(3_050, ...three));
    expect(first).toEqual([]);
    expect(play(later, state(3_200, ...three))[1]).toEqual([{ do: 'look', node: 1 }]);
    expect(play(later, key('escape'), state(9_000, ...three))[1]).toEqual([]);
  });

  it.each([
    ['s', 'stay', { do: 'set', node: 2, settings: { stay: true } }],
    ['S', 'own tasks of node 2', { do: 'set', node: 2, settings: { lstay: true } }],
    ['b', 'accept no guests', { do: 'set', node: 2, settings: { block: true } }],
    ['u', 'announce no load', { do: 'set', node: 2, settings: { quiet: true } }],
    ['e', 'Send all guests of node 2', { do: 'clear', node: 2, verb: 'expel' }],
    ['g', 'Bring all tasks of node 2', { do: 'clear', node: 2, verb: 'bring' }],
    ['M', 'be what was measured', { do: 'set', node: 2, settings: { speed: null } }],
  ])('%s asks, and is done only after a yes', (name, words, effect) => {
    const [asked, none] = play(begun(), key('down'), key('enter'), key(name));
    expect(none).toEqual([{ do: 'look', node: 2 }]);
    if (words !== 'stay') expect(screen(asked)).toContain(words);
    expect(screen(asked)).toMatch(/\? .*y\/n$/m);
    const [denied, nothing] = play(asked, key('x'), key('n'), key('y'));
    expect([nothing, denied.said?.text]).toEqual([[], undefined]);
    expect(play(asked, key('y'))[1]).toEqual([effect]);
    expect(play(asked, key('escape'))[1]).toEqual([]);
  });

  it('takes back what is set', () => {
    const set = [node(1, { info: { blocked: true, stay: true, lstay: true, quiet: true } })];
    for (const [name, change] of [
      ['b', { block: false }],
      ['s', { stay: false }],
      ['S', { lstay: false }],
      ['u', { quiet: false }],
    ] as const) {
      const [, effects] = play(begun(), state(0, ...set), key('enter'), key(name), key('y'));
      expect(effects.at(-1)).toEqual({ do: 'set', node: 1, settings: change });
    }
  });

  it('chooses a speed with a slider, which asks too', () => {
    const [slid, none] = play(begun(), key('down'), key('enter'), key('='), ...Array(3).fill(key('right')));
    expect(none).toEqual([{ do: 'look', node: 2 }]);
    expect(screen(slid)).toMatch(/speed ◂█+.*▸ 11500 {2}as measured: 10000/);
    const [, effects] = play(slid, key('left'), key('enter'), key('y'));
    expect(effects).toEqual([{ do: 'set', node: 2, settings: { speed: 11_000 } }]);
    expect(play(slid, key('escape'), key('y'))[1]).toEqual([]);
    const [least] = play(slid, ...Array(200).fill(key('left')));
    expect(least.pane?.slider).toBe(100);
    const [most] = play(slid, ...Array(400).fill(key('pageup')));
    expect(most.pane?.slider).toBe(10_000_000);
  });

  it('tells the answer or the refusal in one line, until the next key', () => {
    const [open] = play(begun(), key('down'), key('enter'));
    const [good, again] = play(open, told(2, 'node 2 accepts no guests', 'good'));
    expect(again).toEqual([{ do: 'look', node: 2 }]);
    expect(screen(good)).toMatch(/^ node 2 accepts no guests$/m);
    expect(play(open, { on: 'answer', node: 2, text: 'waiting for 1 guest', tone: 'plain' })[1]).toEqual([]);
    expect(play(open, key('escape'), told(2, 'done', 'good'))[1]).toEqual([]);
    const refusal = 'node 2 does not let node 1 command it (its user could: mosctl grant 1 run,host,admin)';
    const [bad] = play(good, told(2, refusal, 'bad'));
    expect(screen(bad)).toMatch(/^ node 2 does not let node 1 command it/m);
    expect(screen(play(bad, key('down'))[0])).not.toMatch(/does not let/);
  });

  it('outlives a node that is gone, and an agent that is', () => {
    const [open] = play(begun(), key('down'), key('enter'), key('='));
    const [gone] = play(open, state(500, node(1)), { on: 'lost', reason: 'it ended the connection' });
    expect(screen(gone)).toMatch(/node 2 is not known any more/);
    expect(screen(gone)).toMatch(/The agent is gone/);
    expect(play(gone, key('b'), key('y'), key('M'), key('right'))[1]).not.toContainEqual(
      expect.objectContaining({ do: 'set' }),
    );
  });

  it('fits any size, with names that would steer a terminal', () => {
    const bad = { ...looked, settings: ['\u001b[31m red 中文 '.repeat(30)], refusals: ['x'.repeat(500)] };
    for (const width of [1, 7, 30, 80, 120, 300]) {
      for (const height of [1, 2, 3, 5, 24, 60]) {
        const [open] = play(begun(width, height), key('enter'), { on: 'looked', node: 1, looked: bad });
        for (const keys of [[], ['='], ['e'], ['end'], ['?']]) {
          const [model] = play(open, ...keys.map(key));
          const grid = paint(view(model)({ width, height }), { width, height }, 'ascii');
          expect([grid.length, ...new Set(grid.map((row) => row.length))]).toEqual([height, width]);
          expect(grid.flat().filter(({ char }) => !/^[ -~]$/.test(char))).toEqual([]);
        }
      }
    }
  });

  it('scrolls as far as there is something', () => {
    const many = { ...looked, peers: Array.from({ length: 60 }, (_, i) => node(i + 3)) };
    const [model] = play(begun(80, 24), key('down'), key('enter'), { on: 'looked', node: 2, looked: many });
    expect(screen(model)).toMatch(/ more lines below/);
    const [end] = play(model, key('end'), key('down'));
    expect(screen(end)).toMatch(/guest\.ts/);
    expect(screen(play(end, key('home'))[0])).toBe(screen(model));
    expect(screen(play(model, key('pagedown'), key('pageup'))[0])).toBe(screen(model));
  });
});

describe('a search in mosmon', () => {
  const names = ['alpha', 'beta', 'lab7', 'lab12', 'gamma', 'lab'];
  const many = names.map((name, i) => node(i + 1, { info: { name } }));
  const at = (...keys: string[]): [number | null, string | undefined] => {
    const [model] = play(newModel('load'), sized(80, 12), state(0, ...many), ...keys.map(key));
    return [model.selected, model.said?.text];
  };
  it('goes to a node by name or ID while it is typed', () => {
    expect(at('/', 'g')).toEqual([5, undefined]);
    expect(at('/', 'l', 'a', 'b', 'enter')).toEqual([6, undefined]);
    expect(at('/', '2', 'enter')).toEqual([2, undefined]);
    expect(at('/', 'l', 'a', 'b', '1', 'backspace', '7', 'enter')).toEqual([3, undefined]);
    expect(at('/', 'q', 'q', 'enter')).toEqual([null, "no node is called like 'qq'"]);
  });
  it('goes on with n and N, and around', () => {
    expect(at('/', 'l', 'a', 'b', 'enter', 'n')[0]).toBe(3);
    expect(at('/', 'l', 'a', 'b', 'enter', 'n', 'n')[0]).toBe(4);
    expect(at('/', 'l', 'a', 'b', 'enter', 'N')[0]).toBe(4);
    expect(at('n')[1]).toMatch(/nothing was looked for/);
  });
});
