/**
 * What compiled code and the runtime know of each other. The compiler (migrator/compile) and the resume generator
 * (migrator/resume) write code against these globals; the runtime provides them. See docs/design/guest-abi.md.
 */

/** A frame of the guest's stack, saved by `$SIG.save` while the stack unwinds. Innermost first. */
export interface SavedFrame {
  fn: number;
  pc: number;
  /** `this` of the frame; undefined where the function does not use it; null in a derived constructor before `super()` returned. */
  self: unknown;
  /** Values of the live locals, in the order of `PointInfo.live`. */
  locals: unknown[];
}

/** `$SIG`: returned in place of a value while the stack unwinds, and given to a generator in place of a value to ask it something. */
export interface Signal {
  /** Called by each unwinding frame; returns the signal itself. */
  save(fn: number, pc: number, self: unknown, locals: unknown[]): Signal;
  /** What a generator that is given `$SIG` shall do: 0 nothing, 1 say where it stands, 2 return. */
  mode: 0 | 1 | 2;
  /** Called by a generator that was given `$SIG`. Throws where it shall return. */
  tell(fn: number, pc: number, self: unknown, locals: unknown[]): Signal;
  /** Called by a generator that runs as written: it cannot say where it stands. */
  foreign(): Signal;
  /** In resumed code: the continuation that is called next was called by `new`, and shall give an object. */
  constructing: boolean;
  /** In a generator on a stack that is resumed: continues its callee. */
  next: () => unknown;
}

/** In `SavedFrame.fn`: a generator whose body was running; `self` is the generator, which knows the rest. */
export const GENERATOR_FRAME = -1;
/** A step of an async function (`self` is its task); a reaction that called its handler; a job that called a `then`. */
export const ASYNC_FRAME = -2;
export const REACTION_FRAME = -3;
export const THENABLE_FRAME = -4;
/** A step of an async generator: `self` is its state, the only local the promise that its caller gets, or null where it has none. */
export const ASYNC_GENERATOR_FRAME = -5;
/** `yield*` of an async generator that asks another iterator. */
export const DELEGATE_FRAME = -6;

/** `$flag`: element 0 is non-zero when somebody wants the task to stop at a safe point. Lives in shared memory. */
export interface PollFlag extends Int32Array {
  /** At a safe point: the signal if the stack shall unwind now, else undefined. */
  poll(): Signal | undefined;
}

/**
 * `$ask`: undefined except while the heap is walked or restored. A function or constructor that is called while it is
 * set runs none of its body: an inner function describes itself, a constructor only allocates.
 */
export interface Asker {
  /** `captured` are the values (and environment objects) the function closes over, in the factory's order. */
  answer(fn: number, captured: unknown[]): void;
}

/** What the program's code script gives to `$link`. */
export interface LinkedModule {
  /** The program's top level. Returns `$SIG` while unwinding; a promise where it is async. */
  main: () => unknown;
  /** Functions that exist once, by id: known by identity. */
  functions: Record<number, Function>;
  /** Classes declared once at the program's top level, by id. Others call `$cls` when they are made. */
  classes: Record<number, Function>;
  /** Module variables that are not constant code: all of them in a fixed order. */
  get: () => unknown[];
  set: (values: unknown[]) => void;
}

/** What the factories script gives to `$factories`: makes an inner function or class again from what it closes over. */
export interface Factories {
  functions: Record<number, (...captured: never[]) => Function>;
  /** After what it closes over come the values of its computed keys, then the superclass, if any. Static members are not run: their values come from the snapshot. */
  classes: Record<number, (...captured: never[]) => Function>;
}

/**
 * What a resume script gives to `$resume`: key `${fn}_${pc}`. `next` continues the callee and gives its result. Of a generator
 * function: makes a generator that stands at that point after its first `next()`; the last of `locals` is its `this`.
 */
export type ResumeFunctions = Record<
  string,
  (this: unknown, next: () => unknown, locals: unknown[]) => unknown
>;

/** `$fn`: an opaque function made while the program runs describes itself, lazily; given back. */
export type DescribeFunction = (made: Function, id: number, captured: () => unknown[]) => Function;
/** `$cls`: the same of a class; `keys` are the values of its computed keys, in order. */
export type DescribeClass = (made: Function, id: number, captured: () => unknown[], keys?: unknown[]) => void;

/** What a class tells of one of its `#private` names. Each does as the language does where the name is used, errors included. */
export interface PrivateName {
  /** A field: part of an object's state. */
  field: boolean;
  has: (object: object) => boolean;
  get: (object: object) => unknown;
  set: (object: object, value: unknown) => unknown;
}
export type PrivateNames = Record<string, PrivateName>;

/** `$prv`: a class hands out the accessors of its `#private` names, made when they are wanted. */
export type DeclarePrivateNames = (made: Function, names: () => PrivateNames, mayWander?: boolean) => void;

/** File names of the scripts, as call sites show them. */
export const CODE_FILE = 'omosix:code';
export const FACTORIES_FILE = 'omosix:factories';
/** Code that the program made while it ran: `omosix:made/1`, `/2`, … */
export const MADE_FILE_PREFIX = 'omosix:made/';
/** Resume scripts are `omosix:resume/1`, `/2`, … in the order they were loaded into a host. */
export const RESUME_FILE_PREFIX = 'omosix:resume/';

/**
 * Where a script has its suspension points: by generated line the columns (from 1) that V8 reports for a point's call. It stands on a
 * line of its own, preceded by a mark exactly there: other code on that line (a getter in an argument) is at another column, and is
 * no point. In a generator such a line has two: the call, and the continuation of a callee that was resumed.
 */
export type PointColumns = readonly (readonly number[] | undefined)[];

const MARK = '/*@*/';
const POINT = /\$SIG\.(?:save|tell)\(\d+, \d+,/;

export function pointsOf(script: string): PointColumns {
  const points: (number[] | undefined)[] = [];
  let line = 0;
  for (const text of script.split('\n')) {
    line++;
    if (!POINT.test(text)) continue;
    for (let at = text.indexOf(MARK); at >= 0; at = text.indexOf(MARK, at + 1)) {
      points[line] ??= [];
      points[line]!.push(at + MARK.length + 1);
    }
  }
  return points;
}
