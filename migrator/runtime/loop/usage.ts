import type { RuntimeState } from './state.ts';

type Counts = Record<string, number>;

const native = process;

/** `process.resourceUsage` of the task: here since it came, and everywhere before. What the host used to start is not its own. */
export class Usage {
  private state: RuntimeState | undefined;
  private atStart: Counts = {};

  load(state: RuntimeState): void {
    this.state = state;
    this.atStart = { ...native.resourceUsage() };
  }

  /** The task goes, or stays after all: what was used until now is noted. */
  note(state: RuntimeState): void {
    state.usage = this.now();
    this.load(state);
  }

  now(): Counts {
    const here: Counts = { ...native.resourceUsage() };
    const before = this.state?.usage ?? {};
    const total: Counts = {};
    for (const [name, count] of Object.entries(here))
      total[name] =
        name === 'maxRSS'
          ? Math.max(count, before[name] ?? 0)
          : (before[name] ?? 0) + count - (this.atStart[name] ?? 0);
    return total;
  }
}
