/**
 * First in, first out, as plain data. An array alone moves all its items at each `shift` once it is large, and setting its
 * length is slow: so two indices walk along it, and start anew whenever it is empty.
 */
export interface Queue<T> {
  items: (T | undefined)[];
  /** Index of the first item, and the index after the last. */
  head: number;
  tail: number;
}

/** So many empty places at the front are worth moving the rest. */
const COMPACT_FROM = 1024;

export const newQueue = <T>(): Queue<T> => ({ items: [], head: 0, tail: 0 });

export const length = ({ head, tail }: Queue<unknown>): number => tail - head;
export const isEmpty = ({ head, tail }: Queue<unknown>): boolean => head === tail;

export function enqueue<T>(queue: Queue<T>, item: T): void {
  queue.items[queue.tail++] = item;
}

export function dequeue<T>(queue: Queue<T>): T | undefined {
  const { items, head, tail } = queue;
  if (head === tail) return undefined;
  const item = items[head];
  // What has run must not be kept alive.
  items[head] = undefined;
  queue.head = head + 1;
  if (queue.head === tail) {
    queue.head = 0;
    queue.tail = 0;
  } else if (queue.head >= COMPACT_FROM && queue.head * 2 >= tail) {
    moveToFront(queue);
  }
  return item;
}

/** In place: a list left behind with something in it would keep that alive until it is collected itself. */
function moveToFront(queue: Queue<unknown>): void {
  const { items, head, tail } = queue;
  for (let at = head; at < tail; at++) {
    items[at - head] = items[at];
    items[at] = undefined;
  }
  queue.head = 0;
  queue.tail = tail - head;
}

export function clear(queue: Queue<unknown>): void {
  queue.items = [];
  queue.head = 0;
  queue.tail = 0;
}
