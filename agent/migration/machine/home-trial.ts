import type { PeerMessage } from '../../../protocol/peer.ts';
import { ACTIVATE_BOUND_MS } from './bounds.ts';
import type { HomeEffect, PeerEvent, Step } from './events.ts';
import { kill, lost, send, stayed } from './home-effects.ts';
import type { HomeState, Trial } from './home-state.ts';

type Stepped = Step<HomeState, HomeEffect>;
type Switch = Extract<PeerMessage, { op: 'switch' }>;

/**
 * The switch in two steps, so that no single death loses the task: the target is told to go on as a new incarnation; the
 * source stays frozen until the target has confirmed. A target that dies, cannot be reached or does not answer before
 * that is fenced by its incarnation number (none of its effects can have passed home), and the source goes on.
 */
export function beginTrial(state: HomeState, message: Switch, { clockOffsetMs }: PeerEvent): Stepped {
  const inc = state.lastInc + 1;
  const { migration, to, reason, stateBytes, aheadBytes, frames, objects, cpuMs } = message;
  const trial: Trial = {
    migration,
    to,
    inc,
    reason,
    frozenAtMs: message.frozenAtMs + clockOffsetMs,
    decidedAtMs: message.decidedAtMs + clockOffsetMs,
    stateBytes,
    aheadBytes,
    frames,
    objects,
    cpuMs,
    sourceGone: null,
  };
  return [
    { ...state, lastInc: inc, phase: { at: 'trial', ...trial } },
    [{ do: 'timer', ms: ACTIVATE_BOUND_MS }, send(to, { op: 'activate', migration, task: state.task, inc })],
  ];
}

/** The target executes: from here on the old incarnation is past. */
export function commit(state: HomeState, trial: Trial, atMs: number): Stepped {
  const { task, node: from } = state;
  const { migration, to, inc, reason, stateBytes, aheadBytes, frames, objects } = trial;
  const freezeMs = Math.max(0, atMs - trial.frozenAtMs);
  const totalMs = Math.max(freezeMs, atMs - trial.decidedAtMs);
  return [
    {
      ...state,
      node: to,
      inc,
      nmigs: state.nmigs + 1,
      cpuBeforeMs: state.cpuBeforeMs + trial.cpuMs,
      usageMs: 0,
      phase: { at: 'running', movingTo: null },
      answered: { migration, noswitch: null },
    },
    [
      { do: 'timer', ms: null },
      send(from, { op: 'switched', migration, task, inc }),
      {
        do: 'life',
        event: {
          event: 'migration',
          atMs,
          task,
          from,
          to,
          reason,
          freezeMs,
          totalMs,
          stateBytes,
          ...(aheadBytes !== undefined && { aheadBytes }),
          frames,
          objects,
        },
      },
    ],
  ];
}

/** The target does not execute it, or nobody will ever notice if it does: the source goes on. */
export function revert(state: HomeState, trial: Trial, reason: string, atMs: number): Stepped {
  const { task, node } = state;
  const { migration, to, inc } = trial;
  const fenced = [...state.fenced, { node: to, inc }];
  if (trial.sourceGone !== null) {
    const [next, effects] = lost({ ...state, fenced }, `${trial.sourceGone}, and ${reason}`, atMs);
    return [next, [kill(state, to, inc), ...effects]];
  }
  return [
    { ...state, fenced, phase: { at: 'running', movingTo: null }, answered: { migration, noswitch: reason } },
    [
      { do: 'timer', ms: null },
      kill(state, to, inc),
      send(node, { op: 'noswitch', migration, task, reason }),
      stayed(state, to, reason, atMs),
    ],
  ];
}

/** The frozen source is gone; the target may still make it. */
export const withoutSource = (state: HomeState, trial: Trial, reason: string): Stepped => [
  { ...state, phase: { ...trial, at: 'trial', sourceGone: reason } },
  [],
];
