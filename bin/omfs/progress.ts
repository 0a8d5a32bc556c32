import { systemClock } from '../../agent/system-clock.ts';
import { bytes, plain } from '../../tui/table.ts';

const AFTER_MS = 1_000;
const EVERY_MS = 200;
const CLEAR = '\r\u001b[K';

/** A line on a terminal about what takes longer than a second. */
export class Progress {
  private readonly sinceMs = systemClock.monotonicMs();
  private shownMs = 0;
  private done = 0;
  private isShown = false;

  add(count: number, name: string, of: number | null): void {
    this.done += count;
    if (!process.stderr.isTTY) return;
    const now = systemClock.monotonicMs();
    if (now - this.sinceMs < AFTER_MS || now - this.shownMs < EVERY_MS) return;
    this.shownMs = now;
    this.isShown = true;
    const rate = bytes(Math.round((this.done * 1000) / (now - this.sinceMs)));
    const share = of === null ? '' : `  ${bytes(of)}`;
    const line = `${bytes(this.done)}  ${rate}/s${share}  ${plain(name)}`;
    process.stderr.write(CLEAR + line.slice(0, (process.stderr.columns ?? 80) - 1));
  }

  end(): void {
    if (this.isShown) process.stderr.write(CLEAR);
    this.isShown = false;
  }
}
