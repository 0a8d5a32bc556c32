/**
 * The queue of microtasks: what has to run, how its promise was settled, the value. Three places an entry, side by side in one list, so that
 * an `await` allocates no job.
 */
import type { PENDING, Settled, Work } from '../promise/work.ts';

/** `head` and `tail` count places, and begin anew whenever it is empty. */
export interface Microtasks {
  items: unknown[];
  head: number;
  tail: number;
}

export const PLACES = 3;
/** So many empty places at the front are worth moving the rest. */
const COMPACT_FROM = 1024 * PLACES;

export const newMicrotasks = (): Microtasks => ({ items: [], head: 0, tail: 0 });

/** The task's own. */
let queue = newMicrotasks();
/** Where V8's own promises are in use its queue keeps the order of all jobs: this one hands over. */
let toNative: ((work: Work, code: number, value: unknown) => void) | null = null;

export function useMicrotasks(theQueue: Microtasks): void {
  queue = theQueue;
}

export function handOver(add: (work: Work, code: number, value: unknown) => void): void {
  toNative = add;
  const { items, head, tail } = queue;
  clearMicrotasks(queue);
  for (let at = head; at < tail; at += PLACES) add(items[at] as Work, items[at + 1] as number, items[at + 2]);
}

export function addMicrotask(work: Work, how: Settled | typeof PENDING, value: unknown): void {
  const code = work.kind | how;
  if (toNative !== null) {
    toNative(work, code, value);
    return;
  }
  const { items, tail } = queue;
  items[tail] = work;
  items[tail + 1] = code;
  items[tail + 2] = value;
  queue.tail = tail + PLACES;
}

/** The entry at `head` has been taken. What has run must not be kept alive. */
export function passOver(microtasks: Microtasks): void {
  const { items, head, tail } = microtasks;
  items[head] = undefined;
  items[head + 2] = undefined;
  const next = head + PLACES;
  if (next === tail) {
    microtasks.head = 0;
    microtasks.tail = 0;
  } else if (next >= COMPACT_FROM && next * 2 >= tail) {
    microtasks.items = items.slice(next, tail);
    microtasks.head = 0;
    microtasks.tail = tail - next;
  } else microtasks.head = next;
}

export function clearMicrotasks(microtasks: Microtasks): void {
  microtasks.items = [];
  microtasks.head = 0;
  microtasks.tail = 0;
}
