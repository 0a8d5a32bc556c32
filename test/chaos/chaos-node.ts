/** A machine of the chaos: an agent that is started again when it dies, as systemd would. */
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Machine } from '../support/lan/machine.ts';
import { ownName, rmCgroup } from '../support/lan/names.ts';
import { LanNode } from '../support/lan/node.ts';
import { isAlive, type Process } from '../support/processes.ts';
import type { Build } from '../versions/builds.ts';
import { fakedClock } from './faked-clock.ts';

const MEMORY_GROUPS = '/sys/fs/cgroup/memory';

/** Why a machine's memory cannot be limited here; null where it can. */
export const memoryGroupIsMissing = (): string | null =>
  existsSync(join(MEMORY_GROUPS, 'memory.limit_in_bytes'))
    ? null
    : 'there is no memory controller of version 1';

/** Before an agent looks which group it is in: those of its guests go below it. */
const JOINING = (group: string): string[] => [
  'sh',
  '-c',
  'echo 0 > "$0" && exec "$@"',
  join(group, 'cgroup.procs'),
];

export class ChaosNode extends LanNode {
  /** Its agent, by the number that it has outside; null while none runs. */
  agent: number | null = null;
  /** Of which its agents are, where not of this version. */
  older: Build | null = null;
  /** Its cable has a discipline of its own at the moment: there can be one. */
  shaped = false;
  /** A control group with its agent and hosts. */
  readonly memoryGroup = join(MEMORY_GROUPS, ownName(`memory-${this.name}`));
  private readonly environment: string[];

  constructor(
    machine: Machine,
    commands: { path(command: string): string },
    readonly index: number,
    isClockFaked: boolean,
    private readonly omdArguments: string[],
  ) {
    super(machine, commands);
    mkdirSync(this.path('tmp'));
    writeFileSync(this.clockFile, '+0\n');
    if (memoryGroupIsMissing() === null) mkdirSync(this.memoryGroup);
    const environment = { TMPDIR: this.path('tmp'), ...(isClockFaked ? fakedClock(this.clockFile) : {}) };
    this.environment = Object.entries(environment).map(([name, value]) => `${name}=${value}`);
  }

  /** What its wall clock is ahead, as faketime reads it. */
  get clockFile(): string {
    return this.path('clock');
  }

  override commandLine(command: string, ...args: string[]): string[] {
    const line =
      command === 'omd' && this.older
        ? [process.execPath, this.older.command('omd'), ...args]
        : super.commandLine(command, ...args);
    const joining = command === 'omd' && existsSync(this.memoryGroup) ? JOINING(this.memoryGroup) : [];
    return [...joining, 'env', ...this.environment, ...line];
  }

  async startAgent(): Promise<void> {
    await this.omd(...this.omdArguments, '--name', this.name);
    this.agent = this.find(/\/omd\.js -n /)[0]?.pid ?? null;
    if (this.agent !== null && existsSync(this.memoryGroup))
      writeFileSync(join(this.memoryGroup, 'cgroup.procs'), String(this.agent));
  }

  get isAgentAlive(): boolean {
    return this.agent !== null && isAlive(this.agent);
  }

  /** Of what runs here, whose command line is like that. */
  find(pattern: RegExp): Process[] {
    return this.machine.processes().filter(({ command }) => pattern.test(command));
  }

  /** The processes in which tasks execute, or soon will. */
  hosts(): Process[] {
    return this.find(/^\S*node .*\s-e\s/);
  }

  /** Waits until its agent answers. @throws after so long */
  async answers(withinMs: number): Promise<void> {
    const end = performance.now() + withinMs;
    for (;;) {
      try {
        await this.ask((agent) => agent.status());
        return;
      } catch (error) {
        if (performance.now() > end) throw error;
        await sleep(100);
      }
    }
  }

  remove(): void {
    rmCgroup(this.memoryGroup);
  }
}
