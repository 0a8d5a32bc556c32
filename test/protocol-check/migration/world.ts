/** All that there is of one task in a small cluster, as plain data: two worlds with the same text are the same. */
import type { HomeState } from '../../../agent/migration/machine/home-state.ts';
import type { SourceState } from '../../../agent/migration/machine/source-state.ts';
import type { TargetState } from '../../../agent/migration/machine/target.ts';
import type { PeerMessage } from '../../../protocol/peer.ts';
import type { SnapshotHead } from '../../../protocol/snapshot.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import { SNAPSHOT_VERSION } from '../../../protocol/version.ts';

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

export const BEGINNING: Progress = { calls: 0, isWaiting: false };

export interface Host extends Progress {
  isAlive: boolean;
  isExecuting: boolean;
  inc: number;
  /** It has not said its first word as this incarnation. */
  isNew: boolean;
  /** Its state is wanted: for a move, or at home (`keeps`), perhaps with the task doing nothing after it. */
  capturing: { id: number; keeps: boolean; holds: boolean; asked?: number | undefined } | null;
  frozenFor: number | null;
  /** An answer that came while it was frozen. */
  late: number | null;
  /** Its state has left for home, and its agent has not read so yet. */
  kept: number | null;
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
  | ({ k: 'attach'; inc: number } & Progress)
  | { k: 'call'; inc: number; call: number }
  | { k: 'answer'; inc: number; call: number }
  /** Its state, for a checkpoint or to be frozen: how it begins, and the last of it. */
  | { k: 'checkpoint'; inc: number; progress: Progress; holds: boolean; asked?: number | undefined }
  | { k: 'state'; inc: number };

/** On the control channel, where everything keeps its order. A `command` is one of an agent that begins anew. */
export type Item =
  | { message: PeerMessage }
  | { record: TaskRecord }
  | { linkdown: number }
  | { command: 'freeze' | 'thaw' };

/** On the bulk channel: what a move takes along, or a state of home's from which that incarnation starts. */
export type Bulk = ({ migration: number } | { inc: number }) & { progress: Progress };

/** An incarnation that is being started; `from` null: its state has not come yet. */
export interface Starting {
  inc: number;
  from: Progress | null;
}

export interface Node {
  isAlive: boolean;
  guests: Guest[];
  starting: Starting[];
  /** What it has said to itself. */
  own: Item[];
}

/** One direction of a link. */
export interface Way {
  control: Item[];
  bulk: Bulk[];
  /** Who sends here believes that the link is up. */
  isBelieved: boolean;
  /** Who sends here has been told that the other one is gone, since that died last. */
  isMourned: boolean;
}

/** A state that the deputy has asked for, as agent/deputy/checkpointing.ts does. */
export interface Asking {
  /** The deputy's number of that. */
  asked: number;
  hold: boolean;
  tries: number;
  /** The agent passes that on, or has; else it is asked again when it can be. */
  isAsked: boolean;
  begun: Progress | null;
  isWhole: boolean;
  /** Where it executes, it is said to have left. */
  isLeft: boolean;
  isInterrupted: boolean;
}

/** The deputy's part: calls executed, the highest incarnation that it has heard, and the states that it has. */
export interface Deputy {
  calls: number;
  inc: number;
  /** The last call that the present incarnation has made. */
  reached: number;
  /** It has heard that its task is lost. */
  isTold: boolean;
  /** The agent of its home is gone, and it is to find another one. */
  isAlone: boolean;
  /** It turned out to be one with `--checkpoint-every`: it has been done again, by its log. */
  isLogged: boolean;
  /** The last state that is kept for that, and one of which the end is still to come. */
  base: Progress;
  coming: Progress | null;
  /** That which comes is not the one that is being asked for. */
  isLate: boolean;
  asking: Asking | null;
  /** So often it has begun to ask for one. */
  asked: number;
  /** States that were asked for and have not come. */
  owed: number;
  /** The state of a task that is frozen. */
  frozen: Progress | null;
  /** It has it, and its agent has not heard so yet. */
  tells: boolean;
  /** It is to go on from that. */
  goesOn: boolean;
  /** What the incarnation that is being started begins with. */
  from: Progress;
}

export interface World {
  nodes: Record<number, Node>;
  /** By `from>to`. */
  ways: Record<string, Way>;
  /** By `low-high`: a connection is there. */
  links: Record<string, boolean>;
  home: HomeState | null;
  homeHasTimer: boolean;
  /** Of the home agent, as agent/tasks has it: a state that is awaited; who is to be told that the task is frozen; for whom it is. */
  capturing: { node: number; inc: number; hold: boolean; asked: number } | null;
  freezing: { by: number } | null;
  wanted: number[];
  /** The node whose agent is to begin anew; `isAway` while it has ended and not begun. */
  anew: { node: number; isAway: boolean } | null;
  deputy: Deputy;
  /** So many more of each may happen. */
  left: { moves: number; faults: number; checkpoints: number; restarts: number };
  /** What is asked for has a number, and what comes of it; not so where somebody is older. */
  isNumbered: boolean;
  /** Nothing has gone wrong so far. */
  isCalm: boolean;
  /** A node has been given up for its silence: then a task may be lost that lives. */
  isSilenced: boolean;
}

export interface Size {
  nodes: number;
  moves: number;
  faults: number;
  calls: number;
  checkpoints: number;
  restarts: number;
  /** The node where it starts. */
  at: number;
  isNumbered?: boolean;
}

export const wayOf = (from: number, to: number): string => `${from}>${to}`;
export const linkOf = (a: number, b: number): string => (a < b ? `${a}-${b}` : `${b}-${a}`);

const emptyNode = (): Node => ({ isAlive: true, guests: [], starting: [], own: [] });

export const newDeputy = (): Deputy => ({
  calls: 0,
  inc: 0,
  reached: 0,
  isTold: false,
  isAlone: false,
  isLogged: false,
  base: BEGINNING,
  coming: null,
  isLate: false,
  asking: null,
  asked: 0,
  owed: 0,
  frozen: null,
  tells: false,
  goesOn: false,
  from: BEGINNING,
});

export function emptyWorld({ nodes, moves, faults, checkpoints, restarts, isNumbered = true }: Size): World {
  const ids = Array.from({ length: nodes }, (_, index) => index + 1);
  const world: World = {
    nodes: Object.fromEntries(ids.map((id) => [id, emptyNode()])),
    ways: {},
    links: {},
    home: null,
    homeHasTimer: false,
    capturing: null,
    freezing: null,
    wanted: [],
    anew: null,
    deputy: newDeputy(),
    left: { moves, faults, checkpoints, restarts },
    isNumbered,
    isCalm: true,
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
const TOLD: ReadonlySet<string> = new Set(['reason', 'noswitch', 'sourceGone', 'why', 'refusal', 'holding']);

export const textOf = (world: World): string =>
  JSON.stringify(world, (key, value) => (TOLD.has(key) && typeof value === 'string' ? '' : value));

export const sourcesOf = (node: Node): Source[] => node.guests.filter((guest) => guest.role === 'source');
export const targetsOf = (node: Node): Target[] => node.guests.filter((guest) => guest.role === 'target');
