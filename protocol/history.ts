import * as z from 'zod/mini';
import { MAX_HISTORY_NODES, MAX_HISTORY_ROWS } from './limits.ts';
import { nodeId, nodeName, taskId, text } from './node.ts';

/** What a node remembers, and how it is asked for: see docs/design/history.md. Times are ms since the epoch. */

/** Of one node, over the step that begins at `atMs`: averages, and the highest load. */
export const historySample = z.object({
  atMs: z.number(),
  node: nodeId,
  name: nodeName,
  load: z.number(),
  mostLoad: z.number(),
  speed: z.number(),
  freeBytes: z.number(),
  totalBytes: z.number(),
  /** Tasks executing there. */
  tasks: z.number(),
});
export type HistorySample = z.infer<typeof historySample>;

/** A task was on a node; `untilMs` null: it still is. Times and memory as they were last known. */
export const historyStay = z.object({
  task: taskId,
  command: text,
  home: nodeId,
  node: nodeId,
  sinceMs: z.number(),
  untilMs: z.nullable(z.number()),
  cpuMs: z.number(),
  memoryBytes: z.number(),
});
export type HistoryStay = z.infer<typeof historyStay>;

/** A task whose home is the node that tells has moved, was to move and has not, or is lost. */
export const historyMove = z.object({
  atMs: z.number(),
  task: taskId,
  event: z.enum(['migration', 'stayed', 'lost']),
  from: nodeId,
  to: z.nullable(nodeId),
  reason: text,
  freezeMs: z.nullable(z.number()),
  totalMs: z.nullable(z.number()),
  stateBytes: z.nullable(z.number()),
});
export type HistoryMove = z.infer<typeof historyMove>;

export const historyQuery = z.object({
  what: z.enum(['samples', 'stays', 'moves']),
  /** What happened at these times or between them. */
  fromMs: z.number(),
  toMs: z.number(),
  /** Only these nodes; absent: all. */
  nodes: z.optional(z.array(nodeId).check(z.maxLength(MAX_HISTORY_NODES))),
  /** At least so long steps of samples; absent: as fine as there is and fits. */
  stepMs: z.optional(z.number().check(z.gte(1))),
});
export type HistoryQuery = z.infer<typeof historyQuery>;

/** Oldest first. */
export const historyRows = z.object({
  /** The file in which all of it stands, at the node that answers. */
  file: text,
  stepMs: z.number(),
  samples: z.array(historySample).check(z.maxLength(MAX_HISTORY_ROWS)),
  stays: z.array(historyStay).check(z.maxLength(MAX_HISTORY_ROWS)),
  moves: z.array(historyMove).check(z.maxLength(MAX_HISTORY_ROWS)),
  /** There is more than one answer holds: ask for less time. */
  isCut: z.boolean(),
});
export type HistoryRows = z.infer<typeof historyRows>;
