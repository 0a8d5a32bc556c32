import type { Socket } from 'node:net';
import type { MessagePort } from 'node:worker_threads';
import type { Bell } from './blocking-port.ts';

/** What the host's script is to be in the thread where it runs. */
export type Given =
  /** The process itself; `script` gives this script's text. */
  | { role: 'host'; script(): string }
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
  /** The last ticket that was given out. */
  tickets: Int32Array;
}

export interface ThreadParts {
  /** Its channel to the agent, by the hall. */
  channel: MessagePort;
  bell: Bell;
  memory: MemoryParts;
}

declare const $given: Given | undefined;

/** None where the script was not started by the bootstrap. */
export const given = (): Given | undefined => (typeof $given === 'undefined' ? undefined : $given);
