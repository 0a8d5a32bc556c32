import tty from 'node:tty';
import { type ErrorCode, isOmosixError, OmosixError } from '../../protocol/errors.ts';
import { EMPTY } from '../../protocol/frame.ts';
import type { Probe } from '../../protocol/in-doubt.ts';
import { MESSAGE_WINDOW_BYTES } from '../../protocol/limits.ts';
import type {
  CallRecord,
  CheckpointRecord,
  DeputyRecord,
  NotedRecord,
  TaskEvent,
  TaskRecord,
} from '../../protocol/records.ts';
import type { Checkpointing, HomeParts } from './checkpointing.ts';
import { Children } from './children/children.ts';
import type { TaskLauncher } from './children/launcher.ts';
import type { Pipe } from './children/pipe.ts';
import type { Judge } from './grants/judge.ts';
import type { Guard } from './ha/guard.ts';
import { homePartsOf } from './home-parts.ts';
import { Input, type InputSource } from './input.ts';
import { type ClusterAccess, TaskFiles } from './mfs/task-files.ts';
import { Network } from './net/network.ts';
import { Oneway } from './oneway.ts';
import { Output } from './output.ts';
import { parseTaskRecord } from './record-schema.ts';
import type { Recovery } from './recovery/recovery.ts';
import type { RestoredHome } from './restored-home.ts';
import { Signals } from './signals.ts';
import { type Outcome, type StreamState, TaskStream } from './stream.ts';
import type { SyscallContext } from './syscalls/context.ts';
import { Descriptors } from './syscalls/descriptors.ts';
import { execute, isUnseen } from './syscalls/execute.ts';
import { Watches } from './syscalls/watches.ts';
import { terminalMode } from './terminal-mode.ts';
import { type ThreadDeputy, ThreadGroup } from './threads/threads.ts';

/** How a task came to its end, as its deputy sees it. */
export type Ending =
  | { how: 'exit'; code: number }
  | { how: 'signal'; signal: NodeJS.Signals }
  /** Not by itself: its host, its node or its agent is gone, or its host broke the rules. */
  | { how: 'lost'; reason: string; error?: ErrorCode | undefined };

/** What a deputy is that acts for a worker thread of a program. */
export interface ThreadPart {
  id: number;
  input: InputSource;
  /** Its program's own descriptors and signals. */
  main: Deputy;
  capture: { 1: ((bytes: Uint8Array) => void) | null; 2: ((bytes: Uint8Array) => void) | null };
}

interface DeputyOptions {
  /** What another deputy has left. */
  restored?: RestoredHome | null;
  /** The threads of its program. */
  group?: ThreadGroup;
  thread?: ThreadPart | null;
  /** Programs that are tasks, too. */
  launcher?: TaskLauncher | null;
  started?: StartedWith | null;
  /** What its task is done again from, should the node die on which it executes. */
  recovery?: Recovery | null;
  /** The cluster's files; null for a task that sees only home's. */
  access?: ClusterAccess | null;
  /** What its user allows it; null: all. */
  judge?: Judge | null;
  /** It has standbys, which are to know what led to all that it does. */
  guard?: Guard | null;
  /** What the task takes for its own process, where that is another one. */
  pid?: number;
}

/** What the program was given by the one that has started it. */
export interface StartedWith {
  channel: Pipe | null;
  /** Descriptors besides the standard ones. */
  fds: readonly number[];
}

/** The part of a task that stays home: it holds what the task has of the world, and acts there for it. */
export class Deputy implements ThreadDeputy {
  /** Settled once. */
  readonly ended: Promise<Ending>;
  private readonly stream: TaskStream;
  private readonly output: Output;
  private readonly input: Input;
  private readonly descriptors: Descriptors;
  private readonly files: TaskFiles;
  private readonly signals: Signals;
  private readonly oneway: Oneway;
  private readonly guard: Guard | null;
  private readonly children: Children;
  /** Who takes the state for a checkpoint file. */
  checkpoints: Pick<Checkpointing, 'begin' | 'piece'> | null = null;
  /** What has come since a checkpoint was taken, while this side's part of it is noted. */
  private held: { record: TaskRecord; tail: Uint8Array }[] | null = null;
  private settle: (ending: Ending) => void = () => {};
  private over = false;
  /** Its exit has arrived here, perhaps before its output is out. */
  private leaving = false;
  private dying = false;

  private readonly recovery: Recovery | null;
  private readonly group: ThreadGroup;
  private readonly thread: ThreadPart | null;
  /** The incarnation that has come last. */
  lastInc = 0;
  /** Its task has begun. */
  private isOnline = false;

  /** `send` carries a record to the task, wherever it executes. */
  constructor(
    send: (record: DeputyRecord, bytes: Uint8Array) => void,
    endingSignals: readonly NodeJS.Signals[],
    {
      restored = null,
      group = new ThreadGroup(null),
      thread = null,
      launcher = null,
      started = null,
      access = null,
      judge = null,
      recovery = null,
      guard = null,
      pid = process.pid,
    }: DeputyOptions = {},
  ) {
    this.recovery = recovery;
    this.guard = guard;
    if (guard) guard.onBroken = (error) => this.broken(error);
    this.group = group;
    this.thread = thread;
    this.files = new TaskFiles(access, judge?.tree ?? null);
    this.input = thread ? new Input(null, EMPTY, thread.input) : (restored?.input ?? new Input());
    this.children = new Children(launcher, started?.channel);
    this.descriptors = thread?.main.descriptors ?? restored?.descriptors ?? new Descriptors(started?.fds);
    this.context = this.contextOf(restored?.stream.seq ?? 0, judge);
    this.ended = new Promise((resolve) => {
      this.settle = resolve;
    });
    this.stream = new TaskStream(
      {
        send,
        execute: (call, tail, settle) => this.execute(call, tail, settle),
        after: (ms, callback) => {
          const timer = setTimeout(callback, ms);
          return () => clearTimeout(timer);
        },
      },
      restored?.stream,
      recovery?.log,
    );
    this.output = new Output(
      {
        onDone: (seq) => this.stream.acknowledge(seq),
        onError: (seq, fd, error) => this.stream.emit({ name: 'outputerror', seq, fd, error }),
      },
      group.line,
    );
    this.oneway = new Oneway({
      context: this.context,
      stream: this.stream,
      output: this.output,
      capture: thread?.capture ?? null,
      broken: (reason) => this.lost(reason),
    });
    const listener = {
      onWatched: (signal: string) => this.stream.emit({ name: 'signal', signal }),
      onDeath: (signal: NodeJS.Signals) => this.end({ how: 'signal', signal }),
    };
    this.signals = new Signals(endingSignals, listener, pid);
    for (const signal of restored?.signals ?? []) this.signals.watch(signal, true);
    if (thread) return;
    // The streams of pipes and files are better not made: that changes how others see those.
    const terminal = tty.isatty(1) ? process.stdout : tty.isatty(2) ? process.stderr : null;
    terminal?.on('resize', () => {
      const { columns, rows } = terminal;
      this.stream.emit({ name: 'resize', columns, rows });
    });
  }

  /** A record from the task; `tail` may be kept. */
  receive(head: unknown, tail: Uint8Array): void {
    if (this.over) return;
    const record = parseTaskRecord(head);
    try {
      if (record === null) this.end({ how: 'lost', reason: "the task's host sent what is no record" });
      else if (this.held !== null) this.held.push({ record, tail });
      else if (record.k === 'checkpoint') this.begin(record);
      else if (record.k === 'state') this.checkpoints?.piece(record, tail);
      else if (record.k === 'noted') this.note(record, tail);
      else {
        if (!this.isOnline && this.thread) this.group.online(this.thread.id);
        this.isOnline = true;
        if (record.k === 'attach') this.lastInc = record.inc;
        const hadRoom = this.hasRoom;
        this.stream.receive(record, tail);
        if (!hadRoom) this.group.ports.pump(this);
        this.recovery?.grown();
      }
    } catch (error) {
      this.broken(error as Error);
    }
  }

  private broken(error: Error): void {
    this.end({ how: 'lost', reason: error.message, error: isOmosixError(error) ? error.code : undefined });
  }

  /** The node on which the task executes from now on. */
  executesOn(node: number, isStart: boolean): void {
    this.files.where = node;
    if (!isStart) return;
    this.files.lastExec = node;
    this.guard?.meant(this.files.meanings);
  }

  /** The task is gone; that is a loss unless it has said that it leaves. */
  lost(reason: string): void {
    if (!this.leaving) this.end({ how: 'lost', reason });
  }

  /** Its incarnation is gone, and another one will go on. False where there is nothing to go on with: it has said that it leaves. */
  detach(): boolean {
    if (this.leaving || this.over) return false;
    this.stream.detach();
    return true;
  }

  /** The task does again what it did before its last death. */
  get isBehind(): boolean {
    return this.stream.isBehind;
  }

  get hasRoom(): boolean {
    return this.stream.unconfirmedBytes < MESSAGE_WINDOW_BYTES;
  }

  tell(event: TaskEvent, bytes: Uint8Array): void {
    if (!this.over) this.stream.emit(event, bytes);
  }

  untaken(port: number): { bytes: Uint8Array; ports: number[] }[] {
    return this.stream
      .unconfirmed()
      .flatMap(({ record, bytes }) =>
        record.name === 'message' && record.port === port ? [{ bytes, ports: record.ports }] : [],
      );
  }

  /** A thread ends from outside. */
  terminate(): void {
    this.end({ how: 'exit', code: 1 });
  }

  /** Its threads and its part in what they share are over, too. */
  async close(): Promise<void> {
    await this.group.left(this);
    this.output.close();
    if (!this.thread) terminalMode.restore();
    await this.children.close();
  }

  /** Records wait from now on, until the result is called. */
  hold(): () => void {
    this.held ??= [];
    return () => {
      const { held } = this;
      this.held = null;
      for (const { record, tail } of held ?? []) this.receive(record, tail);
    };
  }

  /**
   * A call that has begun and not ended, and that does not merely wait for what others do. Of the network and of watches nothing is kept,
   * so nothing is waited for; a datagram that is being sent is soon away.
   */
  busyWith(): CallRecord | undefined {
    const stdin = this.descriptors.list().find(([number]) => number === 0)?.[1];
    const waits = ({ name, args }: CallRecord): boolean =>
      /^(?:(?:net|dns)\.|udp\.receive$|fs\.watched$)/.test(name) ||
      (!stdin?.isRegular && (name === 'stdin.read' || (name === 'fs.read' && args[0] === 0)));
    return this.stream.underWay().find((call) => !waits(call));
  }

  /** The task ends as if by this signal: its checkpoint goes on in another process. */
  leave(signal: NodeJS.Signals): void {
    this.end({ how: 'signal', signal });
  }

  /** What is under way, for another deputy. */
  streamState(at: Pick<StreamState, 'seq' | 'seen' | 'open'>): StreamState {
    return this.stream.save(at);
  }

  /** How much the task was told. */
  toldSoFar(): { lastEvent: number; acknowledged: number } {
    return this.stream.told;
  }

  /** What it holds of the world for its task. @throws OmosixError ECHECKPOINT where another could not have it */
  homeParts(): HomeParts {
    if (this.group.count > 0)
      throw new OmosixError('ECHECKPOINT', 'it has worker threads, which no checkpoint file holds');
    return homePartsOf(this.descriptors, this.children, this.signals, this.input);
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
    if (this.over) {
      this.stream.close();
      this.oneway.close();
    }
    this.settle(ending);
  }

  private begin(record: CheckpointRecord): void {
    if (!this.checkpoints)
      throw new OmosixError('EPROTOCOL', "the task's host sent a checkpoint that nobody asked for");
    this.checkpoints.begin(record);
  }

  private note(record: NotedRecord, tail: Uint8Array): void {
    if (!this.recovery) throw new OmosixError('EPROTOCOL', "the task's host sent notes that nobody keeps");
    this.recovery.log.note(record, tail);
    this.recovery.grown();
  }

  private execute(call: CallRecord, tail: Uint8Array, settle: (outcome: Outcome) => void): void {
    if (this.guard) this.guard.begin(call, () => this.over || this.begun(call, tail, settle));
    else this.begun(call, tail, settle);
  }

  private begun(call: CallRecord, tail: Uint8Array, settle: (outcome: Outcome) => void): void {
    if (call.mode === 'oneway') this.oneway.run(call, tail);
    else this.answered(call, tail, settle);
  }

  private answered(call: CallRecord, tail: Uint8Array, settle: (outcome: Outcome) => void): void {
    const { guard, context } = this;
    const run = (): void => {
      if (this.dying || this.over) return;
      void (guard ? guard.execute(call, tail, context) : execute(call, tail, context)).then(settle);
    };
    // What others can see does not come before what the task has printed earlier.
    const printed = this.output.pushed();
    if (printed && !isUnseen(call.name)) void printed.then(run);
    else run();
  }

  readonly context: SyscallContext;

  private contextOf(callsBefore: number, judge: Judge | null): SyscallContext {
    const { guard } = this;
    return {
      judge,
      descriptors: this.descriptors,
      files: this.files,
      ...(guard && { keepProbe: (seq: number, probe: Probe) => guard.keepProbe(seq, probe) }),
      watches: new Watches(),
      network: new Network(callsBefore),
      children: this.children,
      childRun: { input: [], output: EMPTY },
      output: {
        write: (fd: number, bytes: Uint8Array) => this.output.write(fd, bytes),
        drained: () => this.output.drained(),
      },
      input: this.input,
      threads: { group: this.group, holder: this, self: this.thread?.id ?? null },
      process: {
        watch: (signal: string, on: boolean) => this.signals.watch(signal, on),
        kill: (pid: number, signal: string | number) =>
          (this.thread?.main.signals ?? this.signals).kill(pid, signal),
        leave: () => {
          this.leaving = true;
        },
        exit: (code: number) => this.end({ how: 'exit', code }),
      },
    };
  }
}
