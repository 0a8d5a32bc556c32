import { chmodSync, mkdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod/mini';
import { taskId } from '../../protocol/node.ts';
import type { Ending } from '../deputy/deputy.ts';
import { isSameProcess, type ProcessName, processName } from './process-name.ts';

/** How it ended, as its deputy saw it. */
const end = z.discriminatedUnion('how', [
  z.object({ how: z.literal('exit'), code: z.int() }),
  z.object({ how: z.literal('signal'), signal: z.string() }),
  z.object({ how: z.literal('lost'), reason: z.string() }),
]);

const record = z.object({
  task: taskId,
  deputy: z.object({ pid: z.int(), startTicks: z.nullable(z.string()) }),
  command: z.string(),
  cwd: z.string(),
  end: z.nullable(end),
});
export type KeptRecord = z.infer<typeof record>;

export type KeptState =
  | { at: 'running' }
  /** It said how it ended before its process did. */
  | ({ at: 'ended' } & z.infer<typeof end>)
  /** Its process is gone without a word. */
  | { at: 'killed' };

const RECORD = 'task.json';

/** Where a detached task keeps what it writes: a directory with `stdout`, `stderr` and `task.json`. */
export class KeptTask {
  constructor(readonly directory: string) {}

  static make(directory: string): KeptTask {
    mkdirSync(directory, { recursive: true });
    // Nobody else's business, whatever the umask of the task.
    chmodSync(directory, 0o700);
    return new KeptTask(directory);
  }

  path(stream: 'stdout' | 'stderr'): string {
    return join(this.directory, stream);
  }

  /** Null where it is none, or damaged. */
  read(): KeptRecord | null {
    try {
      return record.parse(JSON.parse(readFileSync(join(this.directory, RECORD), 'utf8')));
    } catch {
      return null;
    }
  }

  /** Whole or not at all: somebody may look at any time. */
  write(kept: KeptRecord): void {
    const path = join(this.directory, RECORD);
    writeFileSync(`${path}.new`, `${JSON.stringify(kept)}\n`, { mode: 0o600 });
    renameSync(`${path}.new`, path);
  }

  /** The deputy's: it has started under this name. Its files stay open over the renaming. */
  begin(directory: string, task: string, command: string): KeptTask {
    const deputy: ProcessName = processName(process.pid);
    this.write({ task, deputy, command, cwd: process.cwd(), end: null });
    // An earlier task of the same number: ended, since that number is ours now.
    rmSync(directory, { recursive: true, force: true });
    renameSync(this.directory, directory);
    return new KeptTask(directory);
  }

  end(ending: Ending): void {
    const kept = this.read();
    if (kept) this.write({ ...kept, end: ending });
  }

  state(kept: KeptRecord): KeptState {
    if (kept.end) return { at: 'ended', ...kept.end };
    if (isSameProcess(kept.deputy)) return { at: 'running' };
    // Its last word may have come in between.
    const last = this.read()?.end;
    return last ? { at: 'ended', ...last } : { at: 'killed' };
  }

  remove(): void {
    rmSync(this.directory, { recursive: true, force: true });
  }
}
