import type { TaskId } from '../../protocol/node.ts';
import type { SimRecord } from './program.ts';
import type { SimWorld } from './world.ts';

/** A simulated deputy: executes each call once, answers repeated calls again, ends the task at its exit. */
export class SimDeputy {
  readonly task: TaskId;
  private last = 0;
  private isOver = false;
  isStopped = false;
  private readonly unread: (() => void)[] = [];
  private readonly world: SimWorld;
  private readonly answer: (record: SimRecord) => void;
  private readonly end: (code: number | null, signal: string | null) => void;

  constructor(
    task: TaskId,
    world: SimWorld,
    answer: (record: SimRecord) => void,
    end: (code: number | null, signal: string | null) => void,
  ) {
    this.task = task;
    this.world = world;
    this.answer = answer;
    this.end = end;
  }

  /** Ctrl-Z, and fg. */
  setStopped(isStopped: boolean): void {
    this.isStopped = isStopped;
    if (!isStopped) for (const read of this.unread.splice(0)) read();
  }

  record(record: SimRecord, inc: number): void {
    if (this.isStopped) this.unread.push(() => this.read(record, inc));
    else this.read(record, inc);
  }

  private read(record: SimRecord, inc: number): void {
    if (this.isOver || record.k === 'answer') return;
    this.world.checks.record(this.task, inc, record);
    if (record.k === 'attach') return;
    if (record.seq <= this.last) {
      this.answer({ k: 'answer', seq: record.seq });
      return;
    }
    this.last = record.seq;
    this.world.checks.effect(this.task, inc, record.seq);
    if (record.isLast) {
      this.world.clock.after(this.world.random.between(0, 20), () => this.stop(0, null));
      return;
    }
    this.world.clock.after(this.world.random.between(0, 2), () => {
      if (!this.isOver) this.answer({ k: 'answer', seq: record.seq });
    });
  }

  /** Its own exit, a Ctrl-C, or its `lost`. */
  stop(code: number | null, signal: string | null): void {
    if (this.isOver) return;
    this.isOver = true;
    this.world.checks.stopped(this.task, code, signal);
    this.end(code, signal);
  }
}
