import * as z from 'zod/mini';
import { fromAgent, toAgent } from './control.ts';
import { gossip } from './gossip.ts';
import { memberEntries } from './members.ts';
import { cantMove, nodeId, nodeName, taskId, text } from './node.ts';
import { snapshotHead } from './snapshot.ts';
import { taskSpec } from './task.ts';

/**
 * Between two agents, over one ssh connection a pair: CONTROL frames on the control channel, RECORD frames
 * `{ task, inc }` on the same channel (their order against control messages matters), the tail being records of the task as its host or
 * deputy framed them, whole, one after the other; BULK frames on the bulk channel. Frames of the control channel survive a broken connection.
 *
 * The home agent of a task is the only authority on where it executes: a move is done when home has answered
 * `switch` with `switched` and told the target `activate`. See docs/design/migration.md.
 */
const migration = z.int();
/** The versions that the sender speaks: the oldest and, where it says so, the newest. */
const spoken = { version: z.int(), newest: z.optional(z.int()) };

export const peerMessage = z.discriminatedUnion('op', [
  /**
   * First on every connection. `session` names the sender's state towards this peer; `peerSession` and `received` say
   * how many counted frames (all but hello, got, gossip and usage) of which session of the other side arrived, so that a new
   * connection goes on where the broken one ended. Another `session` than before: the peer has forgotten everything.
   */
  z.object({
    op: z.literal('hello'),
    ...spoken,
    id: nodeId,
    name: nodeName,
    nodeVersion: text,
    /** Others may dial the sender: refusals at its address prove that it is gone. */
    listens: z.boolean(),
    session: text,
    peerSession: z.nullable(text),
    received: z.int(),
  }),
  /** Stands for a message that had lost its meaning when the connection broke: it only counts. */
  z.object({ op: z.literal('void') }),
  /** So many counted frames have arrived: the sender need not keep them any longer. */
  z.object({ op: z.literal('got'), received: z.int() }),
  gossip,

  /** Of the members' book: the whole after `hello`, in as many messages as it takes; then what changes. */
  z.object({ op: z.literal('book'), entries: memberEntries }),

  // start of a task on another node than home
  z.object({ op: z.literal('run'), spec: taskSpec, inc: z.int() }),
  /** From that state, which home sends as BULK { what: 'state' } when it is asked for by `needstate`. */
  z.object({ op: z.literal('runfrom'), spec: taskSpec, inc: z.int(), head: snapshotHead }),
  z.object({ op: z.literal('needstate'), task: taskId, inc: z.int() }),
  z.object({ op: z.literal('running'), task: taskId, inc: z.int() }),
  z.object({ op: z.literal('runrefused'), task: taskId, inc: z.int(), reason: text }),

  // programs: asked for by hash, sent as BULK { what: 'program', program, last } on the bulk channel
  z.object({ op: z.literal('needprogram'), program: text }),

  // migration, source ↔ target
  z.object({ op: z.literal('prepare'), migration, spec: taskSpec, home: nodeId, nmigs: z.int() }),
  z.object({ op: z.literal('ready'), migration, task: taskId }),
  /** Large buffers travel ahead, as BULK { what: 'ahead' } on the bulk channel: a round of so many bytes at most. */
  z.object({ op: z.literal('ahead'), migration, task: taskId, bytes: z.number() }),
  z.object({ op: z.literal('snapshot'), migration, task: taskId, head: snapshotHead }),
  z.object({ op: z.literal('restored'), migration, task: taskId, restoreMs: z.number() }),
  z.object({ op: z.literal('refused'), migration, task: taskId, reason: text }),
  z.object({ op: z.literal('abort'), migration, task: taskId, reason: text }),
  // source → home, home → source
  z.object({
    op: z.literal('switch'),
    migration,
    task: taskId,
    inc: z.int(),
    to: nodeId,
    reason: text,
    frozenAtMs: z.number(),
    decidedAtMs: z.number(),
    stateBytes: z.number(),
    /** Of these, the bytes that the target had before the freeze and that were still right then. */
    aheadBytes: z.optional(z.number()),
    frames: z.int(),
    objects: z.int(),
    cpuMs: z.number(),
  }),
  z.object({ op: z.literal('switched'), migration, task: taskId, inc: z.int() }),
  z.object({ op: z.literal('noswitch'), migration, task: taskId, reason: text }),
  // home → target, target → home
  /** Execute as `inc`. To a node that already does, it is a question: `gone` is the answer of one that does not. */
  z.object({ op: z.literal('activate'), migration, task: taskId, inc: z.int() }),
  z.object({ op: z.literal('activated'), task: taskId, inc: z.int() }),

  // home → where it executes
  z.object({ op: z.literal('move'), task: taskId, to: nodeId, reason: text }),
  /** End every incarnation of the task up to this number, made or in the making. */
  z.object({ op: z.literal('kill'), task: taskId, upTo: z.int() }),
  /** The deputy is stopped, by whatever signal, or goes on: so does the host. Said again when `usage` shows otherwise. */
  z.object({ op: z.literal('stop'), task: taskId, inc: z.int() }),
  z.object({ op: z.literal('continue'), task: taskId, inc: z.int() }),
  /** The deputy is so nice: so is the host, and as a guest more. Said again when `usage` shows otherwise. */
  z.object({
    op: z.literal('renice'),
    task: taskId,
    inc: z.int(),
    nice: z.int().check(z.gte(-20), z.lte(19)),
  }),
  /** Take the state down: it goes to the deputy in the task's stream. `hold`: the task then waits, until `thaw` or `kill`. `asked`: the deputy's number of that, which goes with the state. Answered by `checkpointed`. */
  z.object({
    op: z.literal('checkpoint'),
    task: taskId,
    inc: z.int(),
    hold: z.optional(z.literal(true)),
    asked: z.optional(z.int()),
  }),
  /** What is held goes on as if its state had not been taken. */
  z.object({ op: z.literal('thaw'), task: taskId, inc: z.int() }),
  // where it executes → home
  /** `refusal`: why not, in words. `busy`: a move is under way, so that it is worth asking again. `hold`: it waits, as that was asked for. `asked`: which `checkpoint` that answers; older ones do not say. */
  z.object({
    op: z.literal('checkpointed'),
    task: taskId,
    inc: z.int(),
    refusal: z.nullable(text),
    busy: z.optional(z.literal(true)),
    hold: z.optional(z.literal(true)),
    asked: z.optional(z.int()),
  }),
  z.object({ op: z.literal('stayed'), task: taskId, to: nodeId, reason: text }),
  z.object({ op: z.literal('pins'), task: taskId, reasons: z.array(cantMove) }),
  /** `wantedMs`: CPU time and the time it waited for a CPU; on a busy machine this alone tells how much it computes. */
  z.object({
    op: z.literal('usage'),
    task: taskId,
    cpuMs: z.number(),
    wantedMs: z.optional(z.number()),
    memoryBytes: z.number(),
    /** Of this node's files, what the task has used while it executed here, since this agent began. */
    files: z.optional(z.object({ calls: z.number(), bytes: z.number() })),
    /** The host is stopped. */
    stopped: z.optional(z.boolean()),
    /** It is frozen while the owner of its node needs that. */
    paused: z.optional(z.boolean()),
    /** What it was told last to be; 0 where nothing was. */
    nice: z.optional(z.int()),
  }),
  /** The host process is gone, with how: proof that this incarnation will never act again. */
  z.object({ op: z.literal('gone'), task: taskId, inc: z.int(), reason: text, cpuMs: z.number() }),

  // one node commands another, which judges whether it may: agent/remote
  z.object({ op: z.literal('ask'), request: toAgent }),
  z.object({ op: z.literal('answer'), answer: fromAgent }),
]);
/** As much of a `hello` as every version has. */
export const anyHello = z.object({ op: z.literal('hello'), ...spoken });

export type PeerMessage = z.infer<typeof peerMessage>;

/** Of TaskRecords or DeputyRecords, which agents pass on unread. */
export const peerRecordHead = z.object({ task: taskId, inc: z.int() });
export type PeerRecordHead = z.infer<typeof peerRecordHead>;

export const peerBulkHead = z.discriminatedUnion('what', [
  z.object({ what: z.literal('program'), program: text, last: z.boolean() }),
  z.object({ what: z.enum(['snapshot', 'ahead']), migration, task: taskId, last: z.boolean() }),
  z.object({ what: z.literal('state'), task: taskId, inc: z.int(), last: z.boolean() }),
]);
export type PeerBulkHead = z.infer<typeof peerBulkHead>;
