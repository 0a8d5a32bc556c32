import { HOST_CHANNEL_FD } from '../../protocol/descriptors.ts';
import { MAX_TIMEOUT_MS } from '../../protocol/limits.ts';
import type { CantMove } from '../../protocol/node.ts';
import type { ProgramImage } from '../../protocol/program.ts';
import type { NativeWaits } from '../runtime/loop/ports.ts';
import type { SyncChannel } from './channel.ts';

// The guest's own take the globals' places.
const native = process;
const { setTimeout, clearTimeout, setImmediate } = globalThis;
const { nextTick } = native;
const { min } = Math;

/** What keeps such a program: the first that asks for an add-on. */
export function pinOf({ notes, sources }: ProgramImage): CantMove {
  const note = notes.find(({ kind }) => kind === 'stays');
  if (!note) return { reason: 'omrun --addons was asked for', file: null, line: null, kind: 'pinned' };
  return { reason: note.reason, file: sources[note.source]?.path ?? null, line: note.line, kind: 'pinned' };
}

/** Thrown to leave the stack: the task's loop goes on from Node's own event loop. */
export const PARKED: unique symbol = Symbol('parked');

/**
 * Waits of a task with native add-ons. Their work is done by threads and polls of libuv, which calls back only from Node's own event
 * loop: so the task's loop is left whenever there is nothing to do, and run again after whatever may have given it something.
 */
export class LibuvWaits implements NativeWaits {
  isOver = false;
  private readonly goOn: () => void;
  private readonly socket: import('node:net').Socket;
  private timer: NodeJS.Timeout | undefined;
  private isWoken = false;
  private isParked = false;
  /** It is to be looked at soon. */
  private isCalled = false;
  private isLooking = false;
  /** What is called when it is looked at: its end is no news. */
  private ownId = 0;
  private readonly idNow: () => number;

  /** `goOn` runs the task's loop until it parks again. */
  constructor(channel: SyncChannel, nativeRequire: (name: string) => unknown, goOn: () => void) {
    this.goOn = goOn;
    const { Socket } = nativeRequire('node:net') as typeof import('node:net');
    const { createHook, executionAsyncId } = nativeRequire(
      'node:async_hooks',
    ) as typeof import('node:async_hooks');
    this.socket = new Socket({ fd: HOST_CHANNEL_FD, readable: true, writable: true });
    this.socket.on('data', (bytes: Uint8Array) => {
      channel.feed(bytes);
      this.wake();
    });
    // The agent is gone.
    this.socket.on('close', () => native.exit(0));
    // Errors are ends, too: 'close' follows.
    this.socket.on('error', () => {});
    this.idNow = executionAsyncId;
    createHook({ after: (id) => this.calledBack(id) }).enable();
    native.on('beforeExit', () => {
      this.isOver = true;
      this.wake();
    });
  }

  wakeSoon(): void {
    setImmediate(() => this.wake());
  }

  takeWoken(): boolean {
    const { isWoken } = this;
    this.isWoken = false;
    return isWoken;
  }

  park(timeoutMs: number | null, isAlive: boolean): never {
    if (isAlive) {
      this.isOver = false;
      this.socket.ref();
    } else this.socket.unref();
    if (timeoutMs !== null) this.timer = setTimeout(() => this.wake(), min(timeoutMs, MAX_TIMEOUT_MS));
    this.isParked = true;
    this.setBlocking(false);
    throw PARKED;
  }

  /** The task's own calls read the same descriptor, and wait in it. */
  private setBlocking(on: boolean): void {
    const { _handle } = this.socket as unknown as { _handle: { setBlocking(on: boolean): void } | null };
    _handle?.setBlocking(on);
  }

  private wake(): void {
    if (!this.isParked) return;
    clearTimeout(this.timer);
    this.isParked = false;
    this.setBlocking(true);
    this.isWoken = true;
    this.isLooking = true;
    this.ownId = this.idNow();
    this.goOn();
    this.isLooking = false;
  }

  /** Something has been called from the event loop, and may have left the task something to do: that is looked at as Node runs its ticks. */
  private calledBack(id: number): void {
    if (!this.isParked || this.isCalled || this.isLooking || id === this.ownId) return;
    this.isCalled = true;
    this.isOver = false;
    nextTick(() => {
      this.isCalled = false;
      this.wake();
    });
  }
}
