import type { NetworkInterface, NodeViewMessage } from '../../../protocol/control.ts';
import type { PeerView } from '../../../protocol/members.ts';
import type { NodeInfo } from '../../../protocol/node.ts';
import type { TaskStatus } from '../../../protocol/task.ts';
import type { Effect } from '../effects.ts';
import { ALL_NODES } from '../whom.ts';
import type { Action } from './actions.ts';

type Seen = { readonly nodes: readonly NodeViewMessage[] };

/** What was asked about a node; null: it has not said so, and then `refusals` say why. */
export interface Looked {
  /** What is set there, a line each. */
  settings: readonly string[] | null;
  /** Its own view of the others, with its ways to them. */
  peers: readonly NodeViewMessage[] | null;
  /** Of its machine; none where it has not said so. */
  interfaces: readonly NetworkInterface[];
  tasks: readonly TaskStatus[] | null;
  member: PeerView | null;
  refusals: readonly string[];
}

/** Of a node in a recording, which holds what agents tell by themselves. */
export const recordedOnly: Looked = {
  settings: null,
  peers: null,
  interfaces: [],
  tasks: null,
  member: null,
  refusals: ['this was recorded, without what a node tells only who asks it'],
};

/** A node that is open, or all as one. */
export interface Pane {
  /** `ALL_NODES`: all. */
  node: number;
  looked: Looked | null;
  /** When it was asked last, or is to be asked at once. */
  lookedAtMs: number | null;
  /** What waits for a yes. */
  asked: Action | null;
  /** A speed that is being chosen. */
  slider: number | null;
  /** Lines that are above the screen. */
  scroll: number;
}

export const opened = (node: number): Pane => ({
  node,
  looked: null,
  lookedAtMs: null,
  asked: null,
  slider: null,
  scroll: 0,
});

/** Of those that live, the one that is open, or all: whom the keys are for. */
export const subjectsOf = ({ state }: { state: Seen | null }, { node }: Pane): NodeInfo[] =>
  (state?.nodes ?? [])
    .filter((one) => (node === ALL_NODES ? one.state !== 'dead' : one.info.id === node))
    .map(({ info }) => info);

/** What only a node itself can tell is asked of it. */
export const looking = (node: number): Effect[] => (node === ALL_NODES ? [] : [{ do: 'look', node }]);

/** Tasks that execute on a node: as it tells them, and as home does. */
export function tasksOn(
  node: number,
  { tasks: seen }: { tasks: readonly TaskStatus[] },
  looked: Looked | null,
): TaskStatus[] {
  const all = new Map([...(looked?.tasks ?? []), ...seen].map((task) => [task.task, task]));
  return [...all.values()].filter(({ where, home }) => (where === 0 ? home : where) === node);
}
