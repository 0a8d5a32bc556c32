import type { Ages } from './ages.ts';
import type { Knowledge } from './knowledge.ts';

export interface InformationOptions {
  periodMs: number;
  window: number;
  capacity: number;
  /** Of each message on its way. */
  delayMs: number;
  /** Share of the messages that are lost. */
  loss: number;
  /** So long, in the middle of the run, the cluster is cut in two halves, ms. */
  partitionMs: number;
}

/** How nodes come to know of each other: by messages that are really told (told.ts), or drawn by the law that these follow (drawn.ts). */
export interface Information {
  messages: number;
  bytes: number;
  /** How old knowledge is, where that is counted. */
  readonly ages: Ages | null;
  /** When the next message arrives. */
  readonly nextMs: number;
  deliver(nowMs: number): void;
  /** Once a period, before any node's turn. */
  round(): void;
  /** A node's turn in a period. */
  tick(node: number, nowMs: number): void;
  wentDown(node: number, nowMs: number): void;
  /** What a node knows of one of the worlds. */
  knowledge(node: number, world: number): Knowledge;
}

/** Bytes of an entry as it would be sent, and of what a message has besides. */
const ENTRY_BYTES = 200;
const HEAD_BYTES = 60;
export const messageBytes = (entries: number): number => HEAD_BYTES + ENTRY_BYTES * entries;
