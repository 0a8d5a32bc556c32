/** A machine of the LAN that has omosix: its agent, and its commands as a user there types them. */
import type { ChildProcessWithoutNullStreams } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { join } from 'node:path';
import { AgentClient } from '../../../agent/control/client.ts';
import type { NodeViewMessage } from '../../../protocol/control.ts';
import type { PeerView, StrangerView } from '../../../protocol/members.ts';
import type { TaskStatus } from '../../../protocol/task.ts';
import { type Ended, ended } from '../commands.ts';
import type { Machine } from './machine.ts';

/** What `omd` says when it listens. */
export interface Listening {
  id: number;
  pid: number;
  host?: string;
  port?: number;
  key?: string;
}

export class LanNode {
  id = 0;
  port = 0;
  /** How often its agent was started: `omd-N.log` is the log of the last. */
  starts = 0;

  constructor(
    readonly machine: Machine,
    private readonly commands: { path(command: string): string },
  ) {}

  get name(): string {
    return this.machine.name;
  }

  /** A file of its user. */
  path(name: string): string {
    return join(this.machine.options.directory, name);
  }

  /** `omd -n` with its log beside its files. @throws where it does not come up */
  async omd(...args: string[]): Promise<Listening> {
    const child = this.start('omd', '-n', ...args);
    child.stderr.pipe(createWriteStream(this.path(`omd-${++this.starts}.log`)));
    let complaint = '';
    child.stderr.on('data', (text) => {
      complaint += text;
    });
    const line = await new Promise<string>((resolve, reject) => {
      child.stdout.once('data', (text) => resolve(String(text)));
      child.once('close', () => reject(new Error(`omd on ${this.name} ended: ${complaint}`)));
    });
    const listening = JSON.parse(line) as Listening;
    this.id = listening.id;
    this.port = listening.port ?? 0;
    return listening;
  }

  start(command: string, ...args: string[]): ChildProcessWithoutNullStreams {
    return this.machine.start(this.commandLine(command, ...args));
  }

  run(command: string, ...args: string[]): Promise<Ended> {
    return this.machine.run(this.commandLine(command, ...args));
  }

  must(command: string, ...args: string[]): Promise<string> {
    return this.machine.must(this.commandLine(command, ...args));
  }

  commandLine(command: string, ...args: string[]): string[] {
    return [process.execPath, this.commands.path(command), ...args];
  }

  /** An invitation, as its user gets it. */
  async token(...options: string[]): Promise<string> {
    return (await this.must('mosctl', 'invite', ...options)).trim();
  }

  /** The members as it knows them, and the strangers at its door. */
  async peers(): Promise<{ peers: PeerView[]; strangers: StrangerView[] }> {
    return JSON.parse(await this.must('mosctl', 'peers', '--json'));
  }

  /** Ends its agent as its user would. */
  async shutdown(): Promise<void> {
    await this.must('mosctl', 'shutdown');
  }

  async status(): Promise<NodeViewMessage[]> {
    const [agent] = JSON.parse(await this.must('mosctl', 'status', '--json')) as {
      nodes: NodeViewMessage[];
    }[];
    return agent?.nodes ?? [];
  }

  /** What this node knows of another one, or of itself. */
  async knows(node: LanNode): Promise<NodeViewMessage> {
    const views = await this.ask((agent) => agent.status());
    const view = views.find(({ info }) => info.id === node.id);
    if (view === undefined) throw new Error(`${this.name} knows nothing of ${node.name}`);
    return view;
  }

  /** What is up as this node sees it, by name. */
  async sees(): Promise<string[]> {
    const up = (await this.status()).filter(({ state }) => state === 'alive');
    return up.map(({ info }) => info.name).sort();
  }

  async mps(): Promise<TaskStatus[]> {
    return JSON.parse(await this.must('mps', '--json')) as TaskStatus[];
  }

  /** Asks its agent as a command there would, without starting one. */
  async ask<T>(question: (agent: AgentClient) => Promise<T>): Promise<T> {
    const agent = await AgentClient.connect(join(this.machine.home, 'run/agent.sock'));
    try {
      return await question(agent);
    } finally {
      agent.close();
    }
  }

  /** A task by its name in the cluster, as its home tells this node. */
  async task(name: string): Promise<TaskStatus | undefined> {
    const home = Number(name.slice(0, name.indexOf(':')));
    const tasks = await this.ask(async (agent) => {
      if (home !== this.id) agent.remote = home;
      return agent.tasks();
    });
    return tasks.find(({ task }) => task === name);
  }
}

/** A program that runs on a node of the LAN, and what it has said so far. */
export class Running {
  stdout = '';
  stderr = '';
  readonly ended: Promise<Ended>;
  readonly child: ChildProcessWithoutNullStreams;

  constructor(node: LanNode, ...args: string[]) {
    this.child = node.start('omrun', ...args);
    this.child.stdin.end();
    this.child.stdout.on('data', (text) => {
      this.stdout += text;
    });
    this.child.stderr.on('data', (text) => {
      this.stderr += text;
    });
    this.ended = ended(this.child);
    this.ended.then(() => {
      this.isOver = true;
    });
  }
  isOver = false;

  get lines(): number {
    return this.stdout.split('\n').length - 1;
  }

  /** Waits until it has said this many more lines. @throws where it ends before */
  async says(more: number): Promise<void> {
    const wanted = this.lines + more;
    await until(() => {
      if (this.isOver) throw new Error(`it ended: ${this.stderr}`);
      return this.lines >= wanted;
    });
  }
}

/** The test's time limit is the limit. */
export async function until(holds: () => boolean | Promise<boolean>): Promise<void> {
  while (!(await holds())) await new Promise((resolve) => setTimeout(resolve, 100));
}
