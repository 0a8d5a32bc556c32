/**
 * An emulated machine: a process with a network, host name, process table and mounts of its own, below which all
 * runs that is started on it. It ends with the test, however that ends, since it reads from its pipe.
 */
import { type ChildProcessWithoutNullStreams, execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type Ended, ended } from '../commands.ts';
import { descendantsOf, gone, type Process, sharing } from '../processes.ts';
import { ownName } from './names.ts';

/** Bash takes in orphans that have ended, as an init does. */
const INIT = 'hostname "$0" && mount --make-rprivate / && ip link set lo up && echo up && read -r _';

export interface MachineOptions {
  name: string;
  /** Its directory: home of its user and of its agent. */
  directory: string;
  /** A cgroup's file of members, for a CPU limit. */
  cgroup?: string;
}

export class Machine {
  private readonly started = new Set<ChildProcessWithoutNullStreams>();

  private constructor(
    readonly options: MachineOptions,
    /** Its network namespace, for `ip -n`. */
    readonly namespace: string,
    private readonly init: number,
    private readonly unshare: ChildProcessWithoutNullStreams,
  ) {}

  static async start(options: MachineOptions): Promise<Machine> {
    const namespaces = ['--net', '--uts', '--pid', '--mount', '--fork', '--mount-proc', '--kill-child'];
    const command = ['unshare', ...namespaces, 'bash', '-c', INIT, options.name];
    const [file, ...args] = [...joining(options.cgroup), ...command] as [string, ...string[]];
    const child = spawn(file, args, { cwd: options.directory });
    const [said] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit')]);
    if (String(said) !== 'up\n') throw new Error(`machine ${options.name}: ${child.stderr.read() ?? said}`);
    const children = readFileSync(`/proc/${child.pid}/task/${child.pid}/children`, 'utf8');
    const init = Number(children.trim());
    const namespace = ownName(options.name);
    execFileSync('ip', ['netns', 'attach', namespace, String(init)]);
    return new Machine(options, namespace, init, child);
  }

  get name(): string {
    return this.options.name;
  }
  /** Where its agent keeps things. */
  get home(): string {
    return join(this.options.directory, 'omosix');
  }

  /** The command line that runs a command on this machine. */
  commandLine(command: readonly string[], cwd = this.options.directory): string[] {
    const enter = ['nsenter', '-t', String(this.init), '--net', '--uts', '--pid', '--mount'];
    return [...joining(this.options.cgroup), ...enter, 'env', '-C', cwd, ...command];
  }

  get env(): NodeJS.ProcessEnv {
    const { NO_COLOR: _, XDG_RUNTIME_DIR: __, ...env } = process.env;
    return { ...env, HOME: this.options.directory, OMOSIX_HOME: this.home };
  }

  start(command: readonly string[], cwd?: string): ChildProcessWithoutNullStreams {
    const [file, ...args] = this.commandLine(command, cwd) as [string, ...string[]];
    const child = spawn(file, args, { env: this.env });
    child.stdin.on('error', () => {});
    this.started.add(child);
    child.once('exit', () => this.started.delete(child));
    return child;
  }

  async run(command: readonly string[], stdin = ''): Promise<Ended> {
    const child = this.start(command);
    child.stdin.end(stdin);
    return ended(child);
  }

  /** @throws where the command fails */
  async must(command: readonly string[]): Promise<string> {
    const { stdout, stderr, code, signal } = await this.run(command);
    if (code !== 0)
      throw new Error(`${this.name}: ${command.join(' ')}: ${signal ?? code}: ${stderr || stdout}`);
    return stdout;
  }

  /** `kill -9` of all that runs on it; the machine itself, its kernel, goes on. */
  async killAll(): Promise<void> {
    const all = this.processes();
    await this.run(['kill', '-9', '-1']);
    await gone(all);
  }

  /** All that runs on it, by the numbers that they have outside. */
  processes(): Process[] {
    const own = sharing('pid', this.init).filter(({ pid }) => pid !== this.init);
    // What is confined has a process table of its own within this machine's.
    const known = new Set(own.map(({ pid }) => pid));
    return [...own, ...descendantsOf([...known]).filter(({ pid }) => !known.has(pid))];
  }

  async remove(): Promise<void> {
    const exit = once(this.unshare, 'exit');
    const isOver = this.unshare.exitCode !== null || this.unshare.signalCode !== null;
    this.unshare.stdin.end();
    this.unshare.kill('SIGKILL');
    if (!isOver) await exit;
    // Who has entered stops with what it has started, and does not hear of its end then.
    for (const child of this.started) child.kill('SIGKILL');
    execFileSync('ip', ['netns', 'delete', this.namespace]);
  }
}

/** Joined before anything else is done, so that whatever comes after it is limited too. */
const joining = (cgroup: string | undefined): string[] =>
  cgroup === undefined ? [] : ['sh', '-c', 'echo $$ > "$0" && exec "$@"', cgroup];
