import type { GossipMessage } from '../../protocol/gossip.ts';
import type { Clock } from '../../protocol/ports.ts';

/** Who does not answer in this time is done without: an answer takes a round trip. */
const ANSWER_MS = 300;

interface Inquiry {
  sentAtMs: number;
  settle(isAnswered: boolean): void;
}

/** Questions to single nodes for what they announce just now, and who waits for them. */
export class Inquiries {
  private readonly waiting = new Map<number, Inquiry[]>();

  constructor(private readonly clock: Clock) {}

  /** A question was sent. @returns whether it is answered in time */
  sent(node: number, sentAtMs: number): Promise<boolean> {
    return new Promise((resolve) => {
      const inquiry: Inquiry = {
        sentAtMs,
        settle: (isAnswered) => {
          cancel();
          this.drop(node, inquiry);
          resolve(isAnswered);
        },
      };
      const cancel = this.clock.after(ANSWER_MS, () => inquiry.settle(false));
      this.waiting.set(node, [...(this.waiting.get(node) ?? []), inquiry]);
    });
  }

  /** A message came: what it echoes had arrived before its sender wrote it. */
  heard(node: number, echo: GossipMessage['echo']): void {
    for (const inquiry of this.waiting.get(node) ?? [])
      if (echo !== null && echo.sentAtMs >= inquiry.sentAtMs) inquiry.settle(true);
  }

  /** Its connection has ended. */
  down(node: number): void {
    for (const inquiry of this.waiting.get(node) ?? []) inquiry.settle(false);
  }

  private drop(node: number, inquiry: Inquiry): void {
    const others = this.waiting.get(node)?.filter((one) => one !== inquiry) ?? [];
    if (others.length > 0) this.waiting.set(node, others);
    else this.waiting.delete(node);
  }
}
