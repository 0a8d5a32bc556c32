import { bytesOf, copyTo, part, putU32, u32At } from '../../protocol/bytes.ts';

// The program may have others.
const { compareExchange, load, store, wait } = Atomics;

/** Room for frames that leave together: of a file that is written by 64 KiB, some. */
const ROOM_BYTES = 320 * 1024;
/** How long to wait before the lock is looked at again; whoever holds it writes to the channel. */
const LOOK_AGAIN_MS = 1;

/** Indices of `words`. */
export const LOCK = 0;
const BYTES = 1;
const ALARM = 2;

/** What the helper thread shares with the task's: see poke.ts. */
export interface GatheredMemory {
  /** Lock (0 is free), bytes that are gathered, alarm (1: the helper will write them soon). */
  words: Int32Array;
  bytes: Uint8Array;
}

/**
 * Frames that wait a little for others, so that a program that prints many short lines makes few writes. Whatever is sent otherwise
 * takes them along in front; where nothing is, the helper thread writes them after a while, for the program may compute for hours.
 * Under a lock, which also keeps whole frames whole on the descriptor that both threads write to.
 */
export class Gathered {
  readonly memory: GatheredMemory;
  private readonly words: Int32Array;
  private readonly bytes: Uint8Array;
  /** Where the frame begins that more can be added to. */
  private lastAt = 0;

  constructor() {
    this.words = new Int32Array(new SharedArrayBuffer(12));
    this.bytes = new Uint8Array(new SharedArrayBuffer(ROOM_BYTES));
    this.memory = { words: this.words, bytes: this.bytes };
  }

  /** @returns the words: whoever has the lock frees it with `store(words, LOCK, 0)`, for there may be no stack left for a call of ours. */
  lock(): Int32Array {
    while (compareExchange(this.words, LOCK, 0, 1) !== 0) wait(this.words, LOCK, 1, LOOK_AGAIN_MS);
    return this.words;
  }

  /** What is there, as long as the lock is held. */
  held(): Uint8Array {
    return part(this.bytes, 0, this.words[BYTES]!);
  }

  /** It has been written. */
  clear(): void {
    this.words[BYTES] = 0;
  }

  get isEmpty(): boolean {
    return load(this.words, BYTES) === 0;
  }

  /** Under the lock. False where there is no room. */
  add(header: Uint8Array, tail: Uint8Array): boolean {
    const at = this.words[BYTES]!;
    const headerBytes = bytesOf(header);
    const end = at + headerBytes + bytesOf(tail);
    if (end > ROOM_BYTES) return false;
    copyTo(this.bytes, header, at);
    copyTo(this.bytes, tail, at + headerBytes);
    this.lastAt = at;
    this.words[BYTES] = end;
    return true;
  }

  /** The last frame gets a longer tail. False where it has left, or there is no room. */
  extend(more: Uint8Array): boolean {
    const words = this.lock();
    try {
      const at = this.words[BYTES]!;
      const end = at + bytesOf(more);
      if (at === 0 || end > ROOM_BYTES) return false;
      copyTo(this.bytes, more, at);
      putU32(this.bytes, this.lastAt, u32At(this.bytes, this.lastAt) + end - at);
      this.words[BYTES] = end;
      return true;
    } finally {
      store(words, LOCK, 0);
    }
  }

  /** True where the helper has to be told that there is something to write. */
  wantsAlarm(): boolean {
    return compareExchange(this.words, ALARM, 0, 1) === 0;
  }
}

/** The helper's side of it, as text of its thread: `gatheredSoon(memory, end)` when it is told. */
export const HELPER_WRITES = `
const { writeSync } = require('node:fs');
const LATER_MS = 2;
function gatheredSoon({ words, bytes }, fd, end) {
  setTimeout(() => {
    // Before the lock: what is gathered from now on asks for another alarm.
    Atomics.store(words, ${ALARM}, 0);
    while (Atomics.compareExchange(words, ${LOCK}, 0, 1) !== 0) Atomics.wait(words, ${LOCK}, 1, ${LOOK_AGAIN_MS});
    for (let at = 0; at < words[${BYTES}];) {
      try { at += writeSync(fd, bytes, at, words[${BYTES}] - at); }
      catch (error) {
        if (error.code === 'EAGAIN') Atomics.wait(words, ${LOCK}, 1, ${LOOK_AGAIN_MS});
        else if (error.code !== 'EINTR') return end();
      }
    }
    words[${BYTES}] = 0;
    Atomics.store(words, ${LOCK}, 0);
  }, LATER_MS);
}
`;
