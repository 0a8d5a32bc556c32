/**
 * The queue of microtasks: what has to run, how its promise was settled, the value. Three places an entry, side by side in one list, so that
 * an `await` allocates no job. No list is ever left behind with something in it: what is old and dead keeps what is young alive, and so
 * whole trees of promises would be carried to the old generation, dead as they are.
 */
import type { PENDING, Settled, Work } from '../promise/work.ts';

const { defineProperty } = Reflect;
const { prototype: arrayPrototype } = Array;
const { max } = Math;

/** `head` and `tail` count places, and begin anew whenever it is empty. */
export interface Microtasks {
  items: unknown[];
  head: number;
  tail: number;
}

export const PLACES = 3;
const FEWEST_PLACES = 32 * PLACES;
/** A longer list is let go when it has run empty. */
const MOST_KEPT_PLACES = 65_536 * PLACES;
const EMPTY = Object.freeze({ value: undefined, writable: true, enumerable: true, configurable: true });

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
  if (queue.tail === queue.items.length) makeRoom(queue);
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
  if (next !== tail) {
    microtasks.head = next;
    return;
  }
  microtasks.head = 0;
  microtasks.tail = 0;
  if (items.length > MOST_KEPT_PLACES) microtasks.items = [];
}

/** The list is full to its end: its entries move to its front where half of it is free, else to a longer one. */
function makeRoom(microtasks: Microtasks): void {
  const { items, head, tail } = microtasks;
  const count = tail - head;
  const isRoomy = head > 0 && count <= head;
  const to = isRoomy ? items : emptyPlaces(max(FEWEST_PLACES, 2 * count));
  for (let i = 0; i < count; i++) {
    to[i] = items[head + i];
    items[head + i] = undefined;
  }
  microtasks.items = to;
  microtasks.head = 0;
  microtasks.tail = count;
}

function emptyPlaces(count: number): unknown[] {
  const places: unknown[] = new Array(count);
  for (let i = 0; i < count; i++) {
    // Not through a setter that the program may have put there.
    if (i in arrayPrototype) defineProperty(places, i, EMPTY);
    else places[i] = undefined;
  }
  return places;
}

/** Without the places that nothing stands in. */
export function trim(microtasks: Microtasks): void {
  const { items, head, tail } = microtasks;
  const entries = emptyPlaces(tail - head);
  for (let i = 0; i < entries.length; i++) entries[i] = items[head + i];
  microtasks.items = entries;
  microtasks.head = 0;
  microtasks.tail = entries.length;
}

export function clearMicrotasks(microtasks: Microtasks): void {
  microtasks.items = [];
  microtasks.head = 0;
  microtasks.tail = 0;
}
