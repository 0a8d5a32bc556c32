import * as z from 'zod/mini';
import { checkpointAfter, checkpointMade } from './checkpoint.ts';
import { fence } from './files.ts';
import { etcdAccess, haTaskId } from './ha.ts';
import { historyQuery, historyRows } from './history.ts';
import { protection, standbyFile, standbyPut, standbyView } from './journal.ts';
import {
  LEAST_WATCH_MS,
  MAX_ADDRESSES,
  MAX_DRAIN_MS,
  MAX_ETCD_ENDPOINTS,
  MAX_INTERFACES,
  MAX_STANDBY_BYTES,
  MAX_STANDBY_PUTS,
  MAX_STANDBYS,
  MOST_WATCH_MS,
} from './limits.ts';
import { membershipAnswers, membershipRequests } from './membership-control.ts';
import { exportMode, exportRoots, nodeId, nodeInfo, nodeSettings, path, taskId, text } from './node.ts';
import { SENDABLE } from './signals.ts';
import { snapshotHead } from './snapshot.ts';
import { nodeMask, placement, taskEvent, taskSpec, taskStatus } from './task.ts';

/**
 * Between a command (or a deputy, which is `omrun`) and the local agent, over its unix socket. Who can open the
 * socket may command the agent (decision 2). The client sends `hello` first. Requests carry an `id` that the answer repeats.
 *
 * A deputy sends `run` on a connection of its own; after `started`, RECORD frames flow both ways on it
 * (head = the record, tail = its bytes) and the agent sends `event`s. Its end kills the task.
 */
const id = z.int();

/** A node ID; 0: home; `out`: any other node; `balance`: where the balancer wants it now, if anywhere; `explain`: nowhere, the answer's reason says what it would decide. */
const moveTarget = z.union([z.int().check(z.gte(0), z.lte(65535)), z.enum(['balance', 'out', 'explain'])]);
export type MoveTarget = z.infer<typeof moveTarget>;

/** Who wants a move, in words: told to the task's user, on a terminal. */
const wish = z.string().check(z.maxLength(200), z.regex(/^\P{Cc}*$/u));

export const toAgent = z.discriminatedUnion('op', [
  /** `pid`: of who asks, as it says: for the audit log. */
  z.object({ op: z.literal('hello'), version: z.int(), pid: z.optional(z.int().check(z.gte(1))) }),
  z.object({ op: z.literal('status'), id }),
  z.object({ op: z.literal('tasks'), id }),
  /** `reason`: who wants it, in words; else it is the user's command. */
  z.object({ op: z.literal('migrate'), id, task: taskId, to: moveTarget, reason: z.optional(wish) }),
  /** For the task's deputy, as `kill` at its home would. */
  z.object({ op: z.literal('signal'), id, task: taskId, signal: z.enum(SENDABLE) }),
  /** Its deputy writes a checkpoint file; null: a name of its own choice. Answered by `checkpoint`. */
  z.object({ op: z.literal('checkpoint'), id, task: taskId, file: z.nullable(text), after: checkpointAfter }),
  /** Block, and send all guests away · bring all own tasks home, and `lstay`. Answered by `progress`, then `cleared`. */
  z.object({ op: z.literal('expel'), id }),
  z.object({ op: z.literal('bring'), id }),
  /** A request that another node is to judge and answer; its answers come with this `id`. */
  z.object({ op: z.literal('on'), id, node: nodeId, request: z.looseObject({ op: text }) }),
  /** Answered by `state` at once, and again, at most every so many ms, when something has changed; until the connection ends. */
  z.object({
    op: z.literal('watch'),
    id,
    everyMs: z.int().check(z.gte(LEAST_WATCH_MS), z.lte(MOST_WATCH_MS)),
  }),
  /** `spare`: all guests are sent away first, and where one does not go it is not done; then answered by `progress` and `cleared`. */
  z.object({ op: z.literal('shutdown'), id, spare: z.optional(z.boolean()) }),
  /** Guests go, as far as they do within `deadlineMs` (null: as this node is told), then the agent ends, whatever is left; answered by `progress` and `cleared`. */
  z.object({
    op: z.literal('drain'),
    id,
    deadlineMs: z.nullable(z.int().check(z.gte(0), z.lte(MAX_DRAIN_MS))),
  }),
  /**
   * What executes here, and own tasks elsewhere, are frozen; then the agent begins anew, and they go on. Those of other homes go on
   * elsewhere where it does not come back within `backMs`. Not done where one cannot be frozen, unless `force`; answered by `progress` and `cleared`.
   */
  z.object({
    op: z.literal('restart'),
    id,
    force: z.boolean(),
    /** Whoever asks begins in its place. */
    cede: z.optional(z.boolean()),
    backMs: z.nullable(z.int().check(z.gte(0), z.lte(MAX_DRAIN_MS))),
  }),
  /**
   * From where the task executes to its home: freeze it, for that node begins anew, and have it go on elsewhere where that has not happened
   * within so long; said again it counts from then. Answered by `done` · it did not come to that.
   */
  z.object({
    op: z.literal('freeze'),
    id,
    task: taskId,
    withinMs: z.int().check(z.gte(0), z.lte(MAX_DRAIN_MS)),
  }),
  z.object({ op: z.literal('thaw'), id, task: taskId }),
  /** Guests go, own tasks come home, then all links are cut until `set` says otherwise. Answered by `progress`, then `cleared`. */
  z.object({ op: z.literal('isolate'), id }),
  /** How this user's own processes reach etcd; answered by `ha`. */
  z.object({ op: z.literal('ha'), id }),
  /** From the deputy of a task under `--ha`, for a standby: pieces of its journal and states, in order. Answered by `stood`. */
  z.object({
    op: z.literal('standby'),
    id,
    ha: haTaskId,
    epoch: z.int(),
    begins: z.optional(z.boolean()),
    puts: z.optional(z.array(standbyPut).check(z.maxLength(MAX_STANDBY_PUTS))),
    old: z.optional(z.array(standbyFile).check(z.maxLength(MAX_STANDBY_PUTS))),
    ends: z.optional(z.boolean()),
    base64: z.optional(z.string().check(z.maxLength(2 * MAX_STANDBY_BYTES))),
  }),
  /** A deputy of this machine has taken over a task that this node was a standby of; answered by `taken`. */
  z.object({ op: z.literal('take'), id, ha: haTaskId, epoch: z.int() }),
  /** From the deputy of a task under `--ha`: what standbys that has now. Answered by `done`. */
  z.object({ op: z.literal('protection'), id, protection }),
  /** The tasks under `--ha` that this node is a standby of, or the home; answered by `standbys`. */
  z.object({ op: z.literal('standbys'), id }),
  /** It wants to be the home of one of them; answered by `done` when its deputy has been told to hand it over. */
  z.object({ op: z.literal('failback'), id, ha: haTaskId }),
  /** What etcd has now counts for this node, whatever it was before; answered by `done`. */
  z.object({ op: z.literal('etcdanew'), id }),
  /** What the node remembers; answered by `history`. */
  z.object({ op: z.literal('history'), id, query: historyQuery }),
  /** Of the task: whether it is locked, its node mask (null: all nodes), and how nice its deputy is. Answered by `done`. */
  z.object({
    op: z.literal('steer'),
    id,
    task: taskId,
    lock: z.optional(z.boolean()),
    mask: z.optional(z.nullable(nodeMask)),
    nice: z.optional(z.int().check(z.gte(0), z.lte(19))),
  }),
  ...membershipRequests,
  /** A directory that is served to the cluster from now on; `mode` null: no longer. `path` null: none changes. Answered by `exports`. */
  z.object({ op: z.literal('export'), id, path: z.nullable(text), mode: z.nullable(exportMode) }),
  /**
   * After `done` the connection is a files channel (protocol/files.ts) to all the cluster's files. `task`: for whom, to be counted.
   * `fence`: all that is asked over it comes from that deputy.
   */
  z.object({ op: z.literal('files'), id, task: z.optional(taskId), fence: z.optional(fence) }),
  /** Changes what is named and leaves the rest; answered by `settings`. */
  z.object({ op: z.literal('set'), id, settings: z.partial(nodeSettings) }),
  /** If the agent lacks the program it answers `needprogram`; the deputy then sends it as BULK `{ what: 'program', program, last }` frames. */
  z.object({
    op: z.literal('run'),
    id,
    spec: taskSpec,
    placement,
    /** Not from its beginning, but from this state: the agent answers `needsnapshot`, and it follows as BULK `{ what: 'snapshot', last }`. */
    restore: z.optional(snapshotHead),
    /** The task was lost, and its deputy has what it takes to do it again: the highest incarnation that it has seen. */
    again: z.optional(z.int().check(z.gte(0))),
    /** Which of its deputies this is, of a task under `--ha`: should its process die, the agent says so where the next one is decided. */
    ha: z.optional(fence),
  }),
  /** The deputy wants the state of its task in its stream, and with `hold` that it does nothing after it; answered by `done`. `asked`: its number of that. */
  z.object({
    op: z.literal('capture'),
    id,
    task: taskId,
    hold: z.optional(z.literal(true)),
    asked: z.optional(z.int()),
  }),
  /** How the checkpoint, or the freeze, that the deputy was asked for as `ask` came out; answered by `done`. */
  z.object({
    op: z.literal('checkpointed'),
    id,
    ask: z.int(),
    made: z.nullable(checkpointMade),
    refusal: z.nullable(text),
  }),
  /** The task is over for its deputy (exit, or a signal): end the guest, wherever it is; answered by `done`. */
  z.object({ op: z.literal('end'), id, task: taskId, code: z.nullable(z.int()), signal: z.nullable(text) }),
]);
export type ToAgent = z.infer<typeof toAgent>;
export type Request = Extract<ToAgent, { id: number }>;

export const nodeView = z.object({
  info: nodeInfo,
  ageMs: z.number(),
  state: z.enum(['alive', 'suspect', 'dead']),
  isSelf: z.boolean(),
  mayHost: z.optional(z.boolean()),
  path: z.optional(path),
});

export type NodeViewMessage = z.infer<typeof nodeView>;

/** How etcd is for an agent that was told of it. */
const etcdStatus = z.object({
  isReached: z.boolean(),
  /** That is so since then. */
  sinceMs: z.number(),
  /** Why it is not reached, in one line. */
  trouble: z.nullable(text),
  endpoints: z.array(text).check(z.maxLength(MAX_ETCD_ENDPOINTS)),
  /** How many of them answer and are in touch with most others; null before they were asked. */
  answering: z.nullable(z.int()),
});
export type EtcdStatus = z.infer<typeof etcdStatus>;

/** The answering agent itself. */
const agentView = z.object({
  pid: z.int(),
  version: text,
  /** ssh2's native binding is in use (decision 20). */
  sshNative: z.boolean(),
  ephemeral: z.boolean(),
  /** Where its sockets are. */
  runtime: text,
  startedAtMs: z.number(),
  /** Why other nodes may not be found, in one line. */
  trouble: z.nullable(text),
  etcd: z.optional(etcdStatus),
  /** What stands around hosts besides Node's permission model, and what does not, and why; absent before the first one. */
  walls: z.optional(
    z.object({ present: z.array(text), missing: z.array(z.object({ wall: text, why: text })) }),
  ),
});

/** Of the answering machine; Linux allows names of 15 bytes, other systems more. */
const networkInterface = z.object({
  name: z.string().check(z.maxLength(256)),
  addresses: z.array(z.string().check(z.maxLength(64))).check(z.maxLength(MAX_ADDRESSES)),
});
export type NetworkInterface = z.infer<typeof networkInterface>;

/** What a monitor sees. `missed`: events that it has not been told so far, for it reads too slowly. */
export const watchedState = z.object({
  op: z.literal('state'),
  id,
  nodes: z.array(nodeView),
  tasks: z.array(taskStatus),
  agent: agentView,
  missed: z.int(),
  /** Nodes and tasks beyond what a monitor is told of. */
  omitted: z.int(),
});
export type WatchedState = z.infer<typeof watchedState>;

export const fromAgent = z.discriminatedUnion('op', [
  z.object({ op: z.literal('hello'), version: z.int(), node: nodeId, pid: z.int() }),
  z.object({
    op: z.literal('status'),
    id,
    nodes: z.array(nodeView),
    agent: agentView,
    interfaces: z.optional(z.array(networkInterface).check(z.maxLength(MAX_INTERFACES))),
  }),
  /** To another node: `hidden` are not for it to see, `omitted` beyond what one answer tells. */
  z.object({
    op: z.literal('tasks'),
    id,
    tasks: z.array(taskStatus),
    hidden: z.optional(z.int()),
    omitted: z.optional(z.int()),
  }),
  /** How a `migrate` ended: a `migration` or a `stayed` event. */
  z.object({ op: z.literal('migrated'), id, result: taskEvent }),
  watchedState,
  z.object({ op: z.literal('progress'), id, message: text }),
  /** How `expel` or `bring` ended: so many have left; the others do not, and why. */
  z.object({
    op: z.literal('cleared'),
    id,
    moved: z.int(),
    stuck: z.array(z.object({ task: taskId, command: text, reason: text })),
  }),
  z.object({ op: z.literal('ha'), id, access: etcdAccess }),
  z.object({ op: z.literal('history'), id, rows: historyRows }),
  /** It has these pieces; `wants`: it wants to be the task's home. */
  z.object({ op: z.literal('stood'), id, wants: z.boolean() }),
  z.object({ op: z.literal('standbys'), id, tasks: z.array(standbyView).check(z.maxLength(MAX_STANDBYS)) }),
  /** Where the task's journal and states are. */
  z.object({ op: z.literal('taken'), id, directory: text }),
  z.object({ op: z.literal('done'), id }),
  ...membershipAnswers,
  z.object({ op: z.literal('settings'), id, settings: nodeSettings }),
  z.object({ op: z.literal('exports'), id, roots: exportRoots, isServed: z.boolean() }),
  z.object({ op: z.literal('error'), id, code: text, message: text }),
  z.object({ op: z.literal('needprogram'), id, program: text }),
  z.object({ op: z.literal('needsnapshot'), id }),
  z.object({ op: z.literal('started'), id, task: taskId }),
  z.object({ op: z.literal('checkpoint'), id, made: checkpointMade }),
  /** To the deputy: write a checkpoint file, and say by `checkpointed` how that went. */
  z.object({ op: z.literal('makecheckpoint'), ask: z.int(), file: z.nullable(text), after: checkpointAfter }),
  /** To the deputy: have the task frozen, keep its state, and say by `checkpointed` whether that is done. */
  z.object({ op: z.literal('freeze'), ask: z.int() }),
  /** The frozen task goes on: from the state, by another `run` (`goOn`), or where it was, and the state counts no more. */
  z.object({ op: z.literal('unfreeze'), goOn: z.boolean() }),
  /** Of the deputy's task; to a monitor: of any task whose home is here. */
  z.object({ op: z.literal('event'), event: taskEvent }),
]);
export type FromAgent = z.infer<typeof fromAgent>;
export type Answer = Extract<FromAgent, { id: number }>;
/** How `expel`, `bring`, `isolate` or a sparing `shutdown` ended, and how far `drain` came. */
export type Cleared = Extract<FromAgent, { op: 'cleared' }>;
