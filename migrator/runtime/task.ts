import { assert } from './assert.ts';
import { contextNow, enterContext, isContextUsed } from './context.ts';
import { Clock } from './loop/clock.ts';
import { Loop, type LoopHooks } from './loop/loop.ts';
import { trim, useMicrotasks } from './loop/microtasks.ts';
import type { Stack, TaskHost } from './loop/ports.ts';
import { RandomNumbers } from './loop/random.ts';
import { loadSettings, noteSettings } from './loop/settings.ts';
import { Shims } from './loop/shims.ts';
import type { RuntimeState } from './loop/state.ts';
import { Syscalls } from './loop/syscalls.ts';
import { Usage } from './loop/usage.ts';

/** The running task: its state and what works on it. One per process; the shims of Node's API all hold it. */
export class Task {
  readonly clock: Clock;
  readonly random = new RandomNumbers();
  readonly usage = new Usage();
  readonly host: TaskHost;
  readonly syscalls: Syscalls;
  readonly shims: Shims;
  readonly loop: Loop;
  private current: RuntimeState | undefined;

  constructor(parts: { host: TaskHost; stack: Stack; signal: unknown; hooks: LoopHooks }) {
    const { host, stack, signal, hooks } = parts;
    this.host = host;
    this.syscalls = new Syscalls(host);
    this.clock = new Clock(this.syscalls.noted);
    this.shims = new Shims(this.syscalls, signal);
    this.loop = new Loop({ host, stack, syscalls: this.syscalls, clock: this.clock, hooks });
  }

  get state(): RuntimeState {
    assert(this.current, 'the task has been loaded');
    return this.current;
  }

  /** The state of a new task, or one that came from another process. */
  load(state: RuntimeState): void {
    this.current = state;
    this.syscalls.state = state;
    this.syscalls.noted.load(state);
    this.loop.state = state;
    useMicrotasks(state.microtasks);
    this.random.load(state.random);
    this.usage.load(state);
    loadSettings(state);
    if (state.context !== undefined) enterContext(state.context);
  }

  /** Everything of the task that is not in its heap, up to date. */
  save(): RuntimeState {
    const { state } = this;
    // What the old process knows does not travel, but counts in what does.
    this.syscalls.noted.flush();
    this.clock.note(state);
    this.usage.note(state);
    noteSettings(state);
    trim(state.microtasks);
    state.random = this.random.save();
    // Empty: there is a storage, and nothing in it.
    if (isContextUsed) state.context = contextNow() ?? new Map();
    return state;
  }
}
