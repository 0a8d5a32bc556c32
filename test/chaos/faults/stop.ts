import { isAlive } from '../../support/processes.ts';
import { always, type Fault, type Injected } from './fault.ts';

function stopped(pid: number, what: string): Injected {
  process.kill(pid, 'SIGSTOP');
  return {
    what: `${what} (pid ${pid}) is stopped`,
    heal: () => {
      if (isAlive(pid)) process.kill(pid, 'SIGCONT');
    },
  };
}

/** As a machine that is suspended, or so busy that its agent gets no turn. */
export const stopAgent: Fault = {
  missing: always,
  inject: ({ node }) => (node.isAgentAlive ? stopped(node.agent!, 'its agent') : null),
};

export const stopHost: Fault = {
  missing: always,
  inject: ({ node, random }) => {
    const hosts = node.hosts();
    return hosts.length === 0 ? null : stopped(random.pick(hosts).pid, 'one of its hosts');
  },
};
