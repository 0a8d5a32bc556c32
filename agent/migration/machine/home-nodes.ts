import type { HomeEffect, HomeEvent, Step } from './events.ts';
import { finish, kill, lost, send, stayed } from './home-effects.ts';
import { startElsewhere, startOnceMore } from './home-start.ts';
import type { HomeState } from './home-state.ts';
import { revert, withoutSource } from './home-trial.ts';

type Stepped = Step<HomeState, HomeEffect>;
type Of<On extends HomeEvent['on']> = Extract<HomeEvent, { on: On }>;

/** What of it depended on that link, now. */
export function onLinkDown(state: HomeState, { node, atMs }: Of<'linkdown'>): Stepped {
  const { phase } = state;
  const reason = `the link to node ${node} broke`;
  if (phase.at === 'trial') return node === phase.to ? revert(state, phase, reason, atMs) : [state, []];
  if (node !== state.node) return [state, []];
  if (phase.at === 'starting') return phase.isBack ? [state, []] : startElsewhere(state, reason, atMs);
  if (phase.at === 'ending') return finish(state, phase, atMs);
  if (phase.at === 'frozen' && !phase.goesOn) return [{ ...state, phase: { ...phase, asked: false } }, []];
  if (phase.at !== 'running' || phase.movingTo === null) return [state, []];
  // Suspected is not dead: the task may go on there. Only the move is off, or unknown until the source asks to switch.
  return [{ ...state, phase: { ...phase, movingTo: null } }, [stayed(state, phase.movingTo, reason, atMs)]];
}

/** What could not be told, and a question to the executing node: its `gone` may have been lost, or all its guests by a restart. */
export function afterLinkUp(state: HomeState, node: number): Stepped {
  const { phase, task, inc, fenced } = state;
  const kills = fenced.filter((past) => past.node === node).map((past) => kill(state, node, past.inc));
  if (phase.at === 'starting' && phase.isBack && node === state.node) {
    const [next, effects] = startOnceMore(state);
    return [next, [...kills, ...effects]];
  }
  const isFrozen = phase.at === 'frozen' && !phase.goesOn;
  if (node !== state.node || !(phase.at === 'running' || isFrozen)) return [state, kills];
  const next: HomeState = isFrozen ? { ...state, phase: { ...phase, asked: true, isGone: false } } : state;
  return [next, [...kills, send(node, { op: 'activate', migration: 0, task, inc })]];
}

/** What is told to a silent node is kept for it: if it comes back, what was given up there is killed by its number. */
export function onSilent(state: HomeState, { node, name, silentMs, atMs }: Of<'silent'>): Stepped {
  const { lostAfterMs, inc, phase } = state;
  if (silentMs < lostAfterMs || (node !== state.node && !(phase.at === 'trial' && node === phase.to)))
    return [state, []];
  const reason = `node ${node} (${name}) is silent since ${lostAfterMs / 1000} s (--lost-after)`;
  const [next, effects] = onNodeGone(state, node, reason, atMs);
  const isGivenUp = phase.at === 'running' && next.phase.at === 'lost';
  return [next, isGivenUp ? [kill(state, node, inc), ...effects] : effects];
}

/** It will not act again, or whatever it does will not count. */
export function onNodeGone(state: HomeState, node: number, reason: string, atMs: number): Stepped {
  const { phase } = state;
  if (phase.at === 'trial') {
    if (node === phase.to) return revert(state, phase, reason, atMs);
    return node === state.node ? withoutSource(state, phase, reason) : [state, []];
  }
  if (node !== state.node) return [state, []];
  if (phase.at === 'starting') return startElsewhere(state, reason, atMs);
  if (phase.at === 'ending') return finish(state, phase, atMs);
  if (phase.at === 'frozen' && !phase.goesOn) return [{ ...state, phase: { ...phase, isGone: true } }, []];
  return phase.at === 'running' ? lost(state, reason, atMs) : [state, []];
}
