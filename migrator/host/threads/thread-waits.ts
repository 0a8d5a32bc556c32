import { MAX_TIMEOUT_MS } from '../../../protocol/limits.ts';
import type { NativeWaits } from '../../runtime/loop/ports.ts';
import { PARKED } from '../native-waits.ts';
import type { Bell } from './blocking-port.ts';
import type { ThreadWire } from './thread-wire.ts';

// The guest's own take the globals' places.
const { setTimeout, clearTimeout, setImmediate } = globalThis;
const { load, waitAsync } = Atomics as typeof Atomics & {
  waitAsync(bell: Bell, index: number, value: number): { async: boolean; value: Promise<string> };
};
const { then } = Promise.prototype;
const { apply } = Reflect;
const { min } = Math;

/** Waits of a thread in Node's own event loop, for what V8 answers there. */
export class ThreadWaits implements NativeWaits {
  /** What V8 answers keeps no thread. */
  readonly isOver = true;
  private timer: NodeJS.Timeout | undefined;
  private isParked = false;
  private isWoken = false;
  /** Somebody waits for the bell. */
  private isListening = false;

  constructor(
    private readonly wire: ThreadWire,
    private readonly bell: Bell,
    private readonly goOn: () => void,
  ) {}

  wakeSoon(): void {
    setImmediate(() => this.wake());
  }

  takeWoken(): boolean {
    const { isWoken } = this;
    this.isWoken = false;
    return isWoken;
  }

  park(timeoutMs: number | null): never {
    const rung = load(this.bell, 0);
    if (this.wire.isReady) this.wakeSoon();
    else this.listen(rung);
    // It keeps the thread, too.
    this.timer = setTimeout(() => this.wake(), min(timeoutMs ?? MAX_TIMEOUT_MS, MAX_TIMEOUT_MS));
    this.isParked = true;
    throw PARKED;
  }

  private listen(rung: number): void {
    if (this.isListening) return;
    const waiting = waitAsync(this.bell, 0, rung);
    if (!waiting.async) return this.wakeSoon();
    this.isListening = true;
    apply(then, waiting.value, [
      () => {
        this.isListening = false;
        this.wakeSoon();
      },
    ]);
  }

  private wake(): void {
    if (!this.isParked) return;
    clearTimeout(this.timer);
    this.isParked = false;
    this.isWoken = true;
    this.goOn();
  }
}
