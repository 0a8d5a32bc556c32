/** What a user sees: the picture as text. */
import { describe, expect, it } from 'vitest';
import type { Model } from '../../tui/migmon/model.ts';
import { view } from '../../tui/migmon/view.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { after, monitor, moved, node, nodes, task } from './pictures.ts';

const show = (model: Model, charset: 'utf8' | 'ascii' = 'utf8'): string =>
  textOf(paint(view(model), model, charset));

describe('the screen of migmon', () => {
  it('three nodes at 80×24, a task away: its box there, its deputy at home, a line between, the log below', () => {
    const sieve = task(4712, 0, { command: 'sieve.ts 100', lock: true });
    let model = monitor(80, 24, nodes(3), [task(4711, 2), sieve]);
    model = { ...after(model, { on: 'life', event: moved(4711, 1, 2) }), flights: new Map() };
    const screen = show(model).replace(/\d\d:\d\d:\d\d/, 'HH:MM:SS');
    expect(screen).toMatchInlineSnapshot(`
      " migmon   node 1 atlas and its tasks                  3 nodes · 2 tasks, 1 away



                                ╭─ 1 atlas ───────── home ─╮
                                │   .--.   ██·········  37 │
      ╭─ 2 boreas ─────────╮    │  ( oo>   speed 10000     │    ╭─ 3 ceres ──────────╮
      │ load ███▍·····  74 │    │  /|  |\\  free  3.0G      │    │ load █████···· 111 │
      │▸4711 compute-pi   ◂│    │   ^^^^   2 tasks, 1 away │    │                    │
      │                    │⠉⠉⠉⠉│ ▸ 4711 compute-pi    → 2 │    │                    │
      ╰────────────────────╯    │ [4712 sieve L          ] │    ╰────────────────────╯
                                ╰──────────────────────────╯




       4711 workloads/compute-pi.ts 20000              on node 2 boreas, home 1 atlas
       age 0ms · CPU 0:01.00 · memory 977K · 0 migrations
      ── 1 migration ─────────────────────────────────────────────────────────────────
       HH:MM:SS  4711 compute-pi    1 → 2      19.7 ms   89K  migrate command



       drag a task to a node · m h f c l k u t v: keys · ? help · q quit
      "
    `);
  });

  it('a box that is carried is under the pointer, and the node below it is lit', () => {
    const model = monitor(80, 24, nodes(3), [task(4711)]);
    const seat = model.layout.seats[0]!.rect;
    const target = model.layout.nodes.find(({ id }) => id === 2)!.rect;
    const over = { x: target.x + 10, y: target.y + 2 };
    const mouse = (kind: 'down' | 'drag', at: { x: number; y: number }) =>
      ({ on: 'mouse', mouse: { kind, at, atMs: 0 } }) as const;
    const carried = after(model, mouse('down', seat), mouse('drag', over));
    const lines = show(carried).split('\n');
    expect(lines[over.y]).toMatch(/^║ *▸4711 compute-pi◂ *║/);
    expect(lines.at(-2)).toBe(' let go: 4711 compute-pi migrates to node 2 boreas');
    const dead = [node(1), node(2, { state: 'dead', ageMs: 61_000 }), node(3)];
    const refused = after(monitor(80, 24, dead, [task(4711)]), mouse('down', seat), mouse('drag', over));
    expect(show(refused)).toContain('silent for 1m1s');
    expect(show(refused).split('\n').at(-2)).toBe(' node 2 is dead');
  });

  it('a task on its way is between the two', () => {
    const model = monitor(80, 24, nodes(3), [task(4711)]);
    const asked = after(model, { on: 'key', key: 'm' }, { on: 'key', key: '2' }, { on: 'key', key: 'enter' });
    const [from, to] = [1, 2].map((id) => model.layout.nodes.find((place) => place.id === id)!.rect);
    const x = (nowMs: number): number => {
      const line = show({ ...asked, nowMs })
        .split('\n')
        .find((text) => text.includes('▸4711'))!;
      return line.indexOf('▸4711');
    };
    expect(to!.x).toBeLessThan(from!.x);
    expect(x(300)).toBeLessThan(x(100));
    expect(x(100)).toBeLessThan(x(0));
  });

  it('IDs of five digits have room wherever they stand', () => {
    const far = [node(61_234, { info: { name: 'atlas' } }), node(65_535, { info: { name: 'boreas' } })];
    const start = { ...monitor(80, 24, nodes(1)), self: 61_234 };
    const away = task(4711, 65_535, { home: 61_234 });
    const event = { ...moved(4711, 61_234, 65_535), task: away.task };
    const state = { on: 'state', self: 61_234, nodes: far, tasks: [away], unseen: start.unseen } as const;
    const screen = show(after(start, state, { on: 'life', event }));
    expect(screen).toContain('╭─ 61234 atlas ─');
    expect(screen).toContain('╭─ 65535 boreas ─');
    expect(screen).toMatch(/4711 .*→ 65535 /);
    expect(screen).toMatch(/ 61234 → 65535 +19\.7 ms +89K {2}migrate command/);
  });

  it('a guest of another home is marked with where it comes from', () => {
    const guest = task(77, 1, { home: 3, command: 'guest.ts' });
    expect(show(monitor(80, 24, nodes(3), [guest]))).toContain('▸◆ 77 guest ← 3');
  });

  it('all is ASCII where nothing else can be shown', () => {
    const model = monitor(80, 24, nodes(12), [
      task(1, 2),
      task(2, 1, { home: 3 }),
      task(3, 0, { lock: true }),
    ]);
    for (const one of [model, after(model, { on: 'key', key: '?' }), after(model, { on: 'key', key: 'm' })]) {
      const screen = show(one, 'ascii');
      expect(screen).toMatch(/^[\n -~]*$/);
      expect(screen.replace(/\? {4}help|help {5}/g, '')).not.toMatch(/\?\d/);
    }
  });

  it('names of others cannot steer the terminal, nor shift what stands beside them', () => {
    const evil = node(2, { info: { name: '\u001b[2J\u202e中文' } });
    const model = monitor(80, 24, [node(1), evil], [task(1, 0, { command: '\u001b]0;x\u0007.ts' })]);
    const plain = monitor(80, 24, nodes(2), [task(1)]);
    const grid = paint(view(model), model, 'utf8');
    expect(textOf(grid)).not.toMatch(/(?!\n)\p{C}/u);
    for (const row of grid) expect(row).toHaveLength(80);
    expect(model.layout.nodes).toEqual(plain.layout.nodes);
  });

  it('says what it needs where the terminal is too small, and draws nothing outside of any size', () => {
    expect(show(monitor(30, 5, nodes(3)))).toContain('migmon needs 40 columns');
    for (const [width, height] of [
      [1, 1],
      [40, 12],
      [41, 60],
      [300, 12],
    ] as const) {
      const grid = paint(view(monitor(width, height, nodes(9), [task(1, 2)])), { width, height }, 'utf8');
      expect(grid).toHaveLength(height);
    }
  });

  it('what the agent did not tell is said', () => {
    const model = { ...monitor(80, 24, nodes(3)), unseen: { events: 1, things: 250 } };
    expect(show(model)).toContain(
      '── 0 migrations · 1 event missed · 250 nodes and tasks more than fit here ─',
    );
  });

  it('thousands of tasks are counted, not drawn', () => {
    const many = Array.from({ length: 3000 }, (_, i) => task(i + 1, i % 3 === 0 ? 0 : (i % 3) + 1));
    const screen = show(monitor(80, 24, nodes(3), many));
    expect(screen).toMatch(/\d+ more/);
    expect(screen).toContain('3000 tasks, 2000 away');
  });
});
