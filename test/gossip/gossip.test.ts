import { describe, expect, it } from 'vitest';
import { knownWithin } from '../../agent/gossip/ages.ts';
import { choose } from '../../agent/gossip/choose.ts';
import type { Entry } from '../../agent/gossip/entry.ts';
import { silenceLimitMs } from '../../agent/gossip/silence.ts';
import { MOST_URGENT, URGENT_FANOUT } from '../../agent/gossip/tuning.ts';
import { SimRandom } from '../../sim/random.ts';
import { entry, GossipWorld, PERIOD_MS } from './world.ts';

describe('a cluster that gossips', () => {
  it.each([
    { nodes: 50, window: 64, loss: 0 },
    { nodes: 150, window: 16, loss: 0 },
    { nodes: 150, window: 16, loss: 0.3 },
    { nodes: 150, window: 150, loss: 0 },
  ])('has the ages of the closed form: $nodes nodes, windows of $window, loss $loss', (options) => {
    const world = new GossipWorld({ ...options, seed: 7 });
    world.periods(50);
    const samples = Array.from({ length: 20 }, () => {
      world.periods(1);
      return [2, 4, 6, 8, 12, 20].map((age) => world.knownWithin(age));
    });
    const { nodes, window, loss } = options;
    [2, 4, 6, 8, 12, 20].forEach((age, i) => {
      const measured = samples.reduce((sum, sample) => sum + sample[i]!, 0) / samples.length;
      const expected = knownWithin(age, { nodes, window, arriving: 1 - loss });
      expect(Math.abs(measured - expected), `age ${age}: ${measured} for ${expected}`).toBeLessThan(
        0.1 * nodes,
      );
    });
  });

  it('sends one message a node and period, of bounded size', () => {
    const world = new GossipWorld({ nodes: 100, window: 16 });
    world.periods(20);
    expect(world.sent).toBe(100 * 20);
    expect(world.largest).toBe(16);
  });

  it('keeps bounded views however many nodes there are, and they are young', () => {
    const world = new GossipWorld({ nodes: 400, window: 16, capacity: 32 });
    world.periods(30);
    for (const id of world.members) {
      const { view } = world.node(id);
      expect(view.size).toBe(32);
      expect(world.nowMs - view.at(31).measuredAtMs).toBeLessThan(20 * PERIOD_MS);
    }
  });

  it('hears of one that leaves within a period, wherever it is told', () => {
    const world = new GossipWorld({ nodes: 200, window: 8 });
    world.periods(40);
    const before = world.sent;
    world.send(17, world.node(17).leave(world.nowMs));
    world.kill(17);
    const told = world.members.filter(
      (id) => id !== 17 && world.node(id).view.get(17)?.standing === 'left',
    ).length;
    expect(told).toBeGreaterThan(170);
    expect(world.sent - before).toBeLessThanOrEqual(200 * URGENT_FANOUT);
    world.periods(30);
    // Nothing older brings it back.
    for (const id of world.members)
      if (id !== 17) expect(world.node(id).view.get(17)?.standing ?? 'left').toBe('left');
  });

  it('hears at once what a node calls urgent', () => {
    const world = new GossipWorld({ nodes: 100, window: 4 });
    world.periods(20);
    world.send(5, world.node(5).tick(world.nowMs, '!', world.members));
    const told = world.members.filter((id) => world.node(id)?.view.get(5)?.info === '!').length;
    expect(told).toBeGreaterThan(80);
  });

  it('a node that was killed and comes back without memory supersedes its earlier life', () => {
    const world = new GossipWorld({ nodes: 20 });
    world.periods(50);
    world.kill(3);
    world.periods(5);
    world.start(3);
    world.periods(10);
    for (const id of world.members)
      if (id !== 3) expect(world.node(id).view.get(3)).toMatchObject({ incarnation: 1, standing: 'alive' });
  });

  it('says so to one that does not remember, at once', () => {
    const world = new GossipWorld({ nodes: 20 });
    world.periods(50);
    world.kill(3);
    world.start(3);
    world.node(3).tick(world.nowMs, '', world.members);
    const told = world.node(9).receive(world.nowMs, [entry(3, { beat: 1 })], 3);
    expect(told).toMatchObject([{ to: 3, entries: [{ id: 3, incarnation: 0 }] }]);
    world.send(9, told);
    expect(world.members.some((id) => world.node(id).view.get(3)?.incarnation === 1)).toBe(true);
  });

  it('tells all others at once where they are few', () => {
    for (let seed = 1; seed <= 20; seed++) {
      const world = new GossipWorld({ nodes: 4, seed });
      world.periods(5);
      world.send(1, world.node(1).tick(world.nowMs, '!', [2, 3, 4], 4));
      for (const id of [2, 3, 4]) expect(world.node(id).view.get(1)!.info).toBe('!');
    }
  });

  it('one that has left and comes back is a member again', () => {
    const world = new GossipWorld({ nodes: 20 });
    world.periods(20);
    world.send(3, world.node(3).leave(world.nowMs));
    world.kill(3);
    world.start(3);
    world.periods(15);
    for (const id of world.members) if (id !== 3) expect(world.node(id).view.get(3)!.standing).toBe('alive');
  });

  it('a false suspicion is cleared by whom it concerns', () => {
    const world = new GossipWorld({ nodes: 30 });
    world.periods(20);
    world.send(1, world.node(1).suspect(2, world.nowMs));
    expect(world.node(1).isSilent(2, world.nowMs)).toBe(true);
    world.periods(12);
    for (const id of world.members) if (id !== 2) expect(world.node(id).isSilent(2, world.nowMs)).toBe(false);
  });

  it('one that is cut off becomes silent, gets few messages, and is known again when it returns', () => {
    const world = new GossipWorld({ nodes: 10 });
    world.periods(20);
    let toIt = 0;
    world.passes = (from, to) => {
      if (to === 4 && from !== 4) toIt++;
      return from !== 4 && to !== 4;
    };
    const limit = Math.ceil(silenceLimitMs(10, 64, PERIOD_MS) / PERIOD_MS);
    world.periods(limit + 10);
    for (const id of world.members) if (id !== 4) expect(world.node(id).isSilent(4, world.nowMs)).toBe(true);
    toIt = 0;
    world.periods(100);
    expect(toIt).toBeGreaterThan(0);
    expect(toIt).toBeLessThan(40);
    world.passes = () => true;
    world.periods(12);
    for (const id of world.members) if (id !== 4) expect(world.node(id).isSilent(4, world.nowMs)).toBe(false);
  });
});

describe('a clock', () => {
  it('that is set back changes no age, and stops nothing', () => {
    const world = new GossipWorld({ nodes: 5 });
    world.periods(10);
    const node = world.node(1);
    const ages = () => [2, 3, 4, 5].map((id) => world.nowMs - node.view.get(id)!.measuredAtMs);
    node.receive(world.nowMs, []);
    const before = ages();
    world.nowMs -= 1e6;
    node.receive(world.nowMs, []);
    expect(ages()).toEqual(before);
  });

  it('that jumps ahead makes nobody silent: it is ours that stood still', () => {
    const world = new GossipWorld({ nodes: 5 });
    world.periods(10);
    world.nowMs += 1e7;
    const node = world.node(1);
    node.tick(world.nowMs, '', world.members);
    expect([2, 3, 4, 5].map((id) => node.isSilent(id, world.nowMs))).toEqual([false, false, false, false]);
    // But what we know is as old as it is.
    expect(world.nowMs - node.view.get(2)!.measuredAtMs).toBeGreaterThan(1e7 - 1);
  });
});

describe('lies', () => {
  it('about ourselves are superseded', () => {
    const world = new GossipWorld({ nodes: 10 });
    world.periods(10);
    world.node(1).receive(world.nowMs, [entry(2, { beat: 1e9, standing: 'left' })]);
    world.periods(12);
    for (const id of world.members)
      if (id !== 2) expect(world.node(id).view.get(2)).toMatchObject({ standing: 'alive', incarnation: 1 });
  });

  it('about others last until these speak for themselves, however high their numbers are', () => {
    const world = new GossipWorld({ nodes: 6 });
    world.periods(10);
    const lie = (): Entry<string> => entry(2, { incarnation: 2 ** 20, beat: 2 ** 39, standing: 'left' });
    for (const id of [1, 3, 4]) world.node(id).receive(world.nowMs, [lie()], 5);
    expect(world.node(1).view.get(2)!.standing).toBe('left');
    world.periods(40);
    for (const id of world.members) if (id !== 2) expect(world.node(id).view.get(2)!.standing).toBe('alive');
    // What is old news by then does not come back.
    world.node(1).receive(world.nowMs, [{ ...lie(), incarnation: 2 ** 20, ageMs: 40 * PERIOD_MS }], 5);
    expect(world.node(1).view.get(2)!.standing).toBe('alive');
  });

  it('of a life that nobody comes to cannot drive a node to the end of its numbers', () => {
    const world = new GossipWorld({ nodes: 4 });
    world.periods(10);
    const lie = entry(2, { incarnation: 2 ** 40 - 1, beat: 2 ** 40 - 1 });
    for (const id of [1, 2, 3]) world.node(id).receive(world.nowMs, [lie], 4);
    world.periods(5);
    for (const id of [1, 3, 4])
      expect(world.node(id).view.get(2)).toMatchObject({ incarnation: 0, standing: 'alive' });
  });

  it('with numbers that cannot be are ignored', () => {
    const world = new GossipWorld({ nodes: 3 });
    const lies = [Number.NaN, -5, Number.POSITIVE_INFINITY, 2 ** 60].map((beat) => entry(2, { beat }));
    expect(world.node(1).receive(world.nowMs, lies)).toEqual([]);
    expect(world.node(1).view.size).toBe(0);
  });

  it('in a flood are passed on in bounded number, and no more is read than a message may hold', () => {
    const world = new GossipWorld({ nodes: 10, window: 1_000, capacity: 2_000 });
    world.periods(3);
    const flood = Array.from({ length: 5_000 }, (_, i) => entry(1_000 + i, { standing: 'left' }));
    let sent = 0;
    for (let i = 0; i < 20; i++) sent += world.node(1).receive(world.nowMs, flood.slice(50 * i)).length;
    expect(sent).toBeGreaterThan(0);
    expect(sent).toBeLessThanOrEqual(MOST_URGENT);
    expect(world.node(1).view.size).toBeLessThanOrEqual(1_000 + 19 * 50 + 10);
  });
});

describe('whom to tell', () => {
  const random = new SimRandom(3);
  const next = (): number => random.next();
  const members = Array.from({ length: 10 }, (_, i) => i + 1);

  it('is anybody else, each as likely', () => {
    const counts = new Map<number, number>();
    for (let i = 0; i < 9_000; i++) {
      const to = choose(members, 4, () => false, next, 8)!;
      counts.set(to, (counts.get(to) ?? 0) + 1);
    }
    expect(counts.has(4)).toBe(false);
    expect(counts.size).toBe(9);
    for (const count of counts.values()) expect(Math.abs(count - 1_000)).toBeLessThan(150);
  });

  it('is one that is heard where there is any, but for a few turns', () => {
    const isSilent = (id: number): boolean => id !== 1 && id !== 7;
    const told = Array.from({ length: 800 }, () => choose(members, 1, isSilent, next, 8));
    expect(told.filter((to) => to !== 7).length).toBeLessThan(200);
    expect(told.filter((to) => to !== 7).length).toBeGreaterThan(20);
  });

  it('is nobody where there is nobody', () => {
    expect(choose([], 1, () => false, next, 8)).toBe(null);
    expect(choose([1], 1, () => false, next, 8)).toBe(null);
    expect(choose([1, 2], 1, () => true, next, 8)).toBe(2);
  });
});
