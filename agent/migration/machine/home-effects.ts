import type { PeerMessage } from '../../../protocol/peer.ts';
import type { HomeEffect, Step } from './events.ts';
import { cpuMsOf, type HomeState } from './home-state.ts';

export const send = (to: number, message: PeerMessage): HomeEffect => ({ do: 'send', to, message });

export const kill = ({ task }: HomeState, node: number, upTo: number): HomeEffect =>
  send(node, { op: 'kill', task, upTo });

/** The host shall be as the deputy is: stopped, or not. */
export const alike = ({ task, node, inc, stopped }: HomeState): HomeEffect =>
  send(node, { op: stopped ? 'stop' : 'continue', task, inc });

/** The task goes on where it is. */
export const stayed = ({ task, node }: HomeState, to: number, reason: string, atMs: number): HomeEffect => ({
  do: 'life',
  event: { event: 'stayed', atMs, task, node, to, reason },
});

export function lost(state: HomeState, reason: string, atMs: number): Step<HomeState, HomeEffect> {
  const { task, node } = state;
  return [
    { ...state, phase: { at: 'lost' } },
    [
      { do: 'timer', ms: null },
      { do: 'life', event: { event: 'lost', atMs, task, node, reason } },
    ],
  ];
}

export function finish(
  state: HomeState,
  how: { code: number | null; signal: string | null },
  atMs: number,
): Step<HomeState, HomeEffect> {
  const { task, node, nmigs: migrations } = state;
  const { code, signal } = how;
  const cpuMs = cpuMsOf(state);
  return [
    { ...state, phase: { at: 'over' } },
    [
      { do: 'timer', ms: null },
      { do: 'life', event: { event: 'end', atMs, task, node, code, signal, migrations, cpuMs } },
      { do: 'forget' },
    ],
  ];
}
