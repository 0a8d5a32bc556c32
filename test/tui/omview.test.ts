/** Tabs over the monitors: which is seen, what reaches it, and what it looks like. */

import { describe, expect, it } from 'vitest';
import { view } from '../../tui/omview/view.ts';
import { paint } from '../../tui/paint.ts';
import { Screen } from './omview-screen.ts';
import { node, nodes, task } from './pictures.ts';

describe('the tabs', () => {
  it('are chosen by F keys, Alt with a number, Ctrl with PgUp and PgDn, and by a click', () => {
    const one = new Screen('nodes');
    expect(one.text).toContain('[1 Nodes] 2 Processes  3 Migrations  4 History  5 Analyzer  6 Run');
    expect(one.keys('f3').model.tab).toBe('processes');
    expect(one.keys('M-3').model.tab).toBe('migrations');
    expect(one.keys('f7', 'C-pagedown').model.tab).toBe('nodes');
    expect(one.keys('C-pageup').model.tab).toBe('run');
    expect(one.mouse('down', one.at('Processes')).model.tab).toBe('processes');
    expect(one.asked.at(-1)).toEqual({ do: 'shown', tab: 'processes' });
    expect(one.keys('f9', 'M-8').model.tab).toBe('processes');
  });

  it('keys reach the tab that is seen and no other; q quits', () => {
    const one = new Screen('nodes').keys('m');
    expect(one.model.nodes.metric).toBe('memory');
    expect(one.model.migrations.mode.is).toBe('tasks');
    one.keys('f4', 'm', '2', 'enter');
    expect(one.asked).toContainEqual({
      do: 'migrations',
      effect: { do: 'migrate', via: null, task: '1:4711', to: 2 },
    });
    for (const tab of ['nodes', 'processes', 'migrations', 'history', 'analyzer'] as const)
      expect(new Screen(tab).keys('q').asked).toEqual([{ do: 'quit' }]);
  });

  it('a task is dragged where it is seen, below the bar of tabs', () => {
    const one = new Screen('migrations');
    const from = one.at('4711 compute-pi');
    const title = one.at('3 ceres');
    const to = { x: title.x + 2, y: title.y + 2 };
    one.mouse('down', from).mouse('drag', { x: 5, y: 0 }).mouse('drag', to);
    expect(one.model.tab).toBe('migrations');
    one.mouse('up', to);
    expect(one.asked).toEqual([
      { do: 'migrations', effect: { do: 'migrate', via: null, task: '1:4711', to: 3 } },
    ]);
  });

  it('a lost agent is said in each', () => {
    for (const tab of ['nodes', 'migrations'] as const)
      expect(new Screen(tab).happen({ on: 'lost', reason: 'it has ended' }).text).toContain('it has ended');
  });

  it.each([
    [80, 24],
    [120, 40],
    [200, 60],
    [40, 12],
    [1, 1],
  ])('fill %d×%d and no more, in ASCII too', (width, height) => {
    for (const tab of ['nodes', 'processes', 'migrations', 'history', 'analyzer', 'run'] as const) {
      const one = new Screen(tab, width, height);
      expect(paint(view(one.model)(one), one, 'utf8')).toHaveLength(height);
      expect(one.show('ascii')).toMatch(/^[\n -~]*$/);
    }
  });
});

describe('the tab of nodes', () => {
  it('has all nodes as one, and of each its lamp, ID, name, address, speed, load, memory and CPUs', () => {
    const there = [
      node(1),
      node(2, { state: 'dead', ageMs: 99_000 }),
      node(3, { info: { speed: 5000, load: 0, tuned: { measured: 10_000, speed: 5000 } } }),
    ];
    const one = new Screen('nodes', 120, 24, there).keys('d');
    const addresses = new Map([[3, '192.168.7.9:4712']]);
    one.happen({ on: 'nodes', event: { on: 'addresses', addresses } });
    const lines = one.text.split('\n');
    expect(lines[2]).toMatch(/ID NAME +STATE +ADDRESS +SPEED +LOAD +MEMORY +CPUS RUNS$/);
    expect(lines[3]).toMatch(/all 2 nodes +efficiency +█+.* \d+% .* 25 .* 60% +8 +0$/);
    expect(lines[4]).toMatch(/▸ +1 atlas\* +● alive +─+● +10000 .* 37 .* 60% +4 +0$/);
    expect(lines[5]).toMatch(/2 boreas +✗ dead/);
    expect(lines[6]).toMatch(/3 ceres +● alive +192\.168\.7\.9:4712 +─+●─+ +5000! .* 0 /);
  });

  it('the row of all nodes is opened as one is: what is said there, after a yes, is said to each that lives', () => {
    const there = [
      node(1, { info: { blocked: true } }),
      node(2, { state: 'dead', ageMs: 99_000 }),
      node(3, { info: { speed: 5000 } }),
    ];
    const one = new Screen('nodes', 100, 24, there)
      .mouse('down', { x: 9, y: 3 })
      .mouse('down', { x: 9, y: 3 });
    expect(one.text).toMatch(
      /all nodes {2}what is set here is set on each that lives[^$]*1 atlas +■ blocked +block /,
    );
    expect(one.keys('b').text).toMatch(/Shall all 2 nodes accept no guests\?.*y\/n/);
    expect(one.asked).toEqual([]);
    const told = (settings: object) => [1, 3].map((id) => ({ do: 'set', node: id, settings }));
    const each = (what: string, settings: object) => ({
      do: 'nodes',
      effect: { do: 'each', what, wishes: told(settings) },
    });
    expect(one.keys('y').asked).toEqual([each('block', { block: true })]);
    one.keys('=', 'right', 'enter');
    expect(one.text).toMatch(/speed of all 2 nodes to 7600\? \(now from 5000 to 10000\)/);
    expect(one.keys('y').asked.at(-1)).toEqual(each('setspeed', { speed: 7600 }));
    // By keys: above the first node.
    const keys = new Screen('nodes', 80, 24, there).keys('down', 'home');
    expect(keys.text).toMatch(/^▸ {2}all 2 nodes/m);
    expect(keys.keys('enter', 'e', 'y').asked).toEqual([
      {
        do: 'nodes',
        effect: {
          do: 'each',
          what: 'expel',
          wishes: [1, 3].map((id) => ({ do: 'clear', node: id, verb: 'expel' })),
        },
      },
    ]);
    expect(keys.keys('right').model.nodes.pane?.node).toBe(1);
    expect(keys.keys('left').model.nodes.pane?.node).toBe(0);
    expect(keys.keys('c').model.nodes.chart?.node).toBeNull();
    // No other arrangement has such a row.
    expect(keys.keys('escape', 'escape', 'a', 'enter').model.nodes.pane?.node).toBe(1);
  });

  it('a click chooses a node, another opens it; there it is steered', () => {
    const one = new Screen('nodes');
    one.mouse('down', one.at('boreas')).mouse('down', one.at('boreas'));
    expect(one.asked).toEqual([{ do: 'nodes', effect: { do: 'look', node: 2 } }]);
    expect(one.keys('down').model.nodes.pane?.node).toBe(2);
  });

  it('scrolls over a thousand', () => {
    const many = Array.from({ length: 1000 }, (_, i) => node(i + 1));
    const one = new Screen('nodes', 80, 24, many, []).keys('end');
    expect(one.text).toMatch(/▸ 1000 host1000/);
    expect(one.text).toContain('all 1000 nodes');
  });
});

describe('the tab of processes', () => {
  const steer = (change: object, name = '1:4711') => ({
    do: 'processes',
    effect: { do: 'steer', via: '/a', task: name, change },
  });
  const signal = (name: string) => ({
    do: 'processes',
    effect: { do: 'signal', via: '/a', task: '1:4711', signal: name },
  });

  it('STOP and CONT after a yes, lock and renice by a key', () => {
    const asking = new Screen('processes').keys('f');
    expect(asking.text).toMatch(/^ Stop 1:4711 .*until somebody continues it\? \[y\]\/n/m);
    expect(asking.keys('x', 'n', 'c', 'escape').asked).toEqual([]);
    const one = new Screen('processes').keys('f', 'y', 'c', 'enter', 'l', 'n', '1', '5', 'enter');
    expect(one.asked).toEqual([signal('STOP'), signal('CONT'), steer({ lock: true }), steer({ nice: 15 })]);
    const wrong = new Screen('processes').keys('n', '2', '0', 'enter');
    expect(wrong.asked).toEqual([]);
    expect(wrong.text).toContain("'20' is no whole number from 0 to 19");
    expect(new Screen('processes').keys('n', 'escape').asked).toEqual([]);
  });

  it('a guest is locked by its home', () => {
    const guest = task(77, 1, { home: 3, lock: null });
    const one = new Screen('processes', 80, 24, nodes(3), [guest]).keys('l');
    expect(one.asked).toEqual([]);
    expect(one.text).toContain('3:77 is a guest: its home, node 3, locks it');
  });

  it('filters by a word, a node, a home, and says that it does', () => {
    const one = new Screen('processes').keys('/', 's', 'i', 'e', 'v', 'e', 'enter');
    expect(one.text).toContain('sieve.ts');
    expect(one.text).not.toContain('compute-pi');
    expect(one.text).toContain('(1 not shown: H, i, / sieve)');
    one.keys('/', 'C-u', ...'node:1', 'enter');
    expect(one.text).toContain('compute-pi');
    expect(one.text).not.toContain('sieve.ts');
    one.keys('/', 'C-u', 'enter');
    expect(one.text).toContain('sieve.ts');
    expect(one.text).toContain('compute-pi');
  });
});
