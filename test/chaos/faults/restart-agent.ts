import { always, type Fault } from './fault.ts';

/** An agent begins anew as after an upgrade: nothing that executes may notice, so nothing is excused. */
export const restartAgent: Fault = {
  missing: always,
  inject: async ({ node, journal }) => {
    if (!node.isAgentAlive || node.older !== null) return null;
    // Of one that has begun anew before, the process that waits for it is what stays.
    node.agent = node.find(/\/omd\.js -n (?!.*--successor)/)[0]?.pid ?? node.agent;
    const { code, stdout, stderr } = await node.run('mosctl', 'restart');
    const successor = node.find(/\/omd\.js -n .*--successor/)[0];
    // Whoever kills an agent means the one that executes guests.
    if (code === 0 && successor) node.agent = successor.pid;
    else if (stderr !== '') journal.note(`${node.name}: ${stderr.trim()}`);
    return { what: code === 0 ? `its agent begins anew: ${stdout.trim()}` : 'its agent does not begin anew' };
  },
};
