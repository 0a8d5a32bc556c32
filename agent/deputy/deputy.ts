import tty from 'node:tty';
import { MAX_READ_BYTES, OUTPUT_WINDOW_BYTES } from '../../protocol/limits.ts';
import type { CallRecord, DeputyRecord, TaskRecord } from '../../protocol/records.ts';
import { Input } from './input.ts';
import { Output, type OutputFd } from './output.ts';
import { parseTaskRecord } from './record-schema.ts';
import { Signals } from './signals.ts';
import { type Outcome, TaskStream } from './stream.ts';
import { Descriptors } from './syscalls/descriptors.ts';
import { execute } from './syscalls/execute.ts';

/** How a task came to its end, as its deputy sees it. */
export type Ending =
  | { how: 'exit'; code: number }
  | { how: 'signal'; signal: NodeJS.Signals }
  /** Not by itself: its host, its node or its agent is gone, or its host broke the rules. */
  | { how: 'lost'; reason: string };

/** The part of a task that stays home: it holds what the task has of the world, and acts there for it. */
export class Deputy {
  /** Settled once. */
  readonly ended: Promise<Ending>;
  private readonly stream: TaskStream;
  private readonly output: Output;
  private readonly input = new Input();
  private readonly descriptors = new Descriptors();
  private readonly signals: Signals;
  private settle: (ending: Ending) => void = () => {};
  private over = false;
  /** Its exit has arrived here, perhaps before its output is out. */
  private leaving = false;
  private dying = false;

  /** `send` carries a record to the task, wherever it executes. */
  constructor(
    send: (record: DeputyRecord, bytes: Uint8Array) => void,
    endingSignals: readonly NodeJS.Signals[],
  ) {
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.stream = new TaskStream({
      send,
      execute: (call, tail, settle) => this.execute(call, tail, settle),
      after: (ms, callback) => {
        const timer = setTimeout(callback, ms);
        return () => clearTimeout(timer);
      },
    });
    this.output = new Output({
      onDone: (seq) => this.stream.acknowledge(seq),
      onError: (seq, fd, error) => this.stream.emit({ name: 'outputerror', seq, fd, error }),
    });
    this.signals = new Signals(endingSignals, {
      onWatched: (signal) => this.stream.emit({ name: 'signal', signal }),
      onDeath: (signal) => this.end({ how: 'signal', signal }),
    });
    // The streams of pipes and files are better not made: that changes how others see those.
    const terminal = tty.isatty(1) ? process.stdout : tty.isatty(2) ? process.stderr : null;
    terminal?.on('resize', () => {
      const { columns, rows } = terminal;
      this.stream.emit({ name: 'resize', columns, rows });
    });
  }

  /** A record from the task; `tail` may be kept. */
  receive(head: TaskRecord, tail: Uint8Array): void {
    if (this.over) return;
    const record = parseTaskRecord(head);
    try {
      if (record === null) this.end({ how: 'lost', reason: "the task's host sent what is no record" });
      else this.stream.receive(record, tail);
    } catch (error) {
      this.end({ how: 'lost', reason: (error as Error).message });
    }
  }

  /** The task is gone; that is a loss unless it has said that it leaves. */
  lost(reason: string): void {
    if (!this.leaving) this.end({ how: 'lost', reason });
  }

  /** What the task has written is out. */
  drained(): Promise<void> {
    return this.output.drained();
  }

  private end(ending: Ending): void {
    if (this.over) return;
    // What a task that dies of a signal has written before may still be on its way here; it does nothing else any more.
    this.dying = true;
    this.over = ending.how !== 'signal';
    if (this.over) this.stream.close();
    this.settle(ending);
  }

  private execute(call: CallRecord, tail: Uint8Array, settle: (outcome: Outcome) => void): void {
    if (call.mode === 'oneway') this.write(call, tail);
    else if (!this.dying) void execute(call, tail, this.context).then(settle);
  }

  private readonly context = {
    descriptors: this.descriptors,
    output: {
      write: (fd: number, bytes: Uint8Array) => this.output.write(fd, bytes),
      drained: () => this.output.drained(),
    },
    input: this.input,
    process: {
      watch: (signal: string, on: boolean) => this.signals.watch(signal, on),
      kill: (pid: number, signal: string | number) => this.signals.kill(pid, signal),
      leave: () => {
        this.leaving = true;
      },
      exit: (code: number) => this.end({ how: 'exit', code }),
    },
  };

  private write({ seq, name, args }: CallRecord, tail: Uint8Array): void {
    const fd = args[0];
    if (name !== 'stdio.write' || (fd !== 1 && fd !== 2)) {
      this.lost(`the task's host sent '${name}' as a oneway call`);
    } else if (this.output.queuedBytes > OUTPUT_WINDOW_BYTES + MAX_READ_BYTES) {
      this.lost("the task's host does not wait for its output");
    } else this.output.push(seq, fd satisfies OutputFd, tail);
  }
}
