import { describe, expect, it } from 'vitest';
import type { Claim } from '../../agent/balance/claims.ts';
import { place } from '../../agent/balance/place.ts';
import type { NodeInfo, NodeView } from '../../protocol/node.ts';
import { GIB, nodeView } from './views.ts';

const start = (
  nodes: NodeView[],
  task: Partial<Parameters<typeof place>[0]> = {},
  claims: Claim[] = [],
): ReturnType<typeof place> =>
  place({ task: '1:1', anyNode: false, memoryBytes: 0, ...task }, { atMs: 0, self: 1, nodes, claims });
const busy = nodeView(1, { load: 100 });

describe('where a task starts', () => {
  it('at an idle home where none is much faster, without a word', () => {
    expect(start([nodeView(1), nodeView(2, { speed: 13_000 })])).toMatchObject({ node: 1, reason: null });
    expect(start([nodeView(1, { load: 30 }), nodeView(2)])).toMatchObject({ node: 1, reason: null });
  });

  it('at a home with a CPU left', () => {
    // One task on one of two CPUs is load 50.
    expect(start([nodeView(1, { load: 50, cpus: 2 }), nodeView(2)]).node).toBe(1);
    expect(start([nodeView(1, { load: 100, cpus: 2 }), nodeView(2)]).node).toBe(2);
  });

  it('on an idle node where home is busy, and says why', () => {
    expect(start([busy, nodeView(2)])).toMatchObject({
      node: 2,
      reason: 'home is busy; node 2 is 2.0 times as fast for it',
      claim: { from: null, to: 2, atMs: 0 },
    });
  });

  it('on an idle node that is much faster than an idle home, and says why', () => {
    expect(start([nodeView(1), nodeView(2, { speed: 20_000 })])).toMatchObject({
      node: 2,
      reason: 'node 2 is 2.0 times as fast for it',
    });
    expect(start([nodeView(1), nodeView(2, { speed: 20_000, load: 50 })]).node).toBe(1);
    expect(start([nodeView(1, { lstay: true }), nodeView(2, { speed: 20_000 })])).toMatchObject({
      node: 1,
      reason: null,
    });
  });

  it('of equally fast nodes rather where more memory is free', () => {
    const others = Array.from({ length: 9 }, (_, i) =>
      nodeView(i + 2, { freeBytes: (i === 4 ? 7 : 3.5) * GIB }),
    );
    for (let i = 0; i < 10; i++)
      expect(start([busy, ...others], { task: `1:${i}`, memoryBytes: 3 * GIB }).node).toBe(6);
  });

  it('on the fastest', () => {
    expect(start([busy, nodeView(2), nodeView(3, { speed: 20_000 })]).node).toBe(3);
  });

  it('at home where all are alike', () => {
    expect(start([busy, nodeView(2, { load: 100 }), nodeView(3, { load: 90 })])).toMatchObject({
      node: 1,
      reason: 'home is busy, but no other node is clearly better',
    });
  });

  it.each<[string, Partial<NodeInfo>, Partial<NodeView>]>([
    ['blocked', { blocked: true }, {}],
    ['of another major version of Node', { nodeVersion: '22.1.0' }, {}],
    ['suspect', {}, { state: 'suspect' }],
    ['dead', {}, { state: 'dead' }],
    ['not heard of', {}, { ageMs: 6_000 }],
  ])('never on a node that is %s', (_, info, view) => {
    expect(start([busy, nodeView(2, info, view)]).node).toBe(1);
  });

  it('on another major version where its user takes any node', () => {
    expect(start([busy, nodeView(2, { nodeVersion: '22.1.0' })], { anyNode: true }).node).toBe(2);
  });

  it('a home that keeps its tasks keeps new ones', () => {
    expect(start([nodeView(1, { load: 900, lstay: true }), nodeView(2)]).node).toBe(1);
    expect(start([nodeView(1, { load: 900, stay: true }), nodeView(2)]).node).toBe(1);
  });

  it('where its memory is', () => {
    const nodes = [nodeView(1, { freeBytes: GIB }), nodeView(2, { freeBytes: 2 * GIB }), nodeView(3)];
    expect(start(nodes, { memoryBytes: 3 * GIB })).toMatchObject({
      node: 3,
      reason: 'home has not the memory for it (3072 MiB)',
    });
    expect(start(nodes, { memoryBytes: 9 * GIB })).toMatchObject({
      node: 1,
      reason: 'no node has the memory for it',
    });
    expect(start([{ ...busy }, nodeView(2, { freeBytes: GIB })], { memoryBytes: 2 * GIB }).node).toBe(1);
  });

  it('memory that is promised is gone', () => {
    const nodes = [nodeView(1, { freeBytes: GIB }), nodeView(2), nodeView(3)];
    const claim = { from: null, to: 2, atMs: 0, memoryBytes: 2 * GIB };
    expect(start(nodes, { memoryBytes: 3 * GIB }, [claim]).node).toBe(3);
  });

  it('ten at once spread evenly, home included, before anybody has measured anything', () => {
    const nodes = [nodeView(1), nodeView(2), nodeView(3)];
    const claims: Claim[] = [];
    for (let i = 0; i < 9; i++) claims.push(start(nodes, { task: `1:${i}` }, claims).claim);
    const count = (node: number): number => claims.filter(({ to }) => to === node).length;
    for (const node of [1, 2, 3]) expect([node, count(node)]).toEqual([node, expect.toSatisfy(near(3))]);
  });
});

/** START_GAIN leaves one node a task more than another. */
const near = (expected: number) => (count: number) => Math.abs(count - expected) <= 1;
