import type { SnapshotHead } from '../../../protocol/snapshot.ts';
import { stateBytesOf } from '../../../protocol/snapshot.ts';
import type { TaskSpec, TaskStatus } from '../../../protocol/task.ts';

/** A guest that executes on this node. */
export interface SourceState {
  readonly spec: TaskSpec;
  readonly self: number;
  readonly home: number;
  readonly inc: number;
  /** Moves that brought it here. */
  readonly nmigs: number;
  /** Moves tried by this incarnation. */
  readonly tries: number;
  /** Its deputy is stopped, and so is its host process. */
  readonly stopped: boolean;
  /** The owner of this node needs it: the host process is stopped but while its state is taken, for then it can leave. */
  readonly paused: boolean;
  readonly phase: SourcePhase;
}

export interface Moving {
  readonly migration: number;
  readonly to: number;
  readonly reason: string;
  readonly decidedAtMs: number;
}

export type Taken = Moving & {
  readonly frozenAtMs: number;
  readonly cpuMs: number;
  readonly stateBytes: number;
  readonly aheadBytes: number;
  readonly frames: number;
  readonly objects: number;
};

export type SourcePhase =
  | { readonly at: 'running' }
  /** The target makes itself ready; the task executes. */
  | ({ readonly at: 'preparing' } & Moving)
  /**
   * The flag is raised; the task executes until its next safe point. `holding`: what holds it, if it said so. `aheadBytes`: large
   * buffers travel ahead, in this round so many bytes of them; null where none do.
   */
  | ({
      readonly at: 'capturing';
      readonly holding: string | null;
      readonly aheadBytes: number | null;
    } & Moving)
  /** Frozen; the state is on its way. */
  | ({ readonly at: 'sending' } & Taken)
  /** Frozen; home may have switched: only home's answer may thaw or end it. */
  | ({ readonly at: 'switching' } & Taken)
  /** Its state is being taken down for a checkpoint; it executes until its next safe point, and after it. */
  | {
      readonly at: 'keeping';
      readonly id: number;
      readonly holding: string | null;
      readonly hold: boolean;
      /** The number that the deputy has given to that; older ones give none. */
      readonly asked: number | undefined;
    }
  /** Frozen; home has its state, and alone says whether it goes on here. */
  | { readonly at: 'held'; readonly id: number }
  /** Home wants its end; the host process is being killed. */
  | { readonly at: 'ending' }
  | { readonly at: 'ended' };

export function newSource(guest: Pick<SourceState, 'spec' | 'self' | 'home' | 'inc' | 'nmigs'>): SourceState {
  const { spec, self, home, inc, nmigs } = guest;
  return { spec, self, home, inc, nmigs, tries: 0, stopped: false, paused: false, phase: { at: 'running' } };
}

/** The freeze began at the safe point: before the host walked the heap. */
export function taken(
  moving: Moving,
  head: SnapshotHead,
  at: { atMs: number; captureMs: number; cpuMs: number; aheadBytes: number },
): Taken {
  const { migration, to, reason, decidedAtMs } = moving;
  return {
    migration,
    to,
    reason,
    decidedAtMs,
    frozenAtMs: at.atMs - at.captureMs,
    cpuMs: at.cpuMs,
    stateBytes: stateBytesOf(head),
    aheadBytes: at.aheadBytes,
    frames: head.frames.length,
    objects: head.objects,
  };
}

/** Whether its host process is to execute. Frozen for a move, or about to be, it does what it is told. */
export const hostRuns = ({ stopped, paused, phase: { at } }: SourceState): boolean =>
  !stopped && !(paused && (at === 'running' || at === 'preparing'));

/** As `mps` shows it. */
export function stateInWords({ phase, stopped, paused }: SourceState): TaskStatus['state'] {
  switch (phase.at) {
    case 'running':
    case 'keeping':
      return stopped ? 'stopped' : paused ? 'frozen' : 'running';
    case 'preparing':
    case 'capturing':
      return 'migrating';
    case 'sending':
    case 'switching':
    case 'held':
      return 'frozen';
    case 'ending':
    case 'ended':
      return 'ended';
  }
}
