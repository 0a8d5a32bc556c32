import type { ChildProcess } from 'node:child_process';
import { readFileSync } from 'node:fs';
import tty from 'node:tty';

/** A terminal sends them to all its foreground processes, the run included. */
const OF_TERMINALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGQUIT', 'SIGTSTP'];
const RELAYED: readonly NodeJS.Signals[] = [
  ...OF_TERMINALS,
  'SIGTERM',
  'SIGHUP',
  'SIGUSR1',
  'SIGUSR2',
  'SIGCONT',
];
/** Whoever sends them wants the program to end. */
const ENDING: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM'];

/** Signals of the supervising omrun are those of its run. */
export class Relay {
  /** Its user wants it to end. */
  asked: NodeJS.Signals | null = null;
  /** Where there is no run to give them to. */
  onEnding: ((signal: NodeJS.Signals) => void) | null = null;
  private child: ChildProcess | null = null;
  private readonly isDetached: boolean;

  constructor({ isDetached }: { isDetached: boolean }) {
    this.isDetached = isDetached;
    for (const signal of RELAYED) process.on(signal, this.take);
  }

  to(child: ChildProcess | null): void {
    this.child = child;
  }

  private readonly take = (signal: NodeJS.Signals): void => {
    if (ENDING.includes(signal)) this.asked ??= signal;
    const hasIt = OF_TERMINALS.includes(signal) && isInForeground();
    if (this.child && !hasIt) this.child.kill(signal);
    if (signal === 'SIGTSTP') process.kill(process.pid, 'SIGSTOP');
    if (this.child || signal.startsWith('SIGUSR') || signal === 'SIGCONT' || signal === 'SIGTSTP') return;
    // One that is detached outlives its terminal.
    if (!(this.isDetached && signal === 'SIGHUP')) this.onEnding?.(signal);
  };
}

/** Of its terminal: fields 5 and 8 of its stat, counted from the last bracket. */
export function isInForeground(): boolean {
  try {
    const text = readFileSync('/proc/self/stat', 'latin1');
    const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
    return fields[2] === fields[5];
  } catch {
    // There is no /proc.
    return tty.isatty(0);
  }
}
