import { type Held, heldSince, isSame } from '../../protocol/held.ts';
import type { FromHost } from '../../protocol/host.ts';
import type { CantMove } from '../../protocol/node.ts';

/** A program that is held by another thing at each look is told of so often. */
const TOLD_EVERY_MS = 1000;

/** What holds a guest, as its host says: what pins it, and what held it at the last attempt to capture it. */
export class Holds {
  held: Held[] = [];
  private pins: readonly CantMove[] = [];
  private toldAtMs = Number.NEGATIVE_INFINITY;

  /** @returns all reasons of now where home is to hear them */
  note(message: FromHost, atMs: number): CantMove[] | null {
    if (message.op === 'pins') {
      this.pins = message.reasons;
      this.set([...this.pins], atMs);
      return [...this.pins];
    }
    if (message.op !== 'holding' && message.op !== 'uncapturable') return null;
    const { why } = message;
    if (why.kind === 'pinned' || this.held.some((one) => isSame(one, why))) return null;
    const reasons = [...this.pins, why];
    this.set(reasons, atMs);
    if (message.op === 'holding' && atMs - this.toldAtMs < TOLD_EVERY_MS) return null;
    this.toldAtMs = atMs;
    return reasons;
  }

  private set(reasons: readonly CantMove[], atMs: number): void {
    this.held = heldSince(this.held, reasons, atMs);
  }
}
