import type { Path } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

/** Weight of a new sample: of round trips as TCP has it (RFC 6298), of transfers more, since they are few. */
const ROUND_TRIP_WEIGHT = 1 / 8;
const TRANSFER_WEIGHT = 1 / 4;

/** Less is over before it shows what a link carries: buffers take it. */
const TELLING_BYTES = 4 * 1024 * 1024;
/** What comes after such a pause belongs to another transfer. */
const PAUSE_MS = 200;

/** A link is not believed to be faster than this until a move has shown it: 1 Gbit/s, the decider's own guess. */
const UNPROVEN_BYTES_PER_MS = 100_000;

interface Known {
  rttMs: number | null;
  /** Of moves whose state went between this node and that one; of what that one has sent. */
  movedBytesPerMs: number | null;
  receivedBytesPerMs: number | null;
  transfer: { beganAtMs: number; lastAtMs: number; bytes: number } | null;
}

/** Round trip and throughput to each other node, from messages that were answered and transfers that took place: nothing is sent to measure. */
export class Paths {
  private readonly known = new Map<number, Known>();

  roundTrip(node: number, ms: number): void {
    const to = this.of(node);
    // A clock was set in between.
    if (ms >= 0) to.rttMs = average(to.rttMs, ms, ROUND_TRIP_WEIGHT);
  }

  /** A piece of a program or a state has come from there. */
  received(node: number, atMs: number, bytes: number, isLast: boolean): void {
    const from = this.of(node);
    const { transfer } = from;
    if (transfer === null || atMs - transfer.lastAtMs > PAUSE_MS) {
      // When the first one set out nobody knows here.
      from.transfer = isLast ? null : { beganAtMs: atMs, lastAtMs: atMs, bytes: 0 };
      return;
    }
    transfer.bytes += bytes;
    transfer.lastAtMs = atMs;
    if (!isLast) return;
    from.transfer = null;
    const { beganAtMs, bytes: all } = transfer;
    if (all >= TELLING_BYTES && atMs > beganAtMs)
      from.receivedBytesPerMs = average(from.receivedBytesPerMs, all / (atMs - beganAtMs), TRANSFER_WEIGHT);
  }

  /** A task whose home this node is has moved from or to it. */
  moved(event: TaskLifeEvent, self: number): void {
    if (event.event !== 'migration') return;
    const { from, to, stateBytes, aheadBytes = 0, freezeMs } = event;
    const bytes = stateBytes - aheadBytes;
    if ((from !== self && to !== self) || bytes < TELLING_BYTES || freezeMs <= 0) return;
    const other = this.of(from === self ? to : from);
    other.movedBytesPerMs = average(other.movedBytesPerMs, bytes / freezeMs, TRANSFER_WEIGHT);
  }

  to(node: number): Path | undefined {
    const known = this.known.get(node);
    if (known === undefined) return undefined;
    const { rttMs, movedBytesPerMs, receivedBytesPerMs } = known;
    const received = receivedBytesPerMs === null ? null : Math.min(UNPROVEN_BYTES_PER_MS, receivedBytesPerMs);
    const bytesPerMs = movedBytesPerMs ?? received;
    return { ...(bytesPerMs !== null && { bytesPerMs }), ...(rttMs !== null && { rttMs }) };
  }

  private of(node: number): Known {
    let known = this.known.get(node);
    if (known === undefined) {
      known = { rttMs: null, movedBytesPerMs: null, receivedBytesPerMs: null, transfer: null };
      this.known.set(node, known);
    }
    return known;
  }
}

const average = (before: number | null, sample: number, weight: number): number =>
  before === null ? sample : before + (sample - before) * weight;
