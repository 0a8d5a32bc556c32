import type { TaskId } from '../../../protocol/node.ts';
import { restoreBoundMs, START_BOUND_MS } from './bounds.ts';
import type { HomeEffect, Step } from './events.ts';

/** A task whose home is this node. Home alone knows where it executes: on `node`, as incarnation `inc`. */
export interface HomeState {
  readonly task: TaskId;
  readonly self: number;
  readonly node: number;
  readonly inc: number;
  /** The highest incarnation number given; none is ever given twice. */
  readonly lastInc: number;
  readonly nmigs: number;
  /** Its node is given up after so much silence. */
  readonly lostAfterMs: number;
  /** Its deputy is stopped. */
  readonly stopped: boolean;
  /** CPU time of earlier incarnations, and of this one as last told, ms. */
  readonly cpuBeforeMs: number;
  readonly usageMs: number;
  readonly phase: HomePhase;
  /** Incarnations given up while nobody could be told; their nodes hear it when their link is back. */
  readonly fenced: readonly { readonly node: number; readonly inc: number }[];
  /** The answer to the last `switch`, for a source that asks again. */
  readonly answered: { readonly migration: number; readonly noswitch: string | null } | null;
}

/** A switch that the source has asked for and the target has not yet confirmed. Times on this node's clock. */
export interface Trial {
  readonly migration: number;
  readonly to: number;
  readonly inc: number;
  readonly reason: string;
  readonly frozenAtMs: number;
  readonly decidedAtMs: number;
  readonly stateBytes: number;
  readonly aheadBytes: number | undefined;
  readonly frames: number;
  readonly objects: number;
  readonly cpuMs: number;
  /** Why the source cannot take it back. */
  readonly sourceGone: string | null;
}

export type HomePhase =
  /**
   * `rest`: where to try next if it does not start there. `isBack`: it goes on where its node has just begun anew, and a link that breaks is
   * waited for, since two that meet again make more than one at first.
   */
  | { readonly at: 'starting'; readonly rest: readonly number[]; readonly isBack?: true }
  /** `movingTo`: the executing node was told to move it there. */
  | { readonly at: 'running'; readonly movingTo: number | null }
  /** The source is frozen; the target was told `activate`. Either it confirms, or the source goes on. */
  | ({ readonly at: 'trial' } & Trial)
  /**
   * Its node is about to begin anew: it is held there, and the deputy has its state. `asked`: that node is there again, and was asked whether
   * it still has it; `isGone`: it has it no more, or is not there; `goesOn`: the deputy has been told to go on.
   */
  | { readonly at: 'frozen'; readonly asked: boolean; readonly isGone: boolean; readonly goesOn: boolean }
  /** It executes nowhere any more, and the deputy has been told `lost`. */
  | { readonly at: 'lost' }
  /** The deputy has ended it; its last CPU time is awaited. */
  | { readonly at: 'ending'; readonly code: number | null; readonly signal: string | null }
  | { readonly at: 'over' };

export interface NewTask {
  task: TaskId;
  self: number;
  /** Where to start, in order of preference; home is tried last. */
  nodes: readonly number[];
  lostAfterMs: number;
  /** Incarnations up to this number may have been given already. */
  after?: number;
}

export function newHome({ task, self, nodes, lostAfterMs, after = 0 }: NewTask): Step<HomeState, HomeEffect> {
  const [node = self, ...rest] = nodes.includes(self) ? nodes : [...nodes, self];
  const state: HomeState = {
    task,
    self,
    node,
    inc: after + 1,
    lastInc: after + 1,
    nmigs: 0,
    lostAfterMs,
    stopped: false,
    cpuBeforeMs: 0,
    usageMs: 0,
    phase: { at: 'starting', rest },
    fenced: [],
    answered: null,
  };
  return [state, startEffects(state)];
}

/** `stateBytes`: what travels there before. */
export function startEffects({ node, inc, self }: HomeState, stateBytes = 0): HomeEffect[] {
  const boundMs = START_BOUND_MS + (stateBytes > 0 ? restoreBoundMs(stateBytes) : 0);
  // A start here is watched by this very process.
  return [
    { do: 'timer', ms: node === self ? null : boundMs },
    { do: 'start', node, inc },
  ];
}

/** Whether a record of that incarnation from that node may reach the deputy. Home fences all others. */
export const accepts = ({ phase, node, inc }: HomeState, from: number, ofInc: number): boolean =>
  phase.at === 'running' && from === node && ofInc === inc;

/** CPU time of the task over all nodes, ms. */
export const cpuMsOf = ({ cpuBeforeMs, usageMs }: HomeState): number => cpuBeforeMs + usageMs;
