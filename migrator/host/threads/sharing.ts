import { MessageChannel } from 'node:worker_threads';
import type { CantMove } from '../../../protocol/node.ts';
import type { ProgramImage } from '../../../protocol/program.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import { assert } from '../../runtime/assert.ts';
import type { SharedMemory } from '../../runtime/loop/ports.ts';
import type { Helper } from '../poke.ts';
import { makeBell } from './blocking-port.ts';
import { given } from './given.ts';
import { TicketedMemory } from './shared-memory.ts';

/** Of a thread, which nobody captures. */
const NO_HELPER: Omit<Helper, 'alarm'> & Partial<Helper> = {
  pokes: new Int32Array(1),
  write() {},
  openHall() {},
};

/** What ties a task to its process: the main one to its threads, a thread to the main one. */
export class Sharing {
  private memory: SharedMemory | undefined;
  private own: typeof NO_HELPER = NO_HELPER;
  private readonly onFirst: () => void;

  /** `onFirst`: called when this, the main task, is about to have threads. */
  constructor(onFirst: () => void) {
    this.onFirst = onFirst;
    const start = given();
    if (start?.role === 'thread') this.memory = new TicketedMemory(start.memory);
  }

  /** Of the process there is one: its main thread makes it. */
  helper(make: () => Helper): typeof NO_HELPER {
    if (!this.memory) this.own = make();
    return this.own;
  }

  open(): SharedMemory {
    this.memory ??= this.openHall();
    return this.memory;
  }

  private openHall(): SharedMemory {
    const start = given();
    assert(start?.role === 'host', 'threads are started by the process');
    this.onFirst();
    const { port1, port2 } = new MessageChannel();
    const bell = makeBell();
    const tickets = makeBell();
    this.own.openHall({ script: start.script(), memory: { port: port2, bell, tickets } });
    return new TicketedMemory({ port: port1, bell, tickets });
  }
}

/** Why it stays, and what in the program is the cause. */
export function sharedPin({ notes, sources }: ProgramImage, { task, thread }: TaskSpec): CantMove {
  const note = notes.find(({ kind }) => kind === 'shares');
  return {
    reason: thread
      ? `it shares memory with its program, and is a thread of the host of task ${task.split('.')[0]}`
      : 'it shares memory with its workers, which are threads of its host',
    file: (note && sources[note.source]?.path) ?? null,
    line: note?.line ?? null,
    kind: 'pinned',
  };
}
