import { always, type Fault } from './fault.ts';

/** An omrun is killed: its task is to end everywhere. */
export const killDeputy: Fault = {
  missing: always,
  inject: ({ load, random }) => {
    const tasks = [...load.running].filter((task) => !task.isDeputyKilled && task.deputy() !== null);
    if (tasks.length === 0) return null;
    const task = random.pick(tasks);
    task.isDeputyKilled = true;
    process.kill(task.deputy()!, 'SIGKILL');
    return { what: `the deputy of ${task.name} is killed` };
  },
};
