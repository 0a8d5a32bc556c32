/** `omrun -j`: which of the nodes that are named take the task, and what is said where none does. */
import { describe, expect, it } from 'vitest';
import type { AgentClient } from '../../agent/control/client.ts';
import { startNodes } from '../../agent/omrun/nodes.ts';
import { type Options, parseOptions } from '../../agent/omrun/options.ts';
import type { NodeView } from '../../protocol/node.ts';
import { nodeView } from '../balance/views.ts';

const nodes: NodeView[] = [
  nodeView(1),
  nodeView(2),
  nodeView(3, { blocked: true }),
  nodeView(4, { nodeVersion: '22.1.0' }),
  nodeView(5, {}, { state: 'dead' }),
  nodeView(6, {}, { mayHost: false }),
];
const client = {
  node: 1,
  status: async () => nodes,
  // It has run for long: nobody is waited for.
  overview: async () => ({ agent: { startedAtMs: 0 }, nodes }),
} as unknown as AgentClient;
const found = (line: string): Promise<number[]> =>
  startNodes(parseOptions([...line.split(' '), 'p.ts'], '1') as Options, client, Promise.resolve());

describe('omrun -j', () => {
  it.each([
    ['-j 2', [2]],
    ['-j n2,1', [2, 1]],
    ['-j 3,4,5,6,2', [2]],
    ['-j 4 --any-node', [4]],
    ['-F -j 3,4,5,6', [1]],
  ])('%s', async (line, expected) => {
    expect(await found(line)).toEqual(expected);
  });

  it.each([
    ['-j 3', 'node 3 (n3) accepts no guests (mosctl block); -F starts at home instead'],
    [
      '-j 4',
      'node 4 (n4) runs Node.js 22.1.0 and this one 20.20.2: results could differ (--any-node takes it)',
    ],
    ['-j 5', 'no node 5 is up (mosctl status shows those that are; -F starts at home instead)'],
    ['-j 6', 'our tasks are not to execute on node 6 (n6); mosctl grant 6 run,host lets them'],
    ['-j 9', 'no node 9 is up (mosctl status shows those that are; -F starts at home instead)'],
  ])('%s: %s', async (line, message) => {
    await expect(found(line)).rejects.toThrow(message);
  });
});
