import type { AgentClient } from '../../agent/control/client.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { nodeNamed } from './target.ts';

/** What a user calls a task: `4711`, `1:4711`, `lab7:4711`; with `.N`: its worker thread N. */
export interface TaskName {
  home: string | null;
  /** With the thread. */
  pid: string;
}

/** @throws OmosixError EUSAGE */
export function taskName(text: string): TaskName {
  const [, home = null, pid] = /^(?:([^:\s]+):)?([1-9]\d{0,9}(?:\.\d{1,7})?)$/.exec(text) ?? [];
  if (pid === undefined) throw new OmosixError('EUSAGE', `'${text}' is no PID and no HOME:PID`);
  return { home, pid };
}

/** A task, and the agent here to turn to about it. */
export interface Found {
  client: AgentClient;
  /** `1:4711` */
  task: string;
}

/** Of all agents of this user on this machine, its home is preferred to where a task executes. */
export class KnownTasks {
  private constructor(
    private readonly clients: readonly AgentClient[],
    private readonly tasks: ReadonlyMap<string, AgentClient>,
  ) {}

  static async of(clients: readonly AgentClient[]): Promise<KnownTasks> {
    const tasks = new Map<string, AgentClient>();
    const told = await Promise.all(clients.map(async (client) => ({ client, tasks: await client.tasks() })));
    for (const { client, tasks: known } of told)
      for (const { task, home } of known)
        if (home === client.node || !tasks.has(task)) tasks.set(task, client);
    return new KnownTasks(clients, tasks);
  }

  /**
   * One by its full name that is neither at home here nor executes here may be known to its home, by way of the user's agent.
   * @throws OmosixError EUSAGE, ENOTASK, ENONODE
   */
  async find(text: string): Promise<Found> {
    const { home, pid } = taskName(text);
    if (home !== null && !/^\d+$/.test(home)) return this.atHome(home, pid);
    const names = [...this.tasks.keys()].filter((task) =>
      home === null ? task.slice(task.indexOf(':') + 1) === pid : task === `${home}:${pid}`,
    );
    const [task, ...others] = names;
    if (others.length > 0)
      throw new OmosixError('EUSAGE', `${text} is the PID of ${names.join(' and ')}: say which`);
    if (task) return { task, client: this.tasks.get(task)! };
    if (home !== null) return { task: `${home}:${pid}`, client: this.clients[0]! };
    throw new OmosixError(
      'ENOTASK',
      `no task ${text} has its home on this machine or executes here (see mps; mps -a for HOME:PID)`,
    );
  }

  /** By its home's name. */
  private async atHome(home: string, pid: string): Promise<Found> {
    const client = this.clients[0]!;
    const task = `${await nodeNamed(home, client)}:${pid}`;
    return { task, client: this.tasks.get(task) ?? client };
  }
}
