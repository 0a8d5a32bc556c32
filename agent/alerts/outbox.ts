import type { Clock, Log } from '../../protocol/ports.ts';
import type { Alert } from './watch.ts';

/** An alert as its receiver gets it: who says so, and how many were not sent before it, since there were too many. */
export type Sent = Alert & { from: { id: number; name: string }; dropped: number };

/** Gives one alert to one receiver. @throws Error with one line why it has not arrived */
export type Deliver = (json: string) => Promise<void>;

/** Waiting for one receiver, and sent to it in a minute. */
const MAX_WAITING = 100;
export const MOST_A_MINUTE = 20;
const MINUTE_MS = 60_000;

interface OutboxParts {
  from: { id: number; name: string };
  /** In words: who gets them. */
  receiver: string;
  deliver: Deliver;
  clock: Clock;
  log: Log;
}

/** The alerts for one receiver: one after the other, not too many at a time nor in a minute. */
export class Outbox {
  private readonly waiting: Alert[] = [];
  private readonly sentAtMs: number[] = [];
  private dropped = 0;
  private isSending = false;

  constructor(private readonly parts: OutboxParts) {}

  add(alert: Alert): void {
    this.waiting.push(alert);
    // The oldest: what is true now counts.
    if (this.waiting.length > MAX_WAITING) {
      this.waiting.shift();
      this.dropped += 1;
    }
    if (!this.isSending) void this.send();
  }

  private async send(): Promise<void> {
    const { from, receiver, deliver, clock, log } = this.parts;
    this.isSending = true;
    for (;;) {
      await this.turn();
      const alert = this.waiting.shift();
      if (!alert) break;
      this.sentAtMs.push(clock.monotonicMs());
      const sent: Sent = { ...alert, from, dropped: this.dropped };
      this.dropped = 0;
      await deliver(JSON.stringify(sent)).catch((error: Error) =>
        log.warn('an alert has not arrived', { receiver, event: alert.event, why: error.message }),
      );
    }
    this.isSending = false;
  }

  /** Resolves when another one may be sent. */
  private async turn(): Promise<void> {
    const { clock } = this.parts;
    if (this.sentAtMs.length < MOST_A_MINUTE) return;
    const waitMs = this.sentAtMs.shift()! + MINUTE_MS - clock.monotonicMs();
    if (waitMs > 0) await new Promise<void>((resolve) => clock.after(waitMs, resolve));
  }
}
