/** Simulated time: events by time, then by the order in which they were made. */
export class SimClock {
  nowMs = 0;
  private count = 0;
  private readonly heap: { atMs: number; order: number; run: () => void }[] = [];

  /** Calls back once after `ms`; the function returned cancels. */
  after(ms: number, callback: () => void): () => void {
    let live = true;
    this.push({ atMs: this.nowMs + ms, order: this.count++, run: () => live && callback() });
    return () => {
      live = false;
    };
  }

  runUntil(endMs: number): void {
    while (this.heap.length > 0 && this.heap[0]!.atMs <= endMs) {
      const event = this.pop();
      this.nowMs = event.atMs;
      event.run();
    }
    this.nowMs = endMs;
  }

  private push(event: { atMs: number; order: number; run: () => void }): void {
    const { heap } = this;
    let at = heap.push(event) - 1;
    while (at > 0) {
      const parent = (at - 1) >> 1;
      if (isBefore(heap[parent]!, event)) break;
      heap[at] = heap[parent]!;
      at = parent;
    }
    heap[at] = event;
  }

  private pop() {
    const { heap } = this;
    const top = heap[0]!;
    const last = heap.pop()!;
    if (heap.length === 0) return top;
    let at = 0;
    for (;;) {
      let child = 2 * at + 1;
      if (child >= heap.length) break;
      if (child + 1 < heap.length && isBefore(heap[child + 1]!, heap[child]!)) child++;
      if (isBefore(last, heap[child]!)) break;
      heap[at] = heap[child]!;
      at = child;
    }
    heap[at] = last;
    return top;
  }
}

const isBefore = (a: { atMs: number; order: number }, b: { atMs: number; order: number }): boolean =>
  a.atMs < b.atMs || (a.atMs === b.atMs && a.order < b.order);
