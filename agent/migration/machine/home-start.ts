import type { HomeEffect, Step } from './events.ts';
import { kill, lost, stayed } from './home-effects.ts';
import { type HomeState, startEffects } from './home-state.ts';

type Stepped = Step<HomeState, HomeEffect>;

export function started(state: HomeState, atMs: number): Stepped {
  const { task, node } = state;
  return [
    { ...state, phase: { at: 'running', movingTo: null } },
    [
      { do: 'timer', ms: null },
      { do: 'life', event: { event: 'start', atMs, task, node } },
    ],
  ];
}

/** It executes nowhere that counts: records are accepted from `running` on only, so another incarnation may start. */
export function startElsewhere(state: HomeState, reason: string, atMs: number): Stepped {
  const { phase, node, inc, lastInc } = state;
  if (phase.at !== 'starting') return [state, []];
  const [next, ...rest] = phase.rest;
  const log: HomeEffect = {
    do: 'log',
    level: 'info',
    message: `task ${state.task} does not start on node ${node}: ${reason}`,
  };
  const fenced = [...state.fenced, { node, inc }];
  if (next === undefined) {
    const [over, effects] = lost({ ...state, fenced }, reason, atMs);
    return [over, [log, kill(state, node, inc), ...effects]];
  }
  const retry: HomeState = {
    ...state,
    fenced,
    node: next,
    inc: lastInc + 1,
    lastInc: lastInc + 1,
    phase: { at: 'starting', rest },
  };
  return [retry, [log, kill(state, node, inc), stayed(retry, node, reason, atMs), ...startEffects(retry)]];
}

/** Another incarnation of what was lost or frozen. Whatever is about of the others is fenced by its number. */
export function startAgain(state: HomeState, nodes: readonly number[], stateBytes?: number): Stepped {
  if (state.phase.at !== 'lost' && state.phase.at !== 'frozen') return [state, []];
  const { self, lastInc, fenced, cpuBeforeMs, usageMs } = state;
  const [node = self, ...rest] = nodes.includes(self) ? nodes : [...nodes, self];
  const next: HomeState = {
    ...state,
    fenced: [...fenced, { node: state.node, inc: state.inc }],
    node,
    inc: lastInc + 1,
    lastInc: lastInc + 1,
    cpuBeforeMs: cpuBeforeMs + usageMs,
    usageMs: 0,
    phase: { at: 'starting', rest, ...(state.phase.at === 'frozen' && node !== self && { isBack: true }) },
  };
  return [next, startEffects(next, stateBytes)];
}

/** The link over which it was to start there is back: once more, whatever has come of that. */
export function startOnceMore(state: HomeState): Stepped {
  const { node, inc, lastInc, fenced } = state;
  const next: HomeState = {
    ...state,
    fenced: [...fenced, { node, inc }],
    inc: lastInc + 1,
    lastInc: lastInc + 1,
  };
  // Its time runs already.
  return [next, [kill(state, node, inc), { do: 'start', node, inc: next.inc }]];
}
