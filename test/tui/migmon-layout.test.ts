import { describe, expect, it } from 'vitest';
import { isInside, overlaps } from '../../tui/migmon/geometry.ts';
import { layOut } from '../../tui/migmon/layout.ts';
import { nodes, task } from './pictures.ts';

const lay = (width: number, height: number, count: number, tasks = 3, firstNode = 0) =>
  layOut({
    width,
    height,
    middle: 1,
    nodes: nodes(count),
    tasks: Array.from({ length: tasks }, (_, i) =>
      task(4711 + i, i % Math.max(1, count) === 0 ? 0 : (i % count) + 1),
    ),
    firstTask: 0,
    firstNode,
    isTable: false,
  });

function sound(width: number, height: number, count: number, tasks: number): void {
  const layout = lay(width, height, count, tasks);
  const rects = layout.nodes.map(({ rect }) => rect);
  for (const [at, rect] of rects.entries()) {
    expect(isInside(rect, layout.map), `node ${at + 1} of ${count} lies in ${width}×${height}`).toBe(true);
    for (const other of rects.slice(at + 1)) expect(overlaps(rect, other)).toBe(false);
  }
  for (const [at, seat] of layout.seats.entries()) {
    const place = layout.nodes.find(({ id }) => id === seat.node)!;
    expect(isInside(seat.rect, place.rect)).toBe(true);
    for (const other of layout.seats.slice(at + 1)) expect(overlaps(seat.rect, other.rect)).toBe(false);
    if (layout.penguin) expect(overlaps(seat.rect, layout.penguin)).toBe(false);
  }
}

describe('the picture', () => {
  it.each([
    [80, 24],
    [100, 30],
    [120, 40],
    [200, 60],
    [40, 12],
  ])('nothing lies on anything else at %d×%d, with 1 to 40 nodes and 0 to 30 tasks', (width, height) => {
    for (let count = 1; count <= 40; count += count < 12 ? 1 : 7)
      for (const tasks of [0, 1, 5, 30]) sound(width, height, count, tasks);
  });

  it('at 80×24 three to twelve nodes stand around home as boxes, and the penguin has room', () => {
    for (let count = 3; count <= 12; count++) {
      const layout = lay(80, 24, count);
      expect(layout.kind).toBe('ring');
      expect(layout.nodes.every(({ kind }) => kind === 'box')).toBe(true);
      expect(layout.penguin).not.toBeNull();
    }
  });

  it('up to forty nodes stand around home at 200×60', () => {
    for (let count = 2; count <= 40; count++) expect(lay(200, 60, count).kind).toBe('ring');
  });

  it('where they do not fit around home they are a list that scrolls to its end', () => {
    const layout = lay(80, 24, 100);
    expect(layout.kind).toBe('list');
    const shown = layout.nodes.length;
    expect(shown + layout.nodesHidden).toBe(100);
    const end = lay(80, 24, 100, 3, 1000);
    expect(end.nodes.at(-1)!.id).toBe(100);
  });

  it('does not jump when a task moves', () => {
    const input = {
      width: 80,
      height: 24,
      middle: 1,
      nodes: nodes(3),
      firstTask: 0,
      firstNode: 0,
      isTable: false,
    };
    const before = layOut({ ...input, tasks: [task(1), task(2)] });
    const after = layOut({ ...input, tasks: [task(1, 2), task(2)] });
    expect(after.nodes).toEqual(before.nodes);
    expect(after.seats.find((seat) => seat.task === '1:1' && seat.role === 'deputy')!.rect).toEqual(
      before.seats.find((seat) => seat.task === '1:1')!.rect,
    );
  });

  it('a task that is away has two places: its deputy at home, itself where it executes', () => {
    const { seats } = lay(80, 24, 3, 2);
    expect(seats.filter(({ task: name }) => name === '1:4712').map(({ role, node }) => [role, node])).toEqual(
      [
        ['deputy', 1],
        ['executes', 2],
      ],
    );
  });

  it('counts the tasks that have no seat', () => {
    const layout = lay(80, 24, 1, 200);
    expect(layout.hidden.get(1)! + layout.seats.length).toBe(200);
  });

  it("a guest of another home has its seat here, and no deputy's", () => {
    const guest = task(99, 1, { home: 2 });
    const { seats } = layOut({
      width: 80,
      height: 24,
      middle: 1,
      nodes: nodes(2),
      tasks: [guest],
      firstTask: 0,
      firstNode: 0,
      isTable: false,
    });
    expect(seats).toMatchObject([{ task: '2:99', role: 'executes', node: 1 }]);
  });
});
