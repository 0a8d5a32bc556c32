import type { ChaosNode } from '../chaos-node.ts';
import type { Journal } from '../journal.ts';
import { type Fault, needs } from './fault.ts';

/** An agent of the version before is in the place of this one's, as where a node is not updated yet: each change is a death. */
export const previousAgent: Fault = {
  missing: needs('git', 'rev-parse', '--verify', '--quiet', 'HEAD'),
  inject: ({ five, node, journal }) => {
    if (five.previous === null || node.older !== null) return null;
    node.older = five.previous;
    exchange(node, journal);
    return {
      what: 'its agent is one of the version before',
      heal: () => {
        node.older = null;
        exchange(node, journal);
      },
    };
  },
};

/** Whatever starts agents starts the other one. */
function exchange(node: ChaosNode, journal: Journal): void {
  journal.excuse(node.index, 'agent', 1_000).end();
  if (node.isAgentAlive) process.kill(node.agent!, 'SIGKILL');
}
