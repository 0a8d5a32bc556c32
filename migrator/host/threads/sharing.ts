import { MessageChannel } from 'node:worker_threads';
import type { CantMove } from '../../../protocol/node.ts';
import type { ProgramImage } from '../../../protocol/program.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import { assert } from '../../runtime/assert.ts';
import type { SharedMemory } from '../../runtime/loop/ports.ts';
import type { SyncChannel } from '../channel.ts';
import type { GuestHost } from '../guest-host.ts';
import type { Helper } from '../poke.ts';
import { makeBell } from './blocking-port.ts';
import { type Counts, given, makeCounts, THREADS, WAITING } from './given.ts';
import { TicketedMemory } from './shared-memory.ts';

// Before the program can put its own in their place.
const { load } = Atomics;

/** Of a thread, which nobody captures. */
const NO_HELPER: Omit<Helper, 'alarm'> & Partial<Helper> = {
  pokes: new Int32Array(1),
  write() {},
  openHall() {},
};

interface Parts {
  channel: SyncChannel;
  guest(): GuestHost;
  /** Why it stays while it shares memory. */
  reason(): CantMove;
  /** What it does is to be seen at once for another reason, too. */
  isNative(): boolean;
}

/** What ties a task to its process: the main one to its threads, a thread to the main one. */
export class Sharing {
  private memory: SharedMemory | undefined;
  private counts: Counts | undefined;
  private own: typeof NO_HELPER = NO_HELPER;
  /** While it is tied. */
  private tie: CantMove | null = null;

  constructor(private readonly parts: Parts) {
    const start = given();
    if (start?.role === 'thread') this.memory = new TicketedMemory(start.memory);
  }

  /** Of the process there is one: its main thread makes it. */
  helper(make: () => Helper): typeof NO_HELPER {
    if (!this.memory) this.own = make();
    this.parts.channel.alarm = this.own.alarm;
    return this.own;
  }

  /** Others see its memory and change it: what it does from now on is done at once, and here. */
  pin(): void {
    if (this.tie) return;
    const { channel, guest, reason } = this.parts;
    channel.alarm = undefined;
    this.tie = reason();
    guest().pin(this.tie);
  }

  open(): SharedMemory {
    this.pin();
    this.memory ??= this.openHall();
    return this.memory;
  }

  /** It has no workers: it is alone unless one of their threads is not over yet, or has a message that nobody has taken. */
  close(): void {
    const { tie, counts } = this;
    if (!tie || !counts || load(counts, THREADS) > 0 || load(counts, WAITING) > 0) return;
    const { channel, guest, isNative } = this.parts;
    this.tie = null;
    guest().unpin(tie);
    if (!isNative()) channel.alarm = this.own.alarm;
  }

  private openHall(): SharedMemory {
    const start = given();
    assert(start?.role === 'host', 'threads are started by the process');
    const { port1, port2 } = new MessageChannel();
    const bell = makeBell();
    const counts = makeCounts();
    this.counts = counts;
    this.own.openHall({ script: start.script(), memory: { port: port2, bell, counts } });
    return new TicketedMemory({ port: port1, bell, counts });
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
