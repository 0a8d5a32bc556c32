import * as z from 'zod/mini';
import { SERIALIZATIONS } from './children.ts';
import { grants } from './grants.ts';
import { held } from './held.ts';
import { MAX_LOST_AFTER_MS, MAX_MASK_NODES } from './limits.ts';
import { cantMove, nodeId, taskId, text } from './node.ts';
import { threadSpec } from './threads.ts';

const stream = z.object({
  isTTY: z.boolean(),
  columns: z.nullable(z.int()),
  rows: z.nullable(z.int()),
  /** Number of colours as `tty.WriteStream#getColorDepth` counts bits; 1 where not a terminal. */
  colorDepth: z.int(),
});

/** What a task sees of its home at the start. Small; travels with the task's start and its snapshots. */
export const taskSpec = z.object({
  task: taskId,
  /** Content hash of the program image. */
  program: text,
  /** As `mps` shows it, on each node where it executes. */
  command: text,
  /** Absolute path of the program at home, as `process.argv[1]` and `import.meta.url` show it. */
  file: text,
  execPath: text,
  // Bounded by the message that carries them, as the kernel bounds them by their sum.
  argv: z.array(z.string()),
  env: z.record(z.string(), z.string()),
  cwd: text,
  pid: z.int(),
  ppid: z.int(),
  uid: z.int(),
  gid: z.int(),
  umask: z.int(),
  hostname: text,
  stdin: stream,
  stdout: stream,
  stderr: stream,
  /** Wall clock at home at the start, and the origin of `performance.now()`, in ms since the epoch. */
  startedAtMs: z.number(),
  /** Seed of the task's random numbers. */
  seed: z.array(z.int()).check(z.length(4)),
  /** Old space limit of the host, MiB; null leaves Node's default. */
  memoryMb: z.nullable(z.int()),
  /** Home gives up a silent executing node for this task after so long, and that node a silent home. */
  lostAfterMs: z.int().check(z.gte(1), z.lte(MAX_LOST_AFTER_MS)),
  /** Options of Node's that it was started with by another task. */
  execArgv: z.optional(z.array(z.string())),
  /** It has a channel to the program that has started it. */
  channel: z.optional(z.enum(SERIALIZATIONS)),
  /** Native add-ons are loaded: it executes at home, in a host that may. */
  addons: z.optional(z.boolean()),
  /** Its program shares memory with its workers: they are threads of its host, and nothing of it moves while there are any. */
  shares: z.optional(z.literal(true)),
  /** Its home really has a directory `/mfs`: that is what its program sees. */
  hasOwnMfs: z.optional(z.literal(true)),
  /** What its deputy allows; absent: all that its user may. */
  grants: z.optional(grants),
  /** Its deputy keeps a log of the stream, so that it can be done again from its last checkpoint (docs/design/recovery.md). */
  logged: z.optional(z.literal(true)),
  /** It is a worker thread of a program, not its main one. */
  thread: z.optional(threadSpec),
});
export type TaskSpec = z.infer<typeof taskSpec>;

/** It executes as a thread in the host of its program's main task. */
export const isTied = ({ thread, shares }: Pick<TaskSpec, 'thread' | 'shares'>): boolean =>
  thread !== undefined && shares === true;

/** Where a task may execute besides its home: on these nodes only, or on all but these. */
export const nodeMask = z.object({
  policy: z.enum(['allow', 'deny']),
  nodes: z.array(nodeId).check(z.maxLength(MAX_MASK_NODES)),
});
export type NodeMask = z.infer<typeof nodeMask>;

/** What may be changed while the task runs; `mask` null: all nodes; `nice` 0 to 19, as which its deputy runs, and so it does. */
export interface Steering {
  lock?: boolean | undefined;
  mask?: NodeMask | null | undefined;
  nice?: number | undefined;
}

/** How the user wants the task placed. */
export const placement = z.object({
  /** Start on one of these, in this order of preference; empty: as the balancer decides. */
  nodes: z.array(nodeId),
  /** Never moves by itself. */
  lock: z.boolean(),
  /** Move to another node every so many ms (0: at each safe point); null: as the balancer decides. */
  migrateEveryMs: z.nullable(z.number()),
  /** Expected memory, MiB: it is not placed where that does not fit; null where nothing was said. */
  memoryMb: z.nullable(z.int()),
  /** Also nodes with another major version of Node. */
  anyNode: z.boolean(),
  /** Nobody looks on: what it writes is kept in files. */
  detached: z.boolean(),
  mask: z.optional(nodeMask),
  /** It computes, whatever else it seems to do · it is kept near its files. */
  hint: z.optional(z.enum(['cpu', 'io'])),
  /** How its statistics forget: never, or as averages that fall · rise; absent: over the last moment. */
  decay: z.optional(z.enum(['none', 'slow', 'fast'])),
});
export type Placement = z.infer<typeof placement>;

/** Life of a task as told to its deputy; also the lines of `--stats FILE`, each with `atMs`, ms since the epoch. */
export const taskEvent = z.discriminatedUnion('event', [
  z.object({
    event: z.literal('start'),
    atMs: z.number(),
    task: taskId,
    node: nodeId,
    /** Why there, where the balancer chose it. */
    reason: z.optional(text),
  }),
  z.object({
    event: z.literal('migration'),
    atMs: z.number(),
    task: taskId,
    from: nodeId,
    to: nodeId,
    /** In words: the balancer's numbers, `--migrate-every`, or who asked. */
    reason: text,
    /** Executed nowhere for this long: from the safe point to the first instruction on the target. */
    freezeMs: z.number(),
    /** From the decision to the end. */
    totalMs: z.number(),
    stateBytes: z.number(),
    /** Of these, what had travelled ahead and did not change any more. */
    aheadBytes: z.optional(z.number()),
    frames: z.int(),
    objects: z.int(),
  }),
  /** A migration that did not happen; the task goes on where it was. */
  z.object({
    event: z.literal('stayed'),
    atMs: z.number(),
    task: taskId,
    node: nodeId,
    to: nodeId,
    reason: text,
  }),
  z.object({
    event: z.literal('cantmove'),
    atMs: z.number(),
    task: taskId,
    node: nodeId,
    reasons: z.array(cantMove),
  }),
  z.object({ event: z.literal('lost'), atMs: z.number(), task: taskId, node: nodeId, reason: text }),
  z.object({
    event: z.literal('end'),
    atMs: z.number(),
    task: taskId,
    node: nodeId,
    code: z.nullable(z.int()),
    signal: z.nullable(text),
    migrations: z.int(),
    /** CPU time of the task, over all nodes, ms. */
    cpuMs: z.number(),
  }),
]);
export type TaskLifeEvent = z.infer<typeof taskEvent>;

/** Of one node's files: calls on them that succeeded, and bytes read and written. */
export const filesUsed = z.object({ node: nodeId, calls: z.number(), bytes: z.number() });
export type FilesUsed = z.infer<typeof filesUsed>;

/** A line of `mps`. */
export const taskStatus = z.object({
  task: taskId,
  pid: z.int(),
  /** Of the process that has started it, at home: perhaps another task's. */
  ppid: z.optional(z.int()),
  command: text,
  home: nodeId,
  /** 0 at home, as openMosix's `where`. */
  where: z.int(),
  /** `stopped`: its deputy is, by a signal or Ctrl-Z, and so is the task. */
  state: z.enum(['starting', 'running', 'stopped', 'frozen', 'migrating', 'ended']),
  nmigs: z.int(),
  /** Null on a node where it is a guest: only its home knows. */
  lock: z.nullable(z.boolean()),
  /** Told by its home, if it has one. */
  mask: z.optional(nodeMask),
  /** What its deputy allows, if not all; told by its home. */
  grants: z.optional(grants),
  /** By `omrun -d`; told by its home. */
  detached: z.boolean(),
  /** All that pins it, and what held it at the last attempt to move it. */
  cantmove: z.array(held),
  cpuMs: z.number(),
  /** Of one CPU, over the last second or so; null where that is not known. */
  cpuShare: z.nullable(z.number()),
  memoryBytes: z.number(),
  /** Of whose files below `/mfs` it has used how much; told by its home, if it has. */
  files: z.optional(z.array(filesUsed)),
  startedAtMs: z.number(),
});
export type TaskStatus = z.infer<typeof taskStatus>;
