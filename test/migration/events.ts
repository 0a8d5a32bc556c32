import type { FromHost } from '../../protocol/host.ts';
import type { PeerMessage } from '../../protocol/peer.ts';

/** Events of the machines, for tables. */
export const peer = <M extends PeerMessage>(from: number, message: M, atMs = 0) =>
  ({ on: 'peer', atMs, from, message, clockOffsetMs: 0 }) as const;
export const fromHost = (message: FromHost, atMs = 0, cpuMs = 0) =>
  ({ on: 'host', atMs, message, cpuMs }) as const;
export const link = <On extends 'linkdown' | 'linkup' | 'nodedead'>(on: On, node: number) =>
  ({ on, atMs: 0, node, why: 'its machine answers' }) as const;
export const hostGone = { on: 'hostgone', atMs: 0, reason: 'signal 9', cpuMs: 5 } as const;
export const timer = { on: 'timer', atMs: 0 } as const;

interface AnyEffect {
  do: string;
  to?: number;
  ms?: number | null;
  node?: number;
  message?: unknown;
  event?: { event: string };
}

/** Effects in short: `send 3 prepare`, `host resume`, `timer null`, `life migration`. */
export const said = (effects: readonly AnyEffect[]): string[] =>
  effects.map((effect) => {
    const op = typeof effect.message === 'object' ? (effect.message as { op: string }).op : '';
    if (effect.do === 'send') return `send ${effect.to} ${op}`;
    if (effect.do === 'host') return `host ${op}`;
    if (effect.do === 'timer') return `timer ${effect.ms}`;
    if (effect.do === 'life') return `life ${effect.event!.event}`;
    return effect.do === 'start' ? `start ${effect.node}` : effect.do;
  });
