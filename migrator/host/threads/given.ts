import type { Socket } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import type { Bell } from './blocking-port.ts';

/** What the host's script is to be in the thread where it runs. */
export type Given =
  /** The process itself; `script` gives this script's text, `code` what V8 has compiled of it so far. */
  | { role: 'host'; script(): string; code(): Uint8Array; codeRefused: boolean }
  /** The helper thread, which starts threads and keeps what they share on its way from one to another. */
  | ({ role: 'hall'; socket: Socket } & HallParts)
  | ({ role: 'thread' } & ThreadParts);

export interface HallParts {
  script: string;
  /** Of the main task. */
  memory: MemoryParts;
}

export interface MemoryParts {
  port: MessagePort;
  bell: Bell;
  counts: Counts;
}

/** Of the whole host. */
export type Counts = Int32Array;
/** The last ticket that was given out · messages that wait for who shows one · threads. */
export const TICKETS = 0;
export const WAITING = 1;
export const THREADS = 2;
export const makeCounts = (): Counts => new Int32Array(new SharedArrayBuffer(12));

export interface ThreadParts {
  /** Its channel to the agent, by the hall. */
  channel: MessagePort;
  bell: Bell;
  memory: MemoryParts;
}

declare const $given: Given | undefined;

/** None where the script was not started by the bootstrap. */
export const given = (): Given | undefined => (typeof $given === 'undefined' ? undefined : $given);
