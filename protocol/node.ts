import * as z from 'zod/mini';
import { MAX_EXPORTS, MAX_STRING_CHARS } from './limits.ts';
import { guestLimits, guestRoom, ownerRules, ownerSign } from './owner.ts';

/** A bounded string: no message may carry an unbounded one. */
export const text = z.string().check(z.maxLength(MAX_STRING_CHARS));
const nonNegative = z.number().check(z.gte(0));

/** A directory that a node serves to the cluster, by its real path. */
export const exportMode = z.enum(['ro', 'rw']);
export type ExportMode = z.infer<typeof exportMode>;
export const exportRoot = z.object({ path: text, mode: exportMode });
export type ExportRoot = z.infer<typeof exportRoot>;
export const exportRoots = z.array(exportRoot).check(z.maxLength(MAX_EXPORTS));

/** Node IDs are 1–65535, as in openMosix. */
export const nodeId = z.int().check(z.gte(1), z.lte(65535));

/** Names come from other machines and go to terminals: no control characters. */
export const nodeName = z.string().check(z.regex(/^[^\p{C}]{1,253}$/u));

/** Cluster-wide name of a task: `home:pid` of its deputy, e.g. `1:4711`; of a worker thread with its number, `1:4711.2`. */
export const taskId = z.string().check(z.regex(/^\d{1,5}:\d{1,10}(\.\d{1,7})?$/));
export type TaskId = z.infer<typeof taskId>;

/** Exports in a node's announcement, and how long the path of one may be: each announcement goes through the whole cluster. */
export const MAX_ANNOUNCED_EXPORTS = 4;
export const MAX_ANNOUNCED_PATH_CHARS = 256;
const announcedExport = z.object({
  path: z.string().check(z.maxLength(MAX_ANNOUNCED_PATH_CHARS)),
  mode: exportMode,
});

/** Speeds that a user may set: of one CPU, where the standard is 10000. */
const setSpeed = z.number().check(z.gte(1), z.lte(10_000_000));

/** How averages forget: every `everyMs` so much is kept of the old value, per mille, while it falls (`slow`) and while it rises (`fast`). */
export const decay = z.object({
  everyMs: z.int().check(z.gte(1), z.lte(60_000)),
  slow: z.int().check(z.gte(0), z.lte(999)),
  fast: z.int().check(z.gte(0), z.lte(999)),
});
export type Decay = z.infer<typeof decay>;

const percent = z.number().check(z.gte(0), z.lte(100));
/** Percent of the last ten seconds in which something had to wait for CPU, memory, disks. */
export const pressure = z.object({
  cpu: z.optional(percent),
  memory: z.optional(percent),
  io: z.optional(percent),
});
export type Pressure = z.infer<typeof pressure>;

/** What a node announces of itself, in openMosix's units. */
export const nodeInfo = z.object({
  id: nodeId,
  name: nodeName,
  /** Node.js version, e.g. `20.20.2`: placement stays within one major version. */
  nodeVersion: z.string().check(z.maxLength(64)),
  cpus: z.int().check(z.gte(1)),
  /** CPU speed; 10000 is the yardstick, see docs/design/units.md. */
  speed: nonNegative,
  /** Run queue per standard CPU, 100 = one runnable task on one CPU of speed 10000; slow and fast decay. */
  load: nonNegative,
  /** Free memory that a guest could use, and all of it, in bytes. */
  freeBytes: nonNegative,
  totalBytes: nonNegative,
  /** Where its kernel tells. */
  pressure: z.optional(pressure),
  /** Memory in use beyond what it has: swapped out while nothing is free, bytes. */
  excessBytes: z.optional(nonNegative),
  /** Tasks executing here, home or guest. */
  guests: z.int().check(z.gte(0)),
  /** Accepts no guests. */
  blocked: z.boolean(),
  /** Blocked, and its guests leave: its owner needs it. */
  owner: z.optional(ownerSign),
  /** What its owner still lets guests have; absent where that is not limited. */
  guestRoom: z.optional(guestRoom),
  /** Nothing leaves it by itself · its own tasks do not, guests may. */
  stay: z.boolean(),
  lstay: z.boolean(),
  /** It announces no load: `load` says nothing. */
  quiet: z.optional(z.boolean()),
  /** Its user has cut it off: only it knows. */
  isolated: z.optional(z.boolean()),
  /** Where its user has set how it counts: what was measured, and what is set. */
  tuned: z.optional(
    z.object({
      measured: nonNegative,
      speed: z.optional(setSpeed),
      yard: z.optional(setSpeed),
      decay: z.optional(decay),
    }),
  ),
  /** Tasks of others with `--ha` may have a copy here, for etcd is in reach. */
  ha: z.optional(z.boolean()),
  /** Of the directories that it serves the first few, and how many more there are; without them it serves none. */
  exports: z.optional(z.array(announcedExport).check(z.maxLength(MAX_ANNOUNCED_EXPORTS))),
  moreExports: z.optional(z.int().check(z.gte(0))),
  /** Counts this node's announcements: an older one never replaces a newer one. */
  beat: z.int().check(z.gte(0)),
});
export type NodeInfo = z.infer<typeof nodeInfo>;

/** What its user has told a node (`mosctl block`, `stay`, `setspeed`…); kept over its restarts. */
export const nodeSettings = z.object({
  block: z.boolean(),
  stay: z.boolean(),
  lstay: z.boolean(),
  quiet: z.optional(z.boolean()),
  /** Cut off from the cluster: no links to other nodes. */
  isolated: z.optional(z.boolean()),
  /** Of one CPU, in place of what is measured · the measured speed that counts as 10000; null: as by default. */
  speed: z.optional(z.nullable(setSpeed)),
  yard: z.optional(z.nullable(setSpeed)),
  decay: z.optional(z.nullable(decay)),
  nomfs: z.optional(z.boolean()),
  /** When the node is its owner's alone. */
  ownerRules: z.optional(ownerRules),
  guestLimits: z.optional(guestLimits),
  exports: z.optional(exportRoots),
});
export type NodeSettings = z.infer<typeof nodeSettings>;

/** The way to another node, from what really went over it; what is not there was not seen yet. */
export const path = z.object({
  /** Of state that moves, with taking it down and setting it up. */
  bytesPerMs: z.optional(z.number().check(z.gt(0))),
  /** Of a message and its answer. */
  rttMs: z.optional(nonNegative),
});
export type Path = z.infer<typeof path>;

/** A node as seen from another: the announcement and how old that knowledge is. */
export interface NodeView {
  info: NodeInfo;
  /** How old the announcement is, ms; 0 for oneself. */
  ageMs: number;
  state: 'alive' | 'suspect' | 'dead';
  isSelf: boolean;
  /** False where this node's user does not let its tasks execute there. */
  mayHost?: boolean | undefined;
  /** From here to there. */
  path?: Path | undefined;
}

/** Why a task cannot be moved just now or ever: a sentence for people, and where in their program. */
export const cantMove = z.object({
  reason: text,
  file: z.nullable(text),
  line: z.nullable(z.int()),
  /** `pinned` lasts; `delayed` was true at the last attempt (a builtin callback on the stack…). */
  kind: z.enum(['pinned', 'delayed']),
});
export type CantMove = z.infer<typeof cantMove>;
