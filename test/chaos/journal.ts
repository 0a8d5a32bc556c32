/** What happened when: faults, ends of tasks, violations; and what a task may be lost to. */
export interface Entry {
  atMs: number;
  what: string;
}

/** What it may cost: hosts, or the agent with all of them and with what is at home there. */
export type Cost = 'host' | 'agent';

/** Something that may have cost the tasks that execute on a machine or are at home there. */
interface Excuse {
  machine: number;
  cost: Cost;
  fromMs: number;
  untilMs: number;
}

export class Journal {
  readonly entries: Entry[] = [];
  readonly violations: Entry[] = [];
  private readonly excuses: Excuse[] = [];
  private readonly startMs = performance.now();

  constructor(private readonly say: (line: string) => void) {}

  get nowMs(): number {
    return performance.now() - this.startMs;
  }

  note(what: string): void {
    const entry = { atMs: this.nowMs, what };
    this.entries.push(entry);
    this.say(inWords(entry));
  }

  violation(what: string): void {
    this.violations.push({ atMs: this.nowMs, what });
    this.note(`VIOLATION: ${what}`);
  }

  /** Until `end` is called, and `afterMs` beyond it, a task of that machine may be lost. */
  excuse(machine: number, cost: Cost, afterMs: number): { end(): void } {
    const excuse: Excuse = { machine, cost, fromMs: this.nowMs, untilMs: Number.POSITIVE_INFINITY };
    this.excuses.push(excuse);
    return {
      end: () => {
        excuse.untilMs = this.nowMs + afterMs;
      },
    };
  }

  /** Whether something on one of these machines may have cost what was lost between then and now. */
  isExcused(
    machines: readonly number[],
    sinceMs: number,
    costs: readonly Cost[] = ['host', 'agent'],
  ): boolean {
    return this.excuses.some(
      ({ machine, cost, fromMs, untilMs }) =>
        machines.includes(machine) && costs.includes(cost) && untilMs >= sinceMs && fromMs <= this.nowMs,
    );
  }

  /** What happened in these seconds, and a little before. */
  around(fromMs: number, toMs: number): string[] {
    return this.entries.filter(({ atMs }) => atMs >= fromMs - 2_000 && atMs <= toMs).map(inWords);
  }
}

const inWords = ({ atMs, what }: Entry): string => `${(atMs / 1000).toFixed(1).padStart(7)} s  ${what}`;
