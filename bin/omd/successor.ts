import { type ChildProcess, spawn } from 'node:child_process';
import { constants } from 'node:os';
import { type Command, Option } from 'commander';
import type { Agent } from '../../agent/agent.ts';
import { daemonize } from '../../agent/daemon.ts';
import { hasReturned } from '../../agent/returning.ts';
import type { Log } from '../../protocol/ports.ts';
import { fail } from '../command.ts';
import { withoutJoin } from './join.ts';

/** Of an agent in the foreground that has a predecessor: that one is to begin it anew (EX_TEMPFAIL). */
const ANEW_CODE = 75;
/** What a shell adds to the number of a signal. */
const SIGNALLED = 128;

const PASSED_ON = ['SIGTERM', 'SIGINT', 'SIGHUP', 'SIGUSR2'] as const;

interface RenewalParts {
  script: string;
  agent(): Agent;
  /** What it was told on its standard input, where it wanted to be told; where its peers find it; what its environment has no more. */
  state(): { map: string | null; port: number | undefined; secrets: Record<string, string> };
  options: {
    detached?: true;
    ephemeral?: true;
    /** It has begun anew, and the process before waits for it. */
    successor?: true;
    listen?: { host: string; port: number };
  };
  log: Log;
}

/** Of its own, for itself. */
export function addRenewalOptions(omd: Command): void {
  omd.addOption(new Option('--successor', 'of an agent that has begun anew, and waits for it').hideHelp());
  omd.addOption(new Option('--speaks', 'print which versions of what it speaks').hideHelp());
}

/** An agent that begins anew: the same command line, what is on disk now, and the port where its peers look for it. */
export class Renewal {
  constructor(private readonly parts: RenewalParts) {}

  /** By a signal: nobody is there who could be asked. */
  async byItself(): Promise<void> {
    const { agent, log } = this.parts;
    try {
      const { stuck } = await agent().restart(false, null);
      if (stuck.length === 0) return await this.begin();
      log.warn('it does not begin anew: what cannot be frozen would end', { tasks: stuck.length });
    } catch (error) {
      log.warn('it does not begin anew', { reason: (error as Error).message });
    }
  }

  /** Where the process before, which waits for this one, is killed: whoever looked after that starts another, and this one makes room for it. */
  watchPredecessor(): void {
    if (this.parts.options.successor) process.stdin.resume().once('end', () => void this.makeRoom());
  }

  private async makeRoom(): Promise<void> {
    const { agent, log } = this.parts;
    try {
      await agent().restart(true, null);
      agent().announceReturn();
      await agent().stop();
      process.exit(ANEW_CODE);
    } catch (error) {
      log.warn('the process that has waited for this one is gone, and it does not begin anew', {
        reason: (error as Error).message,
      });
    }
  }

  /** What was to be frozen is. Ends this process. */
  async begin(): Promise<void> {
    const { agent, options, log } = this.parts;
    const { socket } = agent();
    const args = this.arguments();
    try {
      agent().announceReturn();
      await agent().stop();
      if (options.successor) process.exit(ANEW_CODE);
      if (options.detached || options.ephemeral)
        await daemonize(this.parts.script, args, this.parts.state().secrets);
      else process.exitCode = await this.inForeground(args, socket);
      process.exit();
    } catch (error) {
      log.error('what was to begin in its place does not', { reason: (error as Error).message });
      hasReturned(socket);
      fail('omd', error as Error);
    }
  }

  private arguments(): string[] {
    const { options, state } = this.parts;
    const dropped = ['--successor', '--detached'];
    const args = withoutJoin(process.argv.slice(2)).filter((arg) => !dropped.includes(arg));
    const { listen } = options;
    const { port } = state();
    return listen?.port === 0 && port ? [...args, '--listen', `${listen.host}:${port}`] : args;
  }

  /**
   * Whoever looks after this process does so from now on for the one that it starts, and that gets its signals: Node has no exec.
   * @returns the exit code with which it ends for good
   */
  private async inForeground(args: readonly string[], socket: string): Promise<number> {
    const { map, secrets } = this.parts.state();
    let child: ChildProcess | undefined;
    for (const signal of PASSED_ON) {
      process.removeAllListeners(signal);
      process.on(signal, () => child?.kill(signal));
    }
    for (;;) {
      // A session of its own: a terminal's signals come by way of this process, once.
      child = spawn(process.execPath, [this.parts.script, ...args, '--successor'], {
        detached: true,
        env: { ...process.env, ...secrets },
        // Its input ends with this process, however that ends.
        stdio: ['pipe', 'inherit', 'inherit'],
      });
      child.stdin?.on('error', () => {});
      if (map !== null) child.stdin?.write(`${map}\n`);
      const code = await endOf(child);
      if (code === ANEW_CODE) continue;
      hasReturned(socket);
      return code;
    }
  }
}

const endOf = (child: ChildProcess): Promise<number> =>
  new Promise((resolve) => {
    child.once('error', () => resolve(1));
    child.once('exit', (code, signal) => resolve(code ?? SIGNALLED + constants.signals[signal!]));
  });
