import type { NodeView } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';

/** What somebody may want to be told of. `text`: the same in one line. */
export type Alert = { atMs: number; text: string } & (
  | { event: 'node-down' | 'node-back'; node: number; name: string }
  | { event: 'task-lost'; task: string; command: string; reason: string }
  | { event: 'task-failed'; task: string; command: string; code: number | null; signal: string | null }
  | {
      event: 'standbys-missing';
      task: string;
      command: string;
      standbys: number;
      wanted: number;
      reason: string;
    }
  | { event: 'standbys-back'; task: string; command: string; standbys: number; wanted: number }
  | { event: 'memory-short'; freeBytes: number; totalBytes: number }
  | { event: 'disk-full'; path: string; freeBytes: number; totalBytes: number }
);

/** A task under `--ha` whose home this node is. */
export interface Standing {
  task: string;
  command: string;
  standbys: number;
  wanted: number;
  reason: string;
}

export interface Room {
  freeBytes: number;
  totalBytes: number;
}

/** Short below the first part of all, and not any more above the second: what hovers there is told once. */
const MEMORY = { short: 0.05, enough: 0.1 };
const DISK = { short: 0.02, enough: 0.04 };
/** They come from its user, as Ctrl-C does. */
const OF_ITS_USER = ['SIGINT', 'SIGTERM', 'SIGHUP'];
/** One that goes is mostly followed by another in a moment. */
const MISSING_MS = 10_000;
const NO_DEPUTY = 'its omrun was killed, or its agent lost it';

/** What of all that an agent sees is worth an alert. Once for each change. */
export class Watch {
  private readonly up = new Map<number, boolean>();
  private readonly lost = new Map<string, string>();
  private readonly missing = new Map<string, { sinceMs: number; isTold: boolean }>();
  private isMemoryShort = false;
  private isDiskFull = false;

  /** Other nodes: one that was up and is dead, and one that is up again. Suspicion is no news. */
  nodes(atMs: number, nodes: readonly NodeView[]): Alert[] {
    return nodes.flatMap(({ info: { id: node, name }, state, isSelf }): Alert[] => {
      const before = this.up.get(node);
      if (isSelf || state === 'suspect' || before === (state === 'alive')) return [];
      const isUp = state === 'alive';
      // One that has never been up since this agent began is no news.
      if (before === undefined && !isUp) return [];
      this.up.set(node, isUp);
      if (before === undefined) return [];
      const event = isUp ? 'node-back' : 'node-down';
      return [{ event, atMs, text: `node ${node} (${name}) is ${isUp ? 'up again' : 'down'}`, node, name }];
    });
  }

  /** Tasks that have fewer standbys than their user wants, for a while. */
  standbys(atMs: number, all: readonly Standing[]): Alert[] {
    for (const task of this.missing.keys())
      if (!all.some((one) => one.task === task)) this.missing.delete(task);
    return all.flatMap(({ task, command, standbys, wanted, reason }): Alert[] => {
      const before = this.missing.get(task);
      const what = { task, command, standbys, wanted };
      const text = `task ${task} (${command}) has ${standbys} of ${wanted} standbys`;
      if (standbys >= wanted) {
        this.missing.delete(task);
        return before?.isTold ? [{ event: 'standbys-back', atMs, text: `${text} again`, ...what }] : [];
      }
      const now = before ?? { sinceMs: atMs, isTold: false };
      this.missing.set(task, now);
      if (now.isTold || atMs - now.sinceMs < MISSING_MS) return [];
      now.isTold = true;
      return [{ event: 'standbys-missing', atMs, text: `${text}: ${reason}`, ...what, reason }];
    });
  }

  memory(atMs: number, { freeBytes, totalBytes }: Room): Alert[] {
    const wasShort = this.isMemoryShort;
    this.isMemoryShort = isShort(MEMORY, wasShort, freeBytes / totalBytes);
    if (wasShort || !this.isMemoryShort) return [];
    const text = `memory is short: ${mebibytes(freeBytes)} of ${mebibytes(totalBytes)} are free`;
    return [{ event: 'memory-short', atMs, text, freeBytes, totalBytes }];
  }

  /** `path`: a directory of that disk. */
  disk(atMs: number, path: string, { freeBytes, totalBytes }: Room): Alert[] {
    const wasFull = this.isDiskFull;
    this.isDiskFull = isShort(DISK, wasFull, freeBytes / totalBytes);
    if (wasFull || !this.isDiskFull) return [];
    const text = `the disk of ${path} is full: ${mebibytes(freeBytes)} of ${mebibytes(totalBytes)} are free`;
    return [{ event: 'disk-full', atMs, text, path, freeBytes, totalBytes }];
  }

  /** A task of this home. One that is lost may go on; its deputy says when it does not. Threads are part of their programs. */
  life(event: TaskLifeEvent, commandOf: (task: string) => string): Alert[] {
    const { task, atMs } = event;
    if (task.includes('.')) return [];
    if (event.event === 'lost') this.lost.set(task, event.reason);
    if (event.event === 'start') this.lost.delete(task);
    if (event.event !== 'end') return [];
    const reason = this.lost.get(task) ?? NO_DEPUTY;
    this.lost.delete(task);
    const { code, signal } = event;
    const command = commandOf(task);
    const name = `task ${task} (${command})`;
    if (code === null && signal === null)
      return [{ event: 'task-lost', atMs, text: `${name} is lost: ${reason}`, task, command, reason }];
    if (code === 0 || (signal !== null && OF_ITS_USER.includes(signal))) return [];
    const how = signal === null ? `with exit code ${code}` : `by ${signal}`;
    return [{ event: 'task-failed', atMs, text: `${name} ended ${how}`, task, command, code, signal }];
  }
}

const isShort = (at: typeof MEMORY, before: boolean, free: number): boolean =>
  free < (before ? at.enough : at.short);

const mebibytes = (bytes: number): string => `${Math.floor(bytes / 2 ** 20)} MiB`;
