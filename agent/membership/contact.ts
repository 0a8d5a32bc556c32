import type { GossipMessage } from '../../protocol/gossip.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import { ClockOffset } from './clock-offset.ts';

/** What passes directly between this node and one other. Times are of the monotonic clock, but those of messages. */
export class Contact {
  isUp = false;
  /** Proven or assumed gone, and when. */
  diedAtMs: number | null = null;
  /** Its latest word of itself, and when it came. */
  info: NodeInfo | null = null;
  infoAtMs = Number.NEGATIVE_INFINITY;
  /** Others were told that it does not answer. */
  isReported = false;
  /** When it was last tried to be reached because others hear it. */
  nudgedAtMs = Number.NEGATIVE_INFINITY;
  readonly offset = new ClockOffset();
  /** Since when it owes us a word; null where it owes none. */
  private silentFromMs: number | null = null;
  private last: { sentAtMs: number; receivedAtMs: number } | null = null;

  /** `heardMs`: its last sign of life. */
  constructor(private heardMs: number) {}

  /** Anything came from it. */
  heard(nowMs: number): void {
    this.heardMs = nowMs;
    if (!this.isUp) return;
    this.silentFromMs = null;
    this.isReported = false;
  }

  /** From now on a word of it is expected; it may have been silent for `patienceMs` before without that saying anything. */
  expect(nowMs: number, patienceMs: number): void {
    this.silentFromMs ??= Math.max(this.heardMs, nowMs - patienceMs);
  }

  /** How long it has been silent although it was asked, or is not connected. */
  silentMs(nowMs: number): number {
    return this.silentFromMs === null ? 0 : nowMs - this.silentFromMs;
  }

  sinceHeardMs(nowMs: number): number {
    return nowMs - this.heardMs;
  }

  /** We were away for so long: that was no silence of it. */
  forgive(absentMs: number, nowMs: number): void {
    this.heardMs = Math.min(nowMs, this.heardMs + absentMs);
    if (this.silentFromMs !== null) this.silentFromMs = Math.min(nowMs, this.silentFromMs + absentMs);
  }

  /** `wallMs`: by the clock that messages carry. */
  took({ sentAtMs, echo }: Pick<GossipMessage, 'sentAtMs' | 'echo'>, wallMs: number): void {
    this.last = { sentAtMs, receivedAtMs: wallMs };
    if (echo) this.offset.add(echo.sentAtMs, echo.receivedAtMs, echo.heldMs, wallMs);
  }

  echo(wallMs: number): GossipMessage['echo'] {
    return this.last && { ...this.last, heldMs: Math.max(0, wallMs - this.last.receivedAtMs) };
  }
}
