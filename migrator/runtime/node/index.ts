import { isBuiltin } from 'node:module';
import { constants } from 'node:os';
import { inspect } from 'node:util';
import { EMPTY } from '../../../protocol/frame.ts';
import type { EventRecord } from '../../../protocol/records.ts';
import { enterContextOf, isContextUsed } from '../context.ts';
import { addTo } from '../list.ts';
import { emitJobs, emitNext, emitTicks, job } from '../loop/jobs.ts';
import type { FailedBatch, LocalEvent, PendingCall, RepliedEvent, Reply } from '../loop/state.ts';
import type { Task } from '../task.ts';
import { registerAsyncHooks } from './async-hooks.ts';
import { type Channels, makeChannels } from './channel/channel.ts';
import { Control, makeStarter, type Starter } from './channel/starter.ts';
import { makeChildParts } from './child/index.ts';
import { makeConsole, runTask } from './console.ts';
import { fireOnce } from './emitter.ts';
import { makeEvents } from './event/index.ts';
import { registerEvents } from './events.ts';
import { makeFs } from './fs/index.ts';
import { installGlobals } from './globals.ts';
import { makeHome } from './home.ts';
import { Modules, shortOf } from './modules.ts';
import { CryptoKey } from './native/crypto-key.ts';
import { writeOut } from './output.ts';
import { makePrinter, type Printer } from './printer.ts';
import { makeProcess } from './process.ts';
import { makeReadline } from './readline.ts';
import { makeStdin } from './stdin.ts';
import { makeOutputStream, type OutputStream } from './stdout.ts';
import { makeThreads, type Threads } from './threads/index.ts';
import { makeTimers, refusedOfTimers } from './timers.ts';
import { makeTimersPromises, registerTimersPromises } from './timers-promises.ts';
import { settleCallback } from './util.ts';
import { makeWarnings, type Warnings } from './warnings.ts';

export interface NodeApiParts {
  /** Node's `require` of builtins. */
  nativeRequire(name: string): unknown;
  /** What is printed for an error that ends the task; `emitter` is what emitted it as an 'error' that nobody heard. */
  fatalText(error: unknown, emitter?: string): string;
  /** The call of the program's that is under way, as its file has it. */
  callText(): string | undefined;
}

/** Modules whose classes are ours: their instances hold plain data. */
const OWN_CLASSES = new Set(['fs', 'readline', 'readline/promises']);
const SIGNALS = constants.signals;

/** Tells the heap walk of something that every host has: by path, so that the guest may hold it across a move. */
export type RegisterIntrinsic = (
  path: string,
  value: unknown,
  options?: { plainInstances?: boolean; byIdentity?: boolean },
) => void;

/** Node's error for a rejection that is no error itself. */
function rejection(reason: unknown): Error {
  const error = new Error(
    'This error originated either by throwing inside of an async function without a catch block, ' +
      `or by rejecting a promise which was not handled with .catch(). The promise rejected with the reason "${inspect(reason)}".`,
  );
  return Object.defineProperties(error, {
    name: { value: 'UnhandledPromiseRejection', writable: true, configurable: true },
    stack: {
      value: `UnhandledPromiseRejection: ${error.message}\n    at throwUnhandledRejectionsMode (node:internal/process/promises)`,
      writable: true,
      configurable: true,
    },
    code: { value: 'ERR_UNHANDLED_REJECTION', writable: true, enumerable: true, configurable: true },
  });
}

/** Node's API as the guest sees it, and how the outside world's events reach the guest's handlers. */
export class NodeApi {
  private readonly task: Task;
  private readonly parts: NodeApiParts;
  private readonly modules: Modules;
  private readonly guestProcess: object;
  private readonly streams: { stdin: object; stdout: object; stderr: object };
  private readonly outputs: Record<'stdout' | 'stderr', OutputStream>;
  private readonly printer: Printer;
  private readonly stdin: ReturnType<typeof makeStdin>;
  private readonly fs: ReturnType<typeof makeFs>;
  private readonly timers: ReturnType<typeof makeTimers>;
  private readonly warnings: Warnings;
  private readonly threads: Threads;
  private readonly channels: Channels;
  private readonly starter: Starter;
  private readonly lazyGlobals: ReturnType<typeof installGlobals>;
  private readonly registered = new Set<string>();
  private register: RegisterIntrinsic = () => {};
  private readonly events: ReturnType<typeof makeEvents>;
  private readonly timersInternals: Parameters<typeof registerTimersPromises>[1];
  /** The error that a stream emitted last without a listener: for the message if it ends the task. */
  private unheard: { error: Error; emitter: string } | null = null;

  constructor(task: Task, parts: NodeApiParts) {
    this.task = task;
    this.parts = parts;
    this.stdin = makeStdin(task);
    this.outputs = { stdout: makeOutputStream(task, 1), stderr: makeOutputStream(task, 2) };
    this.streams = {
      stdin: this.stdin.stream,
      stdout: this.outputs.stdout.stream,
      stderr: this.outputs.stderr.stream,
    };
    this.printer = makePrinter(task, this.outputs);
    this.timers = makeTimers(task);
    this.fs = makeFs(task);
    this.threads = makeThreads(task, () => this.modules.native('v8'));
    this.channels = makeChannels(task, this.fs.async, () => this.modules.native('v8'));
    this.starter = makeStarter(task, this.channels, () => this.guestProcess);
    this.warnings = makeWarnings(task, this.printer, () => this.guestProcess);
    this.events = makeEvents(task, this.timers, this.warnings.show);
    this.guestProcess = makeProcess(
      task,
      this.streams,
      this.warnings,
      this.timers.nextTick,
      this.starter,
      (name) => {
        const module = this.modules.require(name);
        this.registerModules([name], this.register);
        return module;
      },
    );
    const console = makeConsole(task, this.printer, this.streams);
    const { internals, ...timersPromises } = makeTimersPromises(this.timers);
    this.timersInternals = { internals };
    const { readline, promises: readlinePromises } = makeReadline(task, this.stdin);
    const timers = { ...refusedOfTimers(), ...this.timers.functions, promises: timersPromises };
    this.modules = new Modules(
      task,
      {
        fs: this.fs.fs,
        fsParts: this.fs.parts,
        threads: this.threads.module,
        home: makeHome(task, this.fs.async),
        callText: () => parts.callText(),
        childParts: () => makeChildParts(task, this.fs.async, this.channels, parts.nativeRequire),
        process: this.guestProcess,
        console,
        timers,
        timersPromises,
        readline,
        readlinePromises,
      },
      parts.nativeRequire,
    );
    const { modules } = this;
    // Changed before they are recorded.
    for (const name of ['events', 'timers', 'timers/promises']) modules.require(name);
    this.lazyGlobals = installGlobals(task, {
      process: this.guestProcess,
      console,
      timers: this.timers,
      timersPromises,
      import: (name) => {
        const namespace = modules.import(name);
        this.registerModules([name], this.register);
        return namespace;
      },
    });
  }

  /** What a program may hold without importing anything. */
  registerBase(register: RegisterIntrinsic, adopt: (owner: object, key: PropertyKey) => void): void {
    this.register = register;
    this.lazyGlobals.register((name, value, also) => {
      register(name, value);
      for (const key of also) adopt(globalThis, key);
    });
    register(
      'omosix:timers',
      { Timeout: this.timers.Timeout, Immediate: this.timers.Immediate },
      { plainInstances: true },
    );
    register('omosix:fs.inSteps', this.fs.async.inSteps);
    register('omosix:fs.settle', this.fs.async.settle);
    register('omosix:fs', { ...this.fs.classes, ...this.fs.internals }, { plainInstances: true });
    registerTimersPromises(register, this.timersInternals);
    registerEvents(register);
    this.events.register(register);
    registerAsyncHooks(register);
    register('omosix:util.settleCallback', settleCallback);
    register('CryptoKey', CryptoKey, { plainInstances: true });
    // By which packages make buffers faster.
    register('FastBuffer', (Buffer as unknown as Record<symbol, unknown>)[Symbol.species]);
    register('omosix:env', (this.guestProcess as { env: object }).env, { byIdentity: true });
    register('omosix:stdin', this.stdin.internals);
    register('omosix:channel', { ...this.channels.internals, Control }, { plainInstances: true });
    register('omosix:starter', this.starter.internals);
    for (const name of ['stdout', 'stderr'] as const)
      register(`omosix:${name}.ofTerminal`, this.outputs[name].ofTerminal);
    register('omosix:emitter.fireOnce', fireOnce);
    register('omosix:showWarning', this.warnings.showNow);
    this.printer.register(register);
    register('omosix:console.runTask', runTask);
    this.registerModules(['process', 'console', 'fs', 'timers', 'readline'], register);
  }

  /** Something that a snapshot names, and that is loaded on demand. */
  loadIntrinsic(path: string): void {
    const module = /^(?:module|namespace) ([a-z0-9_/:]+)/.exec(path)?.[1];
    if (module !== undefined && isBuiltin(module)) this.registerModules([module], this.register);
    else this.lazyGlobals.load(/^\w+/.exec(path)?.[0] ?? '');
  }

  /** The modules that a program imports, now or while it runs. */
  registerModules(names: readonly string[], register: RegisterIntrinsic): void {
    for (const name of names) {
      const short = shortOf(name);
      if (this.registered.has(short)) continue;
      this.registered.add(short);
      const module = this.modules.require(short);
      const { plain, pins } = this.modules.heldBy(short);
      for (const [what, each] of Object.entries(pins)) register(what, each);
      if (plain) register(`module ${short} classes`, plain, { plainInstances: true });
      register(`module ${short}`, module, { plainInstances: OWN_CLASSES.has(short) });
      register(`namespace ${short}`, this.modules.import(short));
      for (const [key, value] of this.modules.behindGetters(short))
        if (typeof value === 'function') register(`module ${short}.${key}`, value);
    }
  }

  /** Before a new task starts. */
  begin(): void {
    const { argv, execArgv = [] } = this.task.state.spec;
    const process = this.guestProcess as { argv: string[]; execArgv: string[] };
    process.argv.push(...argv);
    process.execArgv.push(...execArgv);
    this.starter.begin();
  }

  report(error: unknown): void {
    if (this.task.state.spec.thread) return this.threads.failed(error);
    const emitter = this.unheard?.error === error ? this.unheard?.emitter : undefined;
    writeOut(this.task, 2, Buffer.from(this.parts.fatalText(error, emitter)), true);
  }

  /** Makes jobs of the handlers of the task's end. */
  leaving(event: 'beforeExit' | 'exit'): void {
    const { state } = this.task;
    emitJobs(state, 'process', this.guestProcess, event, [state.process.exitCode ?? 0]);
  }

  /** A signal is watched, or a thread or port may be heard: something may come though nothing was asked for. */
  expectsEvents(): boolean {
    if ((this.task.state.threads?.open ?? 0) > 0) return true;
    for (const event of this.task.state.listeners.process.keys())
      if (typeof event === 'string' && event in SIGNALS) return true;
    return false;
  }

  /** Node found a rejected promise that nobody handles. */
  unhandledRejection(reason: unknown, promise: unknown): void {
    if (emitJobs(this.task.state, 'process', this.guestProcess, 'unhandledRejection', [reason, promise]))
      return;
    this.task.loop.uncaught(reason instanceof Error ? reason : rejection(reason), 'unhandledRejection');
  }

  rejectionHandled(promise: object): void {
    emitJobs(this.task.state, 'process', this.guestProcess, 'rejectionHandled', [promise]);
  }

  /** A warning of Node's own about what the guest does. */
  warning(warning: Error): void {
    this.warnings.show(warning);
  }

  /** The guest's handlers follow at once. */
  uncaught(error: unknown, origin: string): boolean {
    const { state } = this.task;
    if (state.process.capture) {
      state.ready.unshift({ ...job(state.process.capture, undefined, [error]), joined: true });
      return true;
    }
    if (!state.listeners.process.has('uncaughtException')) {
      for (const { fn } of state.listeners.process.get('uncaughtExceptionMonitor') ?? [])
        fn.call(this.guestProcess, error, origin);
      return false;
    }
    emitNext(state, 'process', this.guestProcess, 'uncaughtException', [error, origin]);
    emitNext(state, 'process', this.guestProcess, 'uncaughtExceptionMonitor', [error, origin]);
    return true;
  }

  event(record: EventRecord | LocalEvent | RepliedEvent, tail: Uint8Array): void {
    const { state } = this.task;
    switch (record.name) {
      case 'local':
        addTo(state.ready, job(record.fn, undefined, record.args));
        return;
      case 'message':
      case 'portclose':
      case 'thread':
        this.threads.happened(record, tail);
        return;
      case 'done': {
        const pending = state.pending.get(record.seq);
        if (!pending) return;
        state.pending.delete(record.seq);
        this.replied(pending, { value: record.value, error: record.error, tail });
        return;
      }
      case 'replied':
        if (record.call) this.task.syscalls.askHome(record.call.name, record.call.args, record.pending);
        else this.replied(record.pending, { value: record.value, error: record.error, tail });
        return;
      case 'signal':
        emitJobs(state, 'process', this.guestProcess, record.signal, [
          record.signal,
          SIGNALS[record.signal as NodeJS.Signals],
        ]);
        return;
      case 'resize':
        for (const name of ['stdout', 'stderr'] as const) {
          if (!state.spec[name].isTTY) continue;
          Object.assign(state.spec[name], { columns: record.columns, rows: record.rows });
          emitJobs(state, name, this.streams[name], 'resize', []);
        }
        return;
    }
  }

  private replied(pending: PendingCall, { value, error, tail }: Reply): void {
    if (isContextUsed) enterContextOf(pending);
    const reply = { value, error, tail: tail.length > 0 ? tail : EMPTY };
    if (pending.kind === 'stdin') this.stdin.arrived(reply);
    else this.fs.async.done(pending, reply);
  }

  /**
   * Node's stream emits each error, and is then as before. `console` hides only the first: it adds a listener for an
   * error that it does not take for told, and that is what the stream's `errorEmitted` says from the first one on.
   */
  outputFailed({ fd, error, fromConsole }: FailedBatch): void {
    const { state } = this.task;
    const { told } = state.output;
    const name = fd === 1 ? 'stdout' : 'stderr';
    const stream = this.streams[name];
    const isHidden = fromConsole && !told[fd];
    told[fd] = true;
    emitTicks(state, name, stream, 'close', []);
    if (emitNext(state, name, stream, 'error', [error]) || isHidden) return;
    const isFile = !error.message.startsWith('write ');
    const emitter = isFile ? 'SyncWriteStream' : state.spec[name].isTTY ? 'WriteStream' : 'Socket';
    this.unheard = { error, emitter };
    this.task.loop.uncaught(error, 'uncaughtException');
  }
}
