import type { HomeEffect, HomeEvent, Step } from './events.ts';
import { kill, send, stayed } from './home-effects.ts';
import type { HomePhase, HomeState } from './home-state.ts';

type Stepped = Step<HomeState, HomeEffect>;
type Frozen = Extract<HomePhase, { at: 'frozen' }>;

/** It is held, and its deputy has its state: whatever becomes of its node, it is not lost. Said again, the time counts from then. */
export function frozen(state: HomeState, { withinMs, atMs }: Extract<HomeEvent, { on: 'frozen' }>): Stepped {
  const { phase } = state;
  const timer: HomeEffect = { do: 'timer', ms: withinMs };
  if (phase.at === 'frozen') return [state, phase.goesOn ? [] : [timer]];
  if (phase.at !== 'running') return [state, []];
  const { movingTo } = phase;
  const off: HomeEffect[] =
    movingTo === null ? [] : [stayed(state, movingTo, 'it was frozen, for its node begins anew', atMs)];
  return [{ ...state, phase: { at: 'frozen', asked: false, isGone: false, goesOn: false } }, [timer, ...off]];
}

/** Its node does not begin anew after all. What is held no more, for its host was killed meanwhile, goes on from its state. */
export function thaw(state: HomeState): Stepped {
  const { phase, task, node, inc } = state;
  if (phase.at !== 'frozen' || phase.goesOn) return [state, []];
  if (phase.isGone) return goOnElsewhere(state, phase);
  return [
    { ...state, phase: { at: 'running', movingTo: null } },
    [{ do: 'timer', ms: null }, { do: 'unfreeze', goOn: false }, send(node, { op: 'thaw', task, inc })],
  ];
}

/** Whoever has held it does so no more. While its agent ends that is only remembered; when it is there again, the task goes on there. */
export function heldNoMore(state: HomeState, phase: Frozen): Stepped {
  if (phase.goesOn) return [state, []];
  return phase.asked ? goOn(state, phase) : [{ ...state, phase: { ...phase, isGone: true } }, []];
}

/** Its node has not come back in time. If it holds the task still, that is the end of what it holds. */
export function goOnElsewhere(state: HomeState, phase: Frozen): Stepped {
  if (phase.goesOn) return [state, []];
  const [next, effects] = goOn(state, { ...phase, asked: false });
  return [next, [kill(state, state.node, state.inc), ...effects]];
}

function goOn(state: HomeState, phase: Frozen): Stepped {
  return [
    { ...state, phase: { ...phase, goesOn: true } },
    [
      { do: 'timer', ms: null },
      { do: 'unfreeze', goOn: true },
    ],
  ];
}
