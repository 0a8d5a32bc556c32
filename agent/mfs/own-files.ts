import type { FileCallHere } from '../../protocol/host.ts';
import { MAX_TASKS } from '../../protocol/limits.ts';
import type { FileAnswer } from './export/calls-here.ts';
import type { Exporter } from './export/exporter.ts';

/** Calls whose bytes are of files. */
const READS: ReadonlySet<string> = new Set(['fs.readFile', 'fs.ahead', 'fs.readAt']);

/**
 * Files of this node, for tasks that execute here: a call that changes nothing and names all that it needs is done where the file is, and
 * home is not asked (DFSA). It is judged as if it had come from the task's home.
 */
export class OwnFiles {
  /** By task; the oldest are forgotten. */
  private readonly used = new Map<string, { calls: number; bytes: number }>();

  /** `refusal`: why that home may have no files of this node, in words; null where it may. */
  constructor(
    private readonly exporter: Pick<Exporter, 'call'>,
    private readonly refusal: (home: number) => string | null,
  ) {}

  usedBy(task: string): { calls: number; bytes: number } | undefined {
    return this.used.get(task);
  }

  async call(task: string, home: number, call: FileCallHere): Promise<FileAnswer> {
    const answer = await this.exporter.call(call, this.refusal(home));
    if (!answer.error) this.count(task, READS.has(call.name) ? (answer.bytes?.length ?? 0) : 0);
    return answer;
  }

  private count(task: string, bytes: number): void {
    const before = this.used.get(task) ?? { calls: 0, bytes: 0 };
    this.used.set(task, { calls: before.calls + 1, bytes: before.bytes + bytes });
    if (this.used.size > MAX_TASKS) this.used.delete(this.used.keys().next().value as string);
  }
}
