/** What has been seen of primaries, and what of it cannot be. Whoever acts is a separate process of its own; time is the order of what they do. */

/** Somebody was the primary with that epoch, at some moment between two that we have seen. */
interface Seen {
  task: string;
  epoch: number;
  actor: string;
  from: number;
  to: number;
}

export class History {
  private now = 0;
  private readonly all: Seen[] = [];

  get length(): number {
    return this.all.length;
  }

  /** Runs that; if it is told an epoch, its actor was the primary with it in the meantime. */
  async note(task: string, actor: string, act: () => Promise<number | null>): Promise<void> {
    this.now += 1;
    const from = this.now;
    const epoch = await act();
    this.now += 1;
    if (epoch !== null) this.all.push({ task, epoch, actor, from, to: this.now });
  }

  /** What contradicts itself, in words. */
  contradictions(): string[] {
    const found: string[] = [];
    for (const [i, a] of this.all.entries())
      for (const b of this.all.slice(0, i)) {
        if (a.task !== b.task) continue;
        const pair = `${a.task}: ${JSON.stringify(a)} and ${JSON.stringify(b)}`;
        if (a.epoch === b.epoch && a.actor !== b.actor) found.push(`one epoch, two primaries: ${pair}`);
        // What was over before the other began has the lower epoch, or the same.
        const [first, second] = a.to < b.from ? [a, b] : b.to < a.from ? [b, a] : [null, null];
        if (first && second && first.epoch > second.epoch)
          found.push(`a fenced primary did something: ${pair}`);
      }
    return found;
  }
}
