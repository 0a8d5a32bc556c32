import { spawnSync } from 'node:child_process';
import tty from 'node:tty';
import { isInForeground } from './relay.ts';

/** The mode of the terminal before the first run: one that is killed leaves it as its program had it. */
export class Terminal {
  private readonly mode: string | null;

  constructor() {
    this.mode = tty.isatty(0) ? stty(['-g']) : null;
  }

  restore(): void {
    if (this.mode !== null && isInForeground()) stty([this.mode]);
  }
}

function stty(args: string[]): string | null {
  const { status, stdout } = spawnSync('stty', args, { stdio: [0, 'pipe', 'ignore'], encoding: 'utf8' });
  return status === 0 ? stdout.trim() : null;
}
