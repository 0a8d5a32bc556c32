import * as z from 'zod/mini';
import type { NodeViewMessage, WatchedState } from './control.ts';
import { taskId } from './node.ts';
import type { TaskLifeEvent, TaskStatus } from './task.ts';

/** Between the page of `mosmon --web` and its server, both of one build: docs/design/web.md. Times are ms since the epoch. */

/** The page wants a task elsewhere: on a node, at home (0), or where the balancer wants it. */
export const webOrder = z.object({
  task: taskId,
  to: z.union([z.int().check(z.gte(0), z.lte(65_535)), z.literal('balance')]),
});
export type WebOrder = z.infer<typeof webOrder>;

/** How that ended: a `migration` or a `stayed` event, or why nobody tried. */
export type WebAnswer = { event: TaskLifeEvent } | { error: string };

/** What the agent sees now. */
export interface WebState extends Pick<WatchedState, 'missed' | 'omitted'> {
  atMs: number;
  nodes: NodeViewMessage[];
  tasks: TaskStatus[];
}

/** What the page is told, each with its name as the event of the stream. */
export interface WebEvents {
  state: WebState;
  /** The agent is gone; it is looked for. */
  lost: { reason: string };
  life: TaskLifeEvent;
  /** What has happened before the page was there, oldest first. */
  log: TaskLifeEvent[];
}
export type WebEventName = keyof WebEvents;

/** A value for each time of the samples; null: not known. */
type Column = (number | null)[];

/** Loads of the nodes over some time, oldest first. */
export interface WebSamples {
  times: number[];
  nodes: {
    id: number;
    name: string;
    load: Column;
    speed: Column;
    usedBytes: Column;
    totalBytes: Column;
  }[];
}
