import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { Buckets } from './exposition.ts';

/** Seconds: a freeze is some ms, of a large state on a slow link minutes. */
const FREEZE_BOUNDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 60];

/** What has happened to the tasks whose home is here since the agent began. */
export class Counts {
  starts = 0;
  ends = 0;
  lost = 0;
  migrations = 0;
  stayed = 0;
  stateBytes = 0;
  /** Messages that came from other nodes. */
  messages = 0;
  private freezeSeconds = 0;
  private readonly frozen = FREEZE_BOUNDS.map(() => 0);

  note(event: TaskLifeEvent): void {
    if (event.event === 'start') this.starts++;
    else if (event.event === 'end') this.ends++;
    else if (event.event === 'lost') this.lost++;
    else if (event.event === 'stayed') this.stayed++;
    else if (event.event === 'migration') {
      this.migrations++;
      this.stateBytes += event.stateBytes;
      const seconds = event.freezeMs / 1000;
      this.freezeSeconds += seconds;
      for (const [at, bound] of FREEZE_BOUNDS.entries()) if (seconds <= bound) this.frozen[at]!++;
    }
  }

  get freezes(): Buckets {
    const upTo = FREEZE_BOUNDS.map((bound, at) => [bound, this.frozen[at]!] as const);
    return { upTo, count: this.migrations, sum: this.freezeSeconds };
  }
}
