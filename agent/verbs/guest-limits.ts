import type { MoveTarget } from '../../protocol/control.ts';
import type { GuestLimits, GuestRoom } from '../../protocol/owner.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import { HOST_BYTES } from '../balance/tuning.ts';
import { GUEST_NICE } from '../guests/priority.ts';
import { memory } from '../measure/memory.ts';
import type { MoveEnd } from '../tasks/home-task.ts';

/** A guest that is too large and did not leave is asked again after this. */
const AGAIN_MS = 10_000;

/** Of the machine's memory, that a guest may fill where its owner says nothing: before the kernel looks for somebody to end. */
const MOST_OF_ALL = 0.9;

export interface LimitedGuests {
  readonly foreignCount: number;
  foreignUse(): { task: string; memoryBytes: number }[];
}

/** What a node's owner lets guests have: who comes beyond it is refused, and where those that are here grow beyond it, one leaves. */
export class OwnersLimits {
  private askedAtMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly limits: () => GuestLimits | undefined,
    private readonly guests: LimitedGuests,
    private readonly migrate: (task: string, to: MoveTarget, wish: string) => Promise<MoveEnd>,
    private readonly clock: Clock,
    private readonly log: Log,
  ) {}

  /** For the node's announcement: what is left; null where nothing is limited. */
  get room(): GuestRoom | null {
    const { guests, memoryBytes } = this.limits() ?? {};
    if (guests === undefined && memoryBytes === undefined) return null;
    return {
      ...(guests !== undefined && { guests: Math.max(0, guests - this.guests.foreignCount) }),
      ...(memoryBytes !== undefined && { bytes: Math.max(0, memoryBytes - this.usedBytes) }),
    };
  }

  /** Why one more guest may not come, in words; null where it may. `expectedBytes`: what its user expects; 0 where nothing was said. */
  refusal(node: number, expectedBytes: number): string | null {
    const { guests, memoryBytes } = this.limits() ?? {};
    if (guests !== undefined && this.guests.foreignCount >= guests)
      return `node ${node} has as many guests as its owner lets in, ${guests} (mosctl setlimit)`;
    const needBytes = Math.max(expectedBytes, HOST_BYTES);
    if (memoryBytes !== undefined && this.usedBytes + needBytes > memoryBytes)
      return `node ${node} has no more memory for guests: its owner gives them ${mebibytes(memoryBytes)}, of which they use ${mebibytes(this.usedBytes)} (mosctl setlimit)`;
    return null;
  }

  /** How much nicer guests are than at home. In a private cluster all nodes are one machine: a guest is no stranger there. */
  guestNice(isPrivate: boolean): number {
    return this.limits()?.nice ?? (isPrivate ? 0 : GUEST_NICE);
  }

  /** Where the kernel ends a guest. Half as much again as the owner gives all of them, since whoever is beyond that is asked to leave first. */
  get fenceBytes(): number {
    const { memoryBytes } = this.limits() ?? {};
    const most = Math.floor(memory().totalBytes * MOST_OF_ALL);
    return memoryBytes === undefined ? most : Math.min(most, Math.max(memoryBytes * 1.5, 2 * HOST_BYTES));
  }

  /** Once a beat: where guests have grown too large together, the one leaves that is just enough, or else the largest. */
  look(): void {
    const { memoryBytes } = this.limits() ?? {};
    if (memoryBytes === undefined || this.clock.monotonicMs() - this.askedAtMs < AGAIN_MS) return;
    const over = this.usedBytes - memoryBytes;
    if (over <= 0) return;
    const rising = this.guests.foreignUse().sort((a, b) => a.memoryBytes - b.memoryBytes);
    const leaver = rising.find((guest) => guest.memoryBytes >= over) ?? rising.at(-1);
    if (leaver === undefined) return;
    this.askedAtMs = this.clock.monotonicMs();
    const { task } = leaver;
    this.log.info('guests have grown beyond their limit', { task, overBytes: over });
    void this.migrate(task, 'out', `its node gives guests only ${mebibytes(memoryBytes)}`).then(
      // Where that was not enough the next beat finds another.
      (end) => end.event === 'migration' && this.forgetAsking(),
      (error: Error) => this.log.info('a guest does not leave', { task, reason: error.message }),
    );
  }

  private forgetAsking(): void {
    this.askedAtMs = Number.NEGATIVE_INFINITY;
  }

  private get usedBytes(): number {
    return this.guests.foreignUse().reduce((sum, { memoryBytes }) => sum + memoryBytes, 0);
  }
}

const mebibytes = (bytes: number): string => `${Math.round(bytes / 2 ** 20)} MiB`;
