import { always, type Fault } from './fault.ts';

/** A process in which a task executes is killed, or one that is kept for the next. */
export const killHost: Fault = {
  missing: always,
  inject: ({ node, random, journal }) => {
    const hosts = node.hosts();
    if (hosts.length === 0) return null;
    const { pid } = random.pick(hosts);
    journal.excuse(node.index, 'host', 1_000).end();
    process.kill(pid, 'SIGKILL');
    return { what: `one of its ${hosts.length} hosts (pid ${pid}) is killed` };
  },
};
