import type { HistoryMove, HistorySample, HistoryStay } from '../../protocol/history.ts';
import { MAX_HISTORY_CHARS, MAX_HISTORY_NODES } from '../../protocol/limits.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { TaskLifeEvent, TaskStatus } from '../../protocol/task.ts';

/** The finest step that is kept of loads. */
export const FINEST_MS = 10_000;

/** A line of the journal. `begin`: an agent has begun; what was open before it is over. */
export type Entry =
  | { begin: number }
  | { sample: HistorySample }
  | { stay: HistoryStay }
  | { move: HistoryMove };

interface Sum extends HistorySample {
  count: number;
}

/** Makes of what a node knows the entries of its history: averages of loads, and who was where from when to when. */
export class Recorder {
  private bucketMs = 0;
  private readonly sums = new Map<number, Sum>();
  private readonly open = new Map<string, HistoryStay>();

  /** Once a beat. */
  tick(atMs: number, nodes: readonly NodeView[], tasks: readonly TaskStatus[]): Entry[] {
    const bucketMs = Math.floor(atMs / FINEST_MS) * FINEST_MS;
    const full = bucketMs === this.bucketMs ? [] : this.close();
    this.bucketMs = bucketMs;
    for (const node of nodes) this.add(node);
    return [...full, ...this.look(atMs, tasks)];
  }

  /** Something has happened to a task whose home is here. */
  life(event: TaskLifeEvent, tasks: readonly TaskStatus[]): Entry[] {
    const looked = this.look(event.atMs, tasks);
    const move = moveOf(event);
    return move ? [...looked, { move }] : looked;
  }

  /** The agent ends: what it has summed up so far. */
  end(atMs: number): Entry[] {
    return [...this.close(), ...this.look(atMs, [])];
  }

  private add({ info, state }: NodeView): void {
    if (state !== 'alive') return;
    const sum = this.sums.get(info.id);
    const { id: node, name, speed, freeBytes, totalBytes, guests: tasks, load } = info;
    if (!sum) {
      if (this.sums.size >= MAX_HISTORY_NODES) return;
      const first = { node, name, load, mostLoad: load, speed, freeBytes, totalBytes, tasks };
      this.sums.set(node, { atMs: this.bucketMs, ...first, count: 1 });
      return;
    }
    sum.count++;
    sum.load += load;
    sum.mostLoad = Math.max(sum.mostLoad, load);
    sum.freeBytes += freeBytes;
    sum.tasks += tasks;
    Object.assign(sum, { name, speed, totalBytes });
  }

  private close(): Entry[] {
    const full = [...this.sums.values()].map(({ count, ...sum }) => ({
      sample: {
        ...sum,
        load: rounded(sum.load / count),
        mostLoad: rounded(sum.mostLoad),
        speed: Math.round(sum.speed),
        freeBytes: Math.round(sum.freeBytes / count),
        tasks: rounded(sum.tasks / count),
      },
    }));
    this.sums.clear();
    return full;
  }

  /** Who has come, gone, or is elsewhere now. */
  private look(atMs: number, tasks: readonly TaskStatus[]): Entry[] {
    const entries: Entry[] = [];
    const here = new Set<string>();
    for (const { task, command, home, where, state, cpuMs, memoryBytes } of tasks) {
      if (state === 'ended' || state === 'starting') continue;
      here.add(task);
      const node = where === 0 ? home : where;
      const stay = this.open.get(task);
      if (stay?.node === node) Object.assign(stay, { cpuMs: Math.round(cpuMs), memoryBytes });
      else {
        if (stay) entries.push({ stay: { ...stay, untilMs: atMs } });
        const next: HistoryStay = {
          task,
          command: command.slice(0, MAX_HISTORY_CHARS),
          home,
          node,
          sinceMs: atMs,
          untilMs: null,
          cpuMs: Math.round(cpuMs),
          memoryBytes,
        };
        this.open.set(task, next);
        entries.push({ stay: { ...next } });
      }
    }
    for (const [task, stay] of this.open) {
      if (here.has(task)) continue;
      this.open.delete(task);
      entries.push({ stay: { ...stay, untilMs: atMs } });
    }
    return entries;
  }
}

function moveOf(event: TaskLifeEvent): HistoryMove | null {
  const { atMs, task } = event;
  const none = { freezeMs: null, totalMs: null, stateBytes: null };
  switch (event.event) {
    case 'migration': {
      const { from, to, freezeMs, totalMs, stateBytes } = event;
      const reason = event.reason.slice(0, MAX_HISTORY_CHARS);
      return { atMs, task, event: 'migration', from, to, reason, freezeMs, totalMs, stateBytes };
    }
    case 'stayed':
      return {
        atMs,
        task,
        event: 'stayed',
        from: event.node,
        to: event.to,
        reason: event.reason.slice(0, MAX_HISTORY_CHARS),
        ...none,
      };
    case 'lost':
      return {
        atMs,
        task,
        event: 'lost',
        from: event.node,
        to: null,
        reason: event.reason.slice(0, MAX_HISTORY_CHARS),
        ...none,
      };
    default:
      return null;
  }
}

const rounded = (value: number): number => Math.round(value * 100) / 100;
