import type { WireError } from '../../../protocol/errors.ts';
import type { EventRecord, LogPosition } from '../../../protocol/records.ts';
import type { PlacedFile } from '../../../protocol/syscalls.ts';
import type { TaskSpec } from '../../../protocol/task.ts';
import type { Context } from '../context.ts';
import type { StarterState } from '../node/channel/starter.ts';
import { type Microtasks, newMicrotasks } from './microtasks.ts';
import type { PendingCall } from './pending.ts';
import { newQueue, type Queue } from './queue.ts';
import type { Settings } from './settings.ts';

export type { Holder, PendingCall } from './pending.ts';

/**
 * Everything the runtime knows of a running task: plain data, one root of the heap walk, so that another process can
 * go on with it. What cannot be moved (sockets, threads, native handles) is never in here.
 */
export interface RuntimeState {
  spec: TaskSpec;
  /** Highest number given to a call, and highest event number taken. */
  seq: number;
  seen: number;
  /** Number of the call or wait that the task was captured in. */
  open: number | null;
  /** The shim that was waiting when the stack was taken; called again by the resume chain. */
  shim: ShimCall | null;
  phase: Phase;
  /** The job whose frames are on the stack. */
  current: Job | null;
  /** What follows a job: all ticks, then all microtasks, and so on until both are empty. After a main program that is an ES module, microtasks come first; after a timer that failed, the next that is due. */
  settling: 'ticks' | 'microtasks' | 'timer';
  ticks: Queue<Job>;
  microtasks: Microtasks;
  /** Jobs of the current phase. */
  ready: Job[];
  /** Counts what runs one after the other: jobs, ticks, microtasks together. Tells which writes fail as one. */
  turn: number;
  /** Promises that were rejected while nobody listened: not yet told of, told of, and told of but handled since. */
  rejections: { pending: Set<object>; told: Set<object>; late: object[] };
  /** Where the storages of `node:async_hooks` were when the task was captured; not there where it has none. */
  context?: Context;
  /** The promise of a main program with top-level await. */
  main: object | null;
  immediates: Immediate[];
  timers: TimerState;
  /** Asynchronous calls by number. */
  pending: Map<number, PendingCall>;
  /** Events taken from the stream but not yet handled. */
  events: { record: EventRecord | LocalEvent | RepliedEvent; tail: Uint8Array }[];
  listeners: Record<EmitterName, Listeners>;
  output: OutputState;
  stdin: StdinState;
  console: { indent: string; counts: Map<string, number>; timers: Map<string, number> };
  process: ProcessState;
  clock: ClockState;
  /** What the task has used until it was captured, as `process.resourceUsage` counts; not there before its first capture. */
  usage?: Record<string, number>;
  /** What the program has set in Node's own modules, when it was captured. */
  settings?: Settings;
  /** By `setMaxListeners` of `process` and the standard streams. */
  maxListeners?: Partial<Record<EmitterName, number>>;
  /** State of the random number generator. */
  random: number[];
  /** What tagged templates pass, by their place in the program. */
  templates: Record<string, object>;
  /** Not there where the program has no threads. */
  threads?: ThreadState;
  /** Not there where the program was not started with a channel. */
  starter?: StarterState;
  /** What `fs.watchFile` watches, by path. */
  statWatchers?: Map<string, object>;
  /** Not there where no file is read ahead or written behind. */
  files?: FileState;
  /** Not there where its deputy keeps no log of the stream. */
  log?: LogPosition;
}

/** What home has not been told, or has not told, of files that are read ahead or written behind. */
export interface FileState {
  /** Where the program is in files that it has read ahead. */
  seeks: Map<number, number>;
  /** The files that may be written behind to, by descriptor. */
  behind: Map<number, string>;
  /** Descriptors that are files of the cluster, open for reading: they may be read where the task executes. */
  placed?: Map<number, PlacedFile>;
  /** Writes that are not yet acknowledged, small ones together. */
  unacked: { seq: number; bytes: number }[];
  unackedBytes: number;
  /** What went wrong with such writes, while the program has not called anything that tells it. */
  failed: Map<number, WireError>;
}

/** An event of the task's own making, in one order with those of the outside. */
export interface LocalEvent {
  name: 'local';
  fn: Function;
  args: unknown[];
}

/** The reply of an asynchronous call that needs none of home. */
export interface RepliedEvent {
  name: 'replied';
  pending: PendingCall;
  /** There is none yet: this call is to be made. */
  call?: { name: string; args: unknown[] };
  value?: unknown;
  error?: WireError;
}

/** What the runtime knows of worker threads and their ports; the rest is in the module that is compiled with the program. */
export interface ThreadState {
  /** Gets what happens to them. */
  receive: Function;
  /** What keeps the task alive, and what may have events. */
  refs: number;
  open: number;
}

/** Where the loop is. `exit` runs the handlers of that name; then the task ends. */
export type Phase = 'main' | 'timers' | 'poll' | 'check' | 'beforeExit' | 'exit' | 'ended';

/** A call of the guest's that the loop makes as root of a stack. `main` is the program itself. */
export interface Job {
  fn: Function | 'main';
  self: unknown;
  args: unknown[];
  /** Not to run if this has been cleared meanwhile. */
  timer: Timer | Immediate | null;
  /** Follows the job before it at once, without ticks between: the next listener of the same event. */
  joined: boolean;
}

/** What the runtime keeps of a timer; the guest's Timeout object is a view on it. */
export interface Timer {
  kind: 'timer';
  id: number;
  fn: Function;
  args: unknown[];
  delayMs: number;
  repeat: boolean;
  startMs: number;
  active: boolean;
  ref: boolean;
  /** The guest's object. */
  handle: object | null;
}

export interface Immediate {
  kind: 'immediate';
  fn: Function;
  args: unknown[];
  active: boolean;
  ref: boolean;
  handle: object | null;
}

export interface TimerList {
  delayMs: number;
  expiryMs: number;
  timers: Set<Timer>;
}

export interface TimerState {
  lists: Map<number, TimerList>;
  byId: Map<number, Timer>;
  lastId: number;
  refs: number;
  /** When the round of timers under way began; not there, or null, between rounds. */
  roundMs?: number | null;
}

export interface Reply {
  value?: unknown;
  error?: WireError;
  tail: Uint8Array;
}

/** A shim under way: what it was called with and the answers it has had, so that it can be called again. */
export interface ShimCall {
  name: string;
  self: unknown;
  args: unknown[];
  replies: Reply[];
}

export type EmitterName = 'process' | 'stdin' | 'stdout' | 'stderr';
export interface Listener {
  fn: Function;
  once: boolean;
}
export type Listeners = Map<string | symbol, Listener[]>;

export interface OutputState {
  /** Writes that are not yet acknowledged, in order; small ones of a kind together. */
  unacked: {
    firstSeq: number;
    lastSeq: number;
    fd: 1 | 2;
    bytes: number;
    fromConsole: boolean;
    batch: number;
  }[];
  unackedBytes: number;
  /** Number of the latest batch of writes, and the last turn that belongs to it. */
  batch: number;
  batchEnd: number;
  /** The first failure of a stream: all that is written to it later fails alike. */
  failure: { 1: WireError | null; 2: WireError | null };
  /** Batches whose failure the stream has not told yet. */
  failing: FailedBatch[];
  /** The stream has told of a failure: from then on `console` hides none. */
  told: { 1: boolean; 2: boolean };
  ended: { 1: boolean; 2: boolean };
  /** How often each is corked, which holds nothing back; not there before the first time. */
  corked?: { 1: number; 2: number };
}

/** Writes to one stream that Node fails together: those up to the tick that its first failure asks for. */
export interface FailedBatch {
  fd: 1 | 2;
  batch: number;
  /** At least one is of `console`. */
  fromConsole: boolean;
  error: Error;
}

export interface StdinState {
  /** As `readableFlowing`: null before anybody asks. */
  flowing: boolean | null;
  reading: boolean;
  /** Somebody wants what is read: a read under way keeps the task alive. */
  wanted: boolean;
  ended: boolean;
  endEmitted: boolean;
  destroyed: boolean;
  ref: boolean;
  encoding: string | null;
  /** Bytes of an incomplete character at the end of the last chunk. */
  carry: Uint8Array;
  /** Chunks nobody took yet. */
  buffered: (Uint8Array | string)[];
  /** 'readable' must be announced. */
  announce: boolean;
  /** It flows after the next tick; not there before the first time. */
  resuming?: boolean;
  pipes: PipeTarget[];
  /** Readline interfaces that read it. */
  lineReaders: LineReaderState[];
  /** Its terminal's mode; not there where it was never changed. */
  isRaw?: boolean;
}

export interface ProcessState {
  env: Record<string, string>;
  cwd: string;
  umask: number;
  title: string;
  exitCode: number | undefined;
  /** As the program gave it, where that was text. */
  exitCodeText?: string;
  /** The first warning tells how to see more of them. */
  warned: boolean;
  /** Gets what nobody catches; not there where nobody asked for it. */
  capture?: Function;
  exiting: boolean;
}

/** What stdin is piped to. */
export interface Poured {
  write(chunk: unknown): unknown;
  end(): unknown;
  emit?(event: string, ...args: unknown[]): unknown;
  once?(event: string, listener: unknown): unknown;
  writableNeedDrain?: boolean;
}

export interface PipeTarget {
  target: Poured;
  end: boolean;
}

/** The part of a readline interface that stdin feeds. */
export interface LineReaderState {
  partial: string;
  /** The last chunk ended in CR: an LF that follows belongs to it. */
  sawCr: boolean;
  closed: boolean;
  paused: boolean;
  listeners: Listeners;
  questions: Function[];
  /** What `for await` over it asks, once there is one. */
  iterator: object | null;
  handle: object;
}

/** Last times shown to the guest: after a move no clock goes back. */
export interface ClockState {
  wallMs: number;
  sinceStartMs: number;
}

const EMPTY = new Uint8Array(0);

const logStart = (): LogPosition => ({ acked: 0, written: 0, numbers: 0, blobs: 0 });

/** Its deputy is another than when its state was taken, or its home has lost it since. */
export function beginAnew(state: RuntimeState, spec: TaskSpec): void {
  state.spec = spec;
  if (!spec.logged) delete state.log;
  else state.log ??= logStart();
}

export function newState(spec: TaskSpec): RuntimeState {
  return {
    spec,
    seq: 0,
    seen: 0,
    open: null,
    shim: null,
    phase: 'main',
    current: null,
    settling: 'ticks',
    ticks: newQueue(),
    microtasks: newMicrotasks(),
    ready: [],
    turn: 0,
    rejections: { pending: new Set(), told: new Set(), late: [] },
    main: null,
    immediates: [],
    timers: { lists: new Map(), byId: new Map(), lastId: 0, refs: 0 },
    pending: new Map(),
    events: [],
    listeners: { process: new Map(), stdin: new Map(), stdout: new Map(), stderr: new Map() },
    output: {
      unacked: [],
      unackedBytes: 0,
      batch: 0,
      batchEnd: -1,
      failure: { 1: null, 2: null },
      failing: [],
      told: { 1: false, 2: false },
      ended: { 1: false, 2: false },
    },
    stdin: {
      flowing: null,
      reading: false,
      wanted: false,
      ended: false,
      endEmitted: false,
      destroyed: false,
      ref: true,
      encoding: null,
      carry: EMPTY,
      buffered: [],
      announce: false,
      pipes: [],
      lineReaders: [],
    },
    console: { indent: '', counts: new Map(), timers: new Map() },
    process: {
      env: { ...spec.env },
      cwd: spec.cwd,
      umask: spec.umask,
      title: 'node',
      exitCode: undefined,
      warned: false,
      exiting: false,
    },
    clock: { wallMs: spec.startedAtMs, sinceStartMs: 0 },
    random: [...spec.seed],
    templates: Object.create(null) as Record<string, object>,
    ...(spec.logged && { log: logStart() }),
  };
}
