import { readdirSync, rmSync } from 'node:fs';
import { basename, extname, join, resolve } from 'node:path';

/** When a task writes checkpoint files by itself, where, and how many of them stay. */
export interface CheckpointPlan {
  /** Null: only when somebody asks; `auto`: as its cost allows. */
  everyMs: number | 'auto' | null;
  directory: string;
  keep: number;
  /** Its states are kept, and no file is written but where somebody asks for one. */
  isFileless?: boolean;
}

/** The names of a task's checkpoint files: `compute-pi.4711.3.checkpoint`. */
export class CheckpointNames {
  private count = 0;
  private readonly written: string[] = [];
  private readonly stem: string;
  private readonly plan: CheckpointPlan;

  constructor(plan: CheckpointPlan, program: string, pid: number) {
    this.plan = { ...plan, directory: resolve(plan.directory) };
    this.stem = stemOf(program, pid);
  }

  next(): string {
    this.count += 1;
    return join(this.plan.directory, nameOf(this.stem, this.count));
  }

  /** One more is on the disk: the oldest of those that it replaces goes. */
  keep(file: string): void {
    this.written.push(file);
    while (this.written.length > this.plan.keep) rmSync(this.written.shift()!, { force: true });
  }
}

const stemOf = (program: string, pid: number): string =>
  `${basename(program, extname(program)).replace(/^\[(.*)\]$/, '$1')}.${pid}`;
const nameOf = (stem: string, count: number): string => `${stem}.${count}.checkpoint`;

/** Those that the task of that process has left, the latest last. */
export function checkpointsOf({ directory }: CheckpointPlan, program: string, pid: number): string[] {
  const stem = stemOf(program, pid);
  const counts = entriesOf(directory)
    .map((name) => /^\.(\d+)\.checkpoint$/.exec(name.startsWith(stem) ? name.slice(stem.length) : '')?.[1])
    .filter((count) => count !== undefined)
    .map(Number);
  return counts.sort((a, b) => a - b).map((count) => join(resolve(directory), nameOf(stem, count)));
}

function entriesOf(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}
