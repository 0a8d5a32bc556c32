import { performance } from 'node:perf_hooks';
import type { Cancel, Clock, Random } from '../protocol/ports.ts';

/** The machine's clock. Its timers do not keep the process alive: the sockets do. */
export const systemClock: Clock = {
  nowMs: () => Date.now(),
  monotonicMs: () => performance.now(),
  after(ms: number, callback: () => void): Cancel {
    const timer = setTimeout(callback, ms).unref();
    return () => clearTimeout(timer);
  },
};

/** Whom to tell, what to try: nothing that has to be kept secret. */
export const systemRandom: Random = { next: () => Math.random() };
