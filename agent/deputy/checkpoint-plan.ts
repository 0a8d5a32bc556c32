import { rmSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';

/** When a task writes checkpoint files by itself, where, and how many of them stay. */
export interface CheckpointPlan {
  /** Null: only when somebody asks; `auto`: as its cost allows. */
  everyMs: number | 'auto' | null;
  directory: string;
  keep: number;
}

/** The names of a task's checkpoint files: `compute-pi.4711.3.checkpoint`. */
export class CheckpointNames {
  private count = 0;
  private readonly written: string[] = [];
  private readonly stem: string;
  private readonly plan: CheckpointPlan;

  constructor(plan: CheckpointPlan, program: string, pid: number) {
    this.plan = { ...plan, directory: resolve(plan.directory) };
    this.stem = `${basename(program, extname(program)).replace(/^\[(.*)\]$/, '$1')}.${pid}`;
  }

  next(): string {
    this.count += 1;
    return join(this.plan.directory, `${this.stem}.${this.count}.checkpoint`);
  }

  /** One more is on the disk: the oldest of those that it replaces goes. */
  keep(file: string): void {
    this.written.push(file);
    while (this.written.length > this.plan.keep) rmSync(this.written.shift()!, { force: true });
  }
}
