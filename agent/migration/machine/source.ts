import type { TaskSpec } from '../../../protocol/task.ts';

/** A guest that executes on this node. */
export interface SourceState {
  readonly spec: TaskSpec;
  readonly self: number;
  readonly home: number;
  readonly inc: number;
  /** Moves that brought it here. */
  readonly nmigs: number;
  /** Moves tried by this incarnation: with `inc` they make migration ids that no other try of this task has. */
  readonly tries: number;
  readonly phase: SourcePhase;
}

interface Moving {
  readonly migration: number;
  readonly to: number;
  readonly reason: string;
  readonly decidedAtMs: number;
}

type Taken = Moving & {
  readonly frozenAtMs: number;
  readonly cpuMs: number;
  readonly stateBytes: number;
  readonly frames: number;
  readonly objects: number;
};

export type SourcePhase =
  | { readonly at: 'running' }
  /** The target makes itself ready; the task executes. */
  | ({ readonly at: 'preparing' } & Moving)
  /** The flag is raised; the task executes until its next safe point. `holding`: what holds it, if it said so. */
  | ({ readonly at: 'capturing'; readonly holding: string | null } & Moving)
  /** Frozen; the state is on its way. */
  | ({ readonly at: 'sending' } & Taken)
  /** Frozen; home may have switched: only home's answer may thaw or end it. */
  | ({ readonly at: 'switching' } & Taken)
  | { readonly at: 'ended' };
