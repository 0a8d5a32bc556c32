/** All that there is of one task in a small cluster, as plain data: two worlds with the same text are the same. */
import type { HomeState } from '../../agent/migration/machine/home-state.ts';
import type { SourceState } from '../../agent/migration/machine/source-state.ts';
import type { TargetState } from '../../agent/migration/machine/target.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import type { SnapshotHead } from '../../protocol/snapshot.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { SNAPSHOT_VERSION } from '../../protocol/version.ts';

export const HOME = 1;
export const TASK = `${HOME}:1`;

/** What the machines look at. */
export const SPEC = { task: TASK, program: 'p', lostAfterMs: 1 } as TaskSpec;
export const HEAD = {
  version: SNAPSHOT_VERSION,
  task: TASK,
  program: 'p',
  frames: [],
  objects: 0,
  graphBytes: 0,
  bufferBytes: [],
} as unknown as SnapshotHead;

/** A program that calls its deputy so many times. All that a snapshot carries. */
export interface Progress {
  /** Calls that it knows to be answered. */
  calls: number;
  /** It waits for the answer to the next one. */
  isWaiting: boolean;
}

export interface Host extends Progress {
  isAlive: boolean;
  isExecuting: boolean;
  inc: number;
  /** It has not said its first word as this incarnation. */
  isNew: boolean;
  capturing: number | null;
  frozenFor: number | null;
  /** An answer that came while it was frozen. */
  late: number | null;
}

export interface Source {
  role: 'source';
  state: SourceState;
  host: Host;
  hasTimer: boolean;
}

export interface Target {
  role: 'target';
  state: TargetState;
  /** Null until it is restored. */
  host: Host | null;
  hasTimer: boolean;
  isPreparing: boolean;
  /** `restore` was said; the state that came. */
  isWanted: boolean;
  came: Progress | null;
}

export type Guest = Source | Target;

export type TaskRecord =
  | { k: 'attach'; inc: number }
  | { k: 'call'; inc: number; call: number }
  | { k: 'answer'; inc: number; call: number };

/** On the control channel, where everything keeps its order. */
export type Item = { message: PeerMessage } | { record: TaskRecord } | { linkdown: number };

export interface Node {
  isAlive: boolean;
  guests: Guest[];
  /** Incarnations that are being started here. */
  starting: number[];
  /** What it has said to itself. */
  own: Item[];
}

/** One direction of a link. */
export interface Way {
  control: Item[];
  bulk: { migration: number; progress: Progress }[];
  /** Who sends here believes that the link is up. */
  isBelieved: boolean;
  /** Who sends here has been told that the other one is gone, since that died last. */
  isMourned: boolean;
}

export interface World {
  nodes: Record<number, Node>;
  /** By `from>to`. */
  ways: Record<string, Way>;
  /** By `low-high`: a connection is there. */
  links: Record<string, boolean>;
  home: HomeState | null;
  homeHasTimer: boolean;
  /** The deputy's part: calls executed, and the highest incarnation that it has heard. */
  deputy: { calls: number; inc: number; isTold: boolean };
  /** So many more of each may happen. */
  left: { moves: number; faults: number };
  /** A node has been given up for its silence: then a task may be lost that lives. */
  isSilenced: boolean;
}

export interface Size {
  nodes: number;
  moves: number;
  faults: number;
  calls: number;
}

export const wayOf = (from: number, to: number): string => `${from}>${to}`;
export const linkOf = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);

const emptyNode = (): Node => ({ isAlive: true, guests: [], starting: [], own: [] });

export function emptyWorld({ nodes, moves, faults }: Size): World {
  const ids = Array.from({ length: nodes }, (_, index) => index + 1);
  const world: World = {
    nodes: Object.fromEntries(ids.map((id) => [id, emptyNode()])),
    ways: {},
    links: {},
    home: null,
    homeHasTimer: false,
    deputy: { calls: 0, inc: 0, isTold: false },
    left: { moves, faults },
    isSilenced: false,
  };
  for (const from of ids)
    for (const to of ids) {
      if (from === to) continue;
      world.ways[wayOf(from, to)] = { control: [], bulk: [], isBelieved: true, isMourned: true };
      world.links[linkOf(from, to)] = true;
    }
  return world;
}

/** What is only told, and never decides anything: without it there are fewer worlds. */
const TOLD: ReadonlySet<string> = new Set(['reason', 'noswitch', 'sourceGone', 'why']);

export const textOf = (world: World): string =>
  JSON.stringify(world, (key, value) => (TOLD.has(key) && typeof value === 'string' ? '' : value));

export const worldOf = (text: string): World => JSON.parse(text) as World;

export const sourcesOf = (node: Node): Source[] => node.guests.filter((guest) => guest.role === 'source');
export const targetsOf = (node: Node): Target[] => node.guests.filter((guest) => guest.role === 'target');
