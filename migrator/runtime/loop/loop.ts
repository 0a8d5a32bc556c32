import type { WireError } from '../../../protocol/errors.ts';
import type { EventRecord } from '../../../protocol/records.ts';
import type { SavedFrame } from '../abi.ts';
import { enterContextOf, isContextUsed } from '../context.ts';
import { caught } from '../error-words.ts';
import { takeFinalized } from '../finalization.ts';
import { addTo, takeFirst, takeMany } from '../list.ts';
import type { MicrotaskState } from '../promise/async.ts';
import { fieldsOf, isPromise } from '../promise/promise.ts';
import { PENDING } from '../promise/work.ts';
import type { Clock } from './clock.ts';
import { job } from './jobs.ts';
import { clearMicrotasks } from './microtasks.ts';
import { inModuleScope } from './module-scope.ts';
import { isBehind } from './output.ts';
import type { NativeWaits, RootResult, Stack, TaskHost } from './ports.ts';
import { clear, dequeue, isEmpty } from './queue.ts';
import { errorOf } from './reply-error.ts';
import type {
  FailedBatch,
  Job,
  LocalEvent,
  PendingCall,
  RepliedEvent,
  RuntimeState,
  ShimCall,
} from './state.ts';
import type { Syscalls } from './syscalls.ts';
import { insertTimer, nextExpiry, takeDue } from './timers.ts';

// The program may have others.
const { max, trunc } = Math;

/** What the loop asks of Node's API above it. */
export interface LoopHooks {
  main(): () => unknown;
  /** Else it is an ES module, which node's loader evaluates in a microtask. */
  mainIsCommonJs(): boolean;
  again(call: ShimCall): unknown;
  /** Makes jobs of an event. */
  event(record: EventRecord | LocalEvent | RepliedEvent, tail: Uint8Array): void;
  /** Makes jobs of the guest's handlers for it; false if it has none. */
  uncaught(error: unknown, origin: string): boolean;
  /** Makes jobs of the handlers of a stream's error, or lets it end the task. */
  outputFailed(batch: FailedBatch): void;
  /** Tells of promises whose rejection nobody handles; false if there are none. */
  rejections(): boolean;
  /** Runs the microtasks. */
  driver: { drain(state: MicrotaskState): unknown };
  /** The main program returned a promise. */
  followMain(promise: object): void;
  /** Prints an error that ends the task. */
  report(error: unknown): void;
  /** Makes jobs of the handlers of 'beforeExit' or 'exit'. */
  leaving(event: 'beforeExit' | 'exit'): void;
  /** Signals are watched: an event may come though nothing was asked for. */
  expectsEvents(): boolean;
}

/** Exit code of a main program that awaits what never comes. */
const UNSETTLED_AWAIT = 13;

const NativePromise = Promise;

/** Runs Node's own ticks, rejections and native microtasks to their end. */
const drainNative: () => void = (process as unknown as { _tickCallback: () => void })._tickCallback;

/**
 * Node's event loop, on plain data: timers, poll, check, each callback a job that is the root of a stack, followed by
 * ticks and microtasks. It never returns to the native loop. Between any two jobs, and in any wait, it can be left and
 * gone on with in another process.
 */
export class Loop {
  /** Set before the task is activated. */
  declare state: RuntimeState;
  /** Set where the task may load native add-ons: it never moves, and its waits are Node's own. */
  native: NativeWaits | null = null;
  private readonly host: TaskHost;
  private readonly stack: Stack;
  private readonly syscalls: Syscalls;
  private readonly clock: Clock;
  private readonly hooks: LoopHooks;
  /** The main program returned a promise that is not settled. Such a task is pinned: this needs no move. */
  private mainPending = false;

  constructor(parts: { host: TaskHost; stack: Stack; syscalls: Syscalls; clock: Clock; hooks: LoopHooks }) {
    this.host = parts.host;
    this.stack = parts.stack;
    this.syscalls = parts.syscalls;
    this.clock = parts.clock;
    this.hooks = parts.hooks;
  }

  nowMs(): number {
    return trunc(this.clock.sinceStartMs());
  }

  /** Runs until the task is captured; its end ends the process. `frames` are the stack to go on with, if any. */
  run(frames: SavedFrame[] = []): SavedFrame[] {
    if (this.state.phase === 'main' && this.state.current === null && this.state.ready.length === 0)
      this.startMain();
    else if (this.state.current !== null) {
      const captured = this.attempt(() => this.stack.resumeFrames(frames, () => this.innermost()));
      if (captured) return captured;
    }
    // A native callback has run meanwhile.
    if (this.native) this.state.settling = 'ticks';
    for (;;) {
      if (this.host.stopWanted() && this.host.mayStopIdle()) return [];
      const job = this.next();
      if (job === 'stop') return [];
      if (job.timer && !job.timer.active && job.timer.kind === 'immediate') continue;
      this.state.current = job;
      if (isContextUsed) enterContextOf(job.timer ?? job);
      const fn = job.fn === 'main' ? this.hooks.main() : job.fn;
      const captured = this.attempt(() => this.stack.runRoot(fn, job.self, job.args));
      if (captured) return captured;
    }
  }

  /** Ends the task because of an error that nobody handles. */
  fatal(error: unknown): void {
    this.hooks.report(error);
    const { state } = this;
    if (state.process.exiting) this.host.end(state.process.exitCode || 1);
    state.process.exitCode = 1;
    state.ready.length = 0;
    clear(state.ticks);
    clearMicrotasks(state.microtasks);
    this.leave();
  }

  uncaught(error: unknown, origin: string): void {
    const { ready } = this.state;
    while (ready[0]?.joined) takeFirst(ready);
    if (!this.hooks.uncaught(error, origin)) this.fatal(error);
  }

  /** The main program has thrown, or what it awaits. */
  mainFailed(error: unknown): void {
    if (!this.hooks.mainIsCommonJs()) inModuleScope(error);
    this.uncaught(error, 'uncaughtException');
  }

  /** Of the main program, while its top level runs. */
  topLevel(): 'CommonJS' | 'module' | null {
    if (this.state.current?.fn !== 'main') return null;
    return this.hooks.mainIsCommonJs() ? 'CommonJS' : 'module';
  }

  private startMain(): void {
    addTo(this.state.ready, { fn: 'main', self: undefined, args: [], timer: null, joined: false });
  }

  /** What the innermost frame was waiting for: a shim's result, or nothing (a poll). */
  private innermost(): unknown {
    const { shim } = this.state;
    if (!shim) return undefined;
    this.state.shim = null;
    return this.hooks.again(shim);
  }

  /** The frames if the job was captured. */
  private attempt(root: () => RootResult): SavedFrame[] | undefined {
    const job = this.state.current!;
    try {
      const result = root();
      if ('captured' in result) return result.captured;
      this.state.current = null;
      this.finish(job, result.done);
    } catch (error) {
      this.state.current = null;
      this.finish(job, undefined);
      if (job.fn === 'main') this.mainFailed(caught(error));
      else this.uncaught(caught(error), 'uncaughtException');
      // Node's native code enters the list of timers anew, where ticks come between two timers only.
      if (job.timer?.kind === 'timer' && this.state.settling === 'ticks') this.state.settling = 'timer';
    }
    return undefined;
  }

  private finish(job: Job, result: unknown): void {
    const { state } = this;
    if (job.fn === 'main') {
      state.phase = 'timers';
      state.settling = this.hooks.mainIsCommonJs() ? 'ticks' : 'microtasks';
      if (isPromise(result)) this.hooks.followMain(result);
      else if (result instanceof NativePromise) this.follow(result);
    }
    const { timer } = job;
    if (timer?.kind !== 'timer' || state.timers.byId.has(timer.id)) return;
    // An interval counts from before its callback, as in Node.
    if (timer.repeat && timer.active) insertTimer(state.timers, timer, timer.startMs);
  }

  private follow(main: Promise<unknown>): void {
    this.mainPending = true;
    main.then(
      () => {
        this.mainPending = false;
      },
      (error) => {
        this.mainPending = false;
        this.mainFailed(error);
      },
    );
  }

  private next(): Job | 'stop' {
    const { state } = this;
    for (;;) {
      const follower = this.settle();
      if (follower) return follower;
      const job = takeFirst(state.ready) ?? this.turn();
      if (!job) continue;
      state.turn++;
      state.settling = 'ticks';
      return job;
    }
  }

  /** What follows the last job before anything else may. */
  private settle(): Job | undefined {
    const { state } = this;
    const { driver } = this.hooks;
    for (;;) {
      if (state.ready[0]?.joined) return takeFirst(state.ready);
      if (state.settling === 'timer') {
        state.settling = 'ticks';
        const due = this.dueTimer();
        state.turn++;
        if (due) return due;
      }
      if (state.settling === 'ticks') {
        const tick = dequeue(state.ticks);
        state.turn++;
        if (tick) return tick;
        if (this.failing()) {
          this.hooks.outputFailed(takeFirst(state.output.failing)!);
          continue;
        }
        state.settling = 'microtasks';
      }
      if (state.microtasks.head !== state.microtasks.tail) return job(driver.drain, driver, [state]);
      drainNative();
      if (!isEmpty(state.ticks) || this.failing()) state.settling = 'ticks';
      else if (state.microtasks.tail === 0 && !this.hooks.rejections()) return undefined;
    }
  }

  /** A stream has to tell of failed writes; at the end of the task nobody hears of it, as under Node. */
  private failing(): boolean {
    return this.state.output.failing.length > 0 && !this.state.process.exiting;
  }

  /** Of those that were due when the round of timers began, as in Node: else one that is always late would keep events out for ever. */
  private dueTimer(): Job | undefined {
    const { timers } = this.state;
    timers.roundMs ??= this.nowMs();
    const timer = takeDue(timers, timers.roundMs);
    if (!timer) {
      timers.roundMs = null;
      return undefined;
    }
    timer.startMs = this.nowMs();
    timer.active = timer.repeat;
    return { fn: timer.fn, self: timer.handle, args: timer.args, timer, joined: false };
  }

  /** One step through the phases; a job if a timer is due. */
  private turn(): Job | 'stop' | undefined {
    const { state } = this;
    switch (state.phase) {
      case 'main':
      case 'timers': {
        const due = this.dueTimer();
        if (!due) state.phase = 'poll';
        return due;
      }
      case 'poll':
        if (!this.poll()) return 'stop';
        if (state.phase === 'poll') state.phase = 'check';
        return undefined;
      case 'check':
        for (let i = 0; i < state.immediates.length; i++) {
          const timer = state.immediates[i]!;
          addTo(state.ready, { fn: timer.fn, self: timer.handle, args: timer.args, timer, joined: false });
        }
        state.immediates = [];
        this.finalize();
        if (state.ready.length > 0 || this.alive()) state.phase = 'timers';
        else if (!this.syscalls.flush()) return 'stop';
        else if (!this.failing() && !this.alive()) {
          state.phase = 'beforeExit';
          this.hooks.leaving('beforeExit');
        }
        return undefined;
      case 'beforeExit':
        if (this.alive()) state.phase = 'timers';
        else if (!this.syscalls.flush()) return 'stop';
        else if (!this.failing() && !this.alive() && !this.noteLost()) this.leave();
        return undefined;
      case 'exit':
        state.phase = 'ended';
        this.hooks.leaving('exit');
        this.noteUnsettled();
        return undefined;
      case 'ended':
        return this.host.end(state.process.exitCode ?? 0);
    }
  }

  /** The main program awaits what never came. As under Node, handlers of 'exit' are told 0 and find 13 set. */
  private noteUnsettled(): void {
    const { state } = this;
    const isPending = this.mainPending || (state.main !== null && fieldsOf(state.main).state === PENDING);
    if (isPending && state.process.exitCode === undefined) {
      state.process.exitCode = UNSETTLED_AWAIT;
    }
  }

  /** A write to a file that nobody has waited for has failed, and the program has not asked: it would have ended by that. */
  private noteLost(): boolean {
    const { failed } = this.state.files ?? {};
    if (!failed || failed.size === 0) return false;
    const [[fd, error]] = failed as unknown as [[number, WireError]];
    failed.delete(fd);
    this.uncaught(errorOf(error), 'uncaughtException');
    return true;
  }

  private leave(): void {
    const { state } = this;
    state.process.exiting = true;
    state.phase = 'exit';
  }

  /** Waits for events, if any can come, until the next timer. False if the task shall stop here. */
  private poll(): boolean {
    const { state } = this;
    const mayCome = state.pending.size > 0 || this.hooks.expectsEvents() || isBehind(state.output);
    if (this.native) this.waitNatively(this.native);
    // A wait that a capture cut short is repeated even if an event came before it: the next call would take its number.
    else if (state.open !== null || (state.events.length === 0 && (mayCome || this.alive()))) {
      // One that is repeated is not noted twice.
      const nowMs = () => (state.open === null ? this.nowMs() : trunc(this.clock.readMs()));
      const timeoutMs = state.events.length > 0 ? 0 : this.timeoutMs(nowMs);
      if ((timeoutMs !== 0 || mayCome || state.open !== null) && !this.syscalls.wait(timeoutMs)) return false;
    }
    const events = takeMany(state.events);
    for (let i = 0; i < events.length; i++) this.hooks.event(events[i]!.record, events[i]!.tail);
    return true;
  }

  private waitNatively(native: NativeWaits): void {
    this.syscalls.takeArrived();
    const isAlive = this.isAlive();
    const isIdle = this.state.events.length === 0 && !native.takeWoken() && this.timeoutMs() !== 0;
    if (isIdle && (isAlive || !native.isOver)) native.park(this.timeoutMs(), isAlive);
  }

  /** When the collector takes what, nobody can do again: a task whose stream is logged is not told. */
  private finalize(): void {
    if (this.state.log) return;
    const found = takeFinalized();
    for (let i = 0; i < found.length; i++)
      addTo(this.state.ready, job(found[i]!.cleanup, undefined, [found[i]!.held]));
  }

  private timeoutMs(nowMs = () => this.nowMs()): number | null {
    const { state } = this;
    if (state.immediates.some((immediate) => immediate.active) || !this.alive()) return 0;
    const expiry = nextExpiry(state.timers);
    return expiry === null ? null : max(0, expiry - nowMs());
  }

  private alive(): boolean {
    return this.isAlive() || this.native?.isOver === false;
  }

  private isAlive(): boolean {
    const { state } = this;
    if (state.timers.refs > 0 || state.events.length > 0 || (state.threads?.refs ?? 0) > 0) return true;
    if (state.immediates.some((immediate) => immediate.active && immediate.ref)) return true;
    const keepsAlive = (call: PendingCall): boolean => {
      if (call.kind === 'stdin') return state.stdin.ref && state.stdin.wanted;
      if (call.kind === 'ahead' || call.kind === 'answers')
        return call.readers.some(({ pending }) => keepsAlive(pending));
      return call.kind === 'promise' || (call.kind === 'callback' && call.of?.keepsAlive !== false);
    };
    for (const call of state.pending.values()) if (keepsAlive(call)) return true;
    return false;
  }
}
