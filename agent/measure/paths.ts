import type { Path } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

/**
 * Of the last round trips the shortest counts, as in BBR (Cardwell et al., BBR: Congestion-Based Congestion Control, ACM Queue 14(5), 2016): an agent
 * that waits for a CPU makes one longer by a hundred times, and says nothing of the way.
 */
const ROUND_TRIPS = 16;

/** Weight of a new transfer in the average. */
const TRANSFER_WEIGHT = 1 / 4;

/** Less is over before it shows what a link carries: buffers take it. */
const TELLING_BYTES = 4 * 1024 * 1024;
/** What comes after such a pause belongs to another transfer. */
const PAUSE_MS = 200;

/** A link is not believed to be faster than this until a move has shown it: 1 Gbit/s, the decider's own guess. */
const UNPROVEN_BYTES_PER_MS = 100_000;

interface Known {
  roundTripsMs: number[];
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
    if (ms >= 0) to.roundTripsMs = [...to.roundTripsMs, ms].slice(-ROUND_TRIPS);
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
    const { roundTripsMs, movedBytesPerMs, receivedBytesPerMs } = known;
    const received = receivedBytesPerMs === null ? null : Math.min(UNPROVEN_BYTES_PER_MS, receivedBytesPerMs);
    const bytesPerMs = movedBytesPerMs ?? received;
    return {
      ...(bytesPerMs !== null && { bytesPerMs }),
      ...(roundTripsMs.length > 0 && { rttMs: Math.min(...roundTripsMs) }),
    };
  }

  private of(node: number): Known {
    let known = this.known.get(node);
    if (known === undefined) {
      known = { roundTripsMs: [], movedBytesPerMs: null, receivedBytesPerMs: null, transfer: null };
      this.known.set(node, known);
    }
    return known;
  }
}

const average = (before: number | null, sample: number, weight: number): number =>
  before === null ? sample : before + (sample - before) * weight;
