import { rmSync, statSync } from 'node:fs';
import { type CheckpointPlan, checkpointsOf } from '../../deputy/checkpoint-plan.ts';

/** The checkpoint files of all runs, of which as many stay as of one. */
export class Files {
  private readonly written: string[] = [];
  private latest: string | null = null;
  private pid = 0;
  /** Of a process of that number that is long gone. */
  private foreign = new Map<string, string>();

  constructor(
    private readonly plan: CheckpointPlan,
    private readonly program: string,
  ) {}

  begun(pid: number): void {
    this.pid = pid;
    this.foreign = new Map(this.onDisk().map((file) => [file, stampOf(file)]));
  }

  /** Its deputy has written its last. */
  ended(): void {
    const own = this.onDisk().filter((file) => this.foreign.get(file) !== stampOf(file));
    this.latest = own.at(-1) ?? this.latest;
    this.written.push(...own);
    for (const file of this.written.splice(0, this.written.length - this.plan.keep))
      rmSync(file, { force: true });
  }

  /** The last one, where a run did not end by itself; one that begins again has nothing to do with those before. */
  goOnFrom(isKilled: boolean): string | null {
    if (!isKilled) this.latest = null;
    return this.latest;
  }

  private onDisk(): string[] {
    return checkpointsOf(this.plan, this.program, this.pid);
  }
}

function stampOf(file: string): string {
  const stat = statSync(file, { throwIfNoEntry: false });
  return stat ? `${stat.ino} ${stat.mtimeMs}` : '';
}
