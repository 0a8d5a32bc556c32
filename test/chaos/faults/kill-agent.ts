import { always, type Fault } from './fault.ts';

/** An agent is killed, and started again by whatever starts agents. */
export const killAgent: Fault = {
  missing: always,
  inject: ({ node, journal }) => {
    if (!node.isAgentAlive) return null;
    journal.excuse(node.index, 'agent', 1_000).end();
    process.kill(node.agent!, 'SIGKILL');
    return { what: `its agent (pid ${node.agent}) is killed` };
  },
};
