import { constants } from 'node:os';
import { signalOf } from '../signal-name.ts';
import { terminalMode } from './terminal-mode.ts';

/**
 * They end a process that has not asked for them, and come from its user: the deputy cleans up first. One that is
 * detached outlives its terminal, as with nohup.
 */
export function endingSignals({ isDetached }: { isDetached: boolean }): readonly NodeJS.Signals[] {
  if (!isDetached) return ['SIGINT', 'SIGTERM', 'SIGHUP'];
  process.on('SIGHUP', () => {});
  return ['SIGINT', 'SIGTERM'];
}
/** Default action: nothing, or a stop. All others end the process. */
const HARMLESS = new Set(['SIGCHLD', 'SIGCONT', 'SIGURG', 'SIGWINCH', 'SIGPIPE', 'SIGXFSZ', 'SIGUSR1']);
const STOPPING = new Set(['SIGSTOP', 'SIGTSTP', 'SIGTTIN', 'SIGTTOU']);

interface SignalListener {
  /** The task has a handler for it. */
  onWatched(signal: string): void;
  /** The task dies of it. */
  onDeath(signal: NodeJS.Signals): void;
}

/** The signals of the omrun process are those of its task. */
export class Signals {
  private readonly listener: SignalListener;
  private readonly watched = new Map<string, () => void>();
  private dying = false;

  /** `pid`: what the task takes for its own. */
  constructor(
    ending: readonly NodeJS.Signals[],
    listener: SignalListener,
    private readonly pid = process.pid,
  ) {
    this.listener = listener;
    for (const signal of ending) process.on(signal, this.onEnding);
  }

  /** @throws as `process.on` does for a signal that cannot be caught */
  watch(signal: string, on: boolean): void {
    if (!(signal in constants.signals)) return;
    if (on && !this.watched.has(signal)) {
      const handler = (): void => this.listener.onWatched(signal);
      process.on(signal as NodeJS.Signals, handler);
      this.watched.set(signal, handler);
    } else if (!on) {
      const handler = this.watched.get(signal);
      if (handler) process.off(signal as NodeJS.Signals, handler);
      this.watched.delete(signal);
    }
  }

  /** Those that the task has a handler for. */
  get all(): string[] {
    return [...this.watched.keys()];
  }

  /** The task's `process.kill`. False where it has killed itself by that: then there is nothing to answer. */
  kill(pid: number, signal: string | number): boolean {
    const name = typeof signal === 'string' ? signal : signalOf(signal);
    const isSelf = pid === this.pid;
    if (isSelf && name !== undefined && this.isDeadly(name)) {
      this.listener.onDeath(name as NodeJS.Signals);
      return false;
    }
    return process.kill(isSelf ? process.pid : pid, signal);
  }

  private isDeadly(name: string): boolean {
    return name in constants.signals && !this.watched.has(name) && !HARMLESS.has(name) && !STOPPING.has(name);
  }

  private readonly onEnding = (signal: NodeJS.Signals): void => {
    if (this.watched.has(signal)) return;
    // The second time, without further ado.
    if (this.dying) dieBy(signal);
    this.dying = true;
    this.listener.onDeath(signal);
  };
}

/** Ends this process as `signal` ends one that has no handler for it. */
export function dieBy(signal: NodeJS.Signals): void {
  terminalMode.restore();
  process.removeAllListeners(signal);
  process.kill(process.pid, signal);
  // Not reached, but where the signal is blocked or without effect: then as a shell would say it.
  setTimeout(() => process.exit(128 + constants.signals[signal]), 100);
}
