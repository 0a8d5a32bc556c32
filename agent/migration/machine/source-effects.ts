import { HOLD_BOUND_MS, PREPARE_BOUND_MS, restoreBoundMs } from './bounds.ts';
import type { SourceEffect } from './events.ts';
import type { SourceState, Taken } from './source-state.ts';

export const stayed = (state: SourceState, to: number, reason: string): SourceEffect => ({
  do: 'send',
  to: state.home,
  message: { op: 'stayed', task: state.spec.task, to, reason },
});
/** How a checkpoint went: `refusal` null where the state is on its way home. */
export const checkpointed = (
  state: SourceState,
  refusal: string | null,
  asked: number | undefined,
  { busy = false, hold = false } = {},
): SourceEffect => ({
  do: 'send',
  to: state.home,
  message: {
    op: 'checkpointed',
    task: state.spec.task,
    inc: state.inc,
    refusal,
    ...(busy && { busy }),
    ...(hold && { hold }),
    ...(asked !== undefined && { asked }),
  },
});
export const abort = (state: SourceState, to: number, migration: number, reason: string): SourceEffect => ({
  do: 'send',
  to,
  message: { op: 'abort', migration, task: state.spec.task, reason },
});

/** The guest is to end: the target's preparations are in vain. */
export function unprepare(state: SourceState, reason: string): SourceEffect[] {
  const { phase } = state;
  if (!('migration' in phase)) return [];
  const timer: SourceEffect = { do: 'timer', ms: null };
  // After `switch` the target is home's.
  return phase.at === 'switching' ? [timer] : [timer, abort(state, phase.to, phase.migration, reason)];
}

export function askSwitch(state: SourceState, move: Taken): SourceEffect {
  const { migration, to, reason, decidedAtMs, frozenAtMs, cpuMs, stateBytes, frames, objects } = move;
  const numbers = { migration, to, reason, decidedAtMs, frozenAtMs, cpuMs, stateBytes, frames, objects };
  const ahead = move.aheadBytes > 0 && { aheadBytes: move.aheadBytes };
  return {
    do: 'send',
    to: state.home,
    message: { op: 'switch', task: state.spec.task, inc: state.inc, ...numbers, ...ahead },
  };
}

/** It has ended, or is being ended, in this way; home hears it when it can. */
export const gone = (state: SourceState, reason: string, cpuMs: number): SourceEffect => ({
  do: 'send',
  to: state.home,
  message: { op: 'gone', task: state.spec.task, inc: state.inc, reason, cpuMs },
});

export function lateReason({ phase }: SourceState): string {
  if (phase.at === 'preparing') return `node ${phase.to} was not ready within ${PREPARE_BOUND_MS / 1000} s`;
  if (phase.at === 'capturing' && phase.aheadBytes !== null)
    return phase.holding ?? `what travels ahead of it took over ${restoreBoundMs(phase.aheadBytes) / 1000} s`;
  if (phase.at === 'capturing')
    return phase.holding ?? `it reached no safe point within ${HOLD_BOUND_MS / 1000} s`;
  if (phase.at === 'keeping')
    return phase.holding ?? `it reached no safe point within ${HOLD_BOUND_MS / 1000} s`;
  return phase.at === 'sending'
    ? `node ${phase.to} did not restore it within ${restoreBoundMs(phase.stateBytes) / 1000} s`
    : '';
}
