import {
  ASYNC_FRAME,
  type PollFlag,
  REACTION_FRAME,
  type SavedFrame,
  type Signal,
  THENABLE_FRAME,
} from '../abi.ts';
import { enterContextOf, hold, isContextUsed } from '../context.ts';
import { addMicrotask, type Microtasks, newMicrotasks, passOver } from '../loop/microtasks.ts';
import { nativeNext, nativeThrow } from '../native-generator.ts';
import type { OwnFrames } from '../safepoint/own-frames.ts';
import type { AsyncGeneratorDriver, AsyncGeneratorState, AwaitedReturn } from './async-generator.ts';
import { type Element, settleElement } from './elements.ts';
import { isPlainFor } from './methods.ts';
import { barePromise, performThen, toPromise } from './promise.ts';
import { resolvingFunctions } from './resolving.ts';
import { isObject, rejectPromise, resolvePromise } from './settling.ts';
import {
  Callback,
  Follow,
  FULFILLED,
  HOW,
  Kind,
  ofKind,
  PENDING,
  REJECTED,
  Reaction,
  type Settled,
  type Work,
} from './work.ts';

const { apply } = Reflect;

/** An async function under way: the generator of its body and the promise that its caller has. */
export class AsyncTask implements Work {
  declare readonly kind: typeof Kind.AWAIT;
  generator: object;
  promise: object;
  constructor(generator: object) {
    this.generator = generator;
    this.promise = barePromise();
  }
}
ofKind(AsyncTask, Kind.AWAIT);

/** The part of the task's state that running its microtasks needs. */
export interface MicrotaskState {
  microtasks: Microtasks;
}

/**
 * Drives async functions and runs the jobs of promises. Each of its functions that calls into the program can be left while the stack
 * unwinds: it puts itself on the list of saved frames, and `resume` goes on in its place.
 */
export class AsyncDriver {
  private readonly signal: Signal;
  private readonly flag: PollFlag;
  private readonly save: (frame: SavedFrame) => void;
  private readonly generators: AsyncGeneratorDriver;

  constructor(
    signal: Signal,
    flag: PollFlag,
    save: (frame: SavedFrame) => void,
    generators: AsyncGeneratorDriver,
  ) {
    this.signal = signal;
    this.flag = flag;
    this.save = save;
    this.generators = generators;
  }

  /** `$rt.async(generator)`: runs to the first `await`. @returns the promise, or `$SIG` while the stack unwinds */
  start(generator: object): unknown {
    const task = new AsyncTask(generator);
    return this.proceed(task, undefined) === this.signal ? this.signal : task.promise;
  }

  /** The same for a whole program with top-level await. */
  startMain(main: () => object): unknown {
    return this.start(main());
  }

  /**
   * A job: the microtasks until there are none, somebody wants the task to stop, or the stack unwinds. What a callback throws passes
   * through.
   */
  drain(state: MicrotaskState): unknown {
    const { microtasks } = state;
    while (microtasks.head !== microtasks.tail) {
      const { items, head } = microtasks;
      const work = items[head] as Work;
      const code = items[head + 1] as number;
      const value = items[head + 2];
      passOver(microtasks);
      if (this.run(work, code, value) === this.signal) return this.signal;
      if (this.flag[0] !== 0) return undefined;
    }
    return undefined;
  }

  run(work: Work, code: number, value: unknown): unknown {
    if (isContextUsed) enterContextOf(work);
    switch (code) {
      case Kind.AWAIT | FULFILLED:
        return this.proceed(work as AsyncTask, value);
      case Kind.AWAIT | REJECTED:
        return this.fail(work as AsyncTask, value);
      case Kind.HANDLERS | FULFILLED:
      case Kind.HANDLERS | REJECTED:
        return this.react(work as Reaction, (code & HOW) as Settled, value);
      case Kind.FOLLOW:
        return this.follow(work as Follow);
      case Kind.CALLBACK:
        return (0, (work as Callback).fn)();
      case Kind.ASYNC_GENERATOR | FULFILLED:
      case Kind.ASYNC_GENERATOR | REJECTED:
        return this.generators.settled(work as AsyncGeneratorState, (code & HOW) as Settled, value);
      case Kind.AWAITED_RETURN | FULFILLED:
      case Kind.AWAITED_RETURN | REJECTED:
        return this.generators.returned(work as AwaitedReturn, (code & HOW) as Settled, value);
      default:
        settleElement(work as Element, (code & HOW) as Settled, value);
        return undefined;
    }
  }

  /** Goes on with what was awaited. */
  private proceed(task: AsyncTask, value: unknown): unknown {
    let result: IteratorResult<unknown>;
    try {
      result = apply(nativeNext, task.generator, [value]);
    } catch (error) {
      rejectPromise(task.promise, error);
      return undefined;
    }
    return this.stepped(task, result);
  }

  private fail(task: AsyncTask, error: unknown): unknown {
    let result: IteratorResult<unknown>;
    try {
      result = apply(nativeThrow, task.generator, [error]);
    } catch (thrown) {
      rejectPromise(task.promise, thrown);
      return undefined;
    }
    return this.stepped(task, result);
  }

  private stepped(task: AsyncTask, { value, done }: IteratorResult<unknown>): unknown {
    if (value === this.signal) {
      this.save({ fn: ASYNC_FRAME, pc: 0, self: task, locals: [] });
      return this.signal;
    }
    if (done) {
      resolvePromise(task.promise, value);
      return undefined;
    }
    // As awaiting a promise that was made for it.
    if (!isObject(value)) {
      addMicrotask(isContextUsed ? hold(task) : task, FULFILLED, value);
      return undefined;
    }
    let promise: object;
    try {
      promise = toPromise(value);
    } catch (error) {
      return this.fail(task, error);
    }
    performThen(promise, task);
    return undefined;
  }

  private react(reaction: Reaction, how: Settled, value: unknown): unknown {
    const handler = how === FULFILLED ? reaction.onFulfilled : reaction.onRejected;
    if (handler === null) {
      settleBy(reaction, how, value);
      return undefined;
    }
    let result: unknown;
    try {
      result = handler(value);
    } catch (error) {
      settleBy(reaction, REJECTED, error);
      return undefined;
    }
    return this.reacted(reaction, result);
  }

  private reacted(reaction: Reaction, result: unknown): unknown {
    if (result === this.signal) {
      this.save({ fn: REACTION_FRAME, pc: 0, self: reaction, locals: [] });
      return this.signal;
    }
    settleBy(reaction, FULFILLED, result);
    return undefined;
  }

  /** ECMA-262 27.2.2.2: a promise was resolved with an object that has a `then`. */
  private follow({ promise, thenable, method }: Follow): unknown {
    if (isPlainFor(thenable, method)) {
      performThen(thenable, new Reaction(null, null, promise));
      return undefined;
    }
    const functions = resolvingFunctions(promise);
    let result: unknown;
    try {
      result = apply(method, thenable, [functions.resolve, functions.reject]);
    } catch (error) {
      functions.reject(error);
      return undefined;
    }
    if (result !== this.signal) return undefined;
    this.save({ fn: THENABLE_FRAME, pc: 0, self: functions.reject, locals: [] });
    return this.signal;
  }

  /** Continues what saved `frame`; `next` continues what it had called. */
  resume(frame: SavedFrame, next: () => unknown): unknown {
    const self = frame.self as never;
    if (isContextUsed && frame.fn !== THENABLE_FRAME) enterContextOf(self);
    if (frame.fn === ASYNC_FRAME) return this.resumeStep(self, next);
    return frame.fn === REACTION_FRAME ? this.resumeReaction(self, next) : this.resumeThen(self, next);
  }

  private resumeStep(task: AsyncTask, next: () => unknown): unknown {
    this.signal.next = next;
    return this.proceed(task, undefined) === this.signal ? this.signal : task.promise;
  }

  private resumeReaction(reaction: Reaction, next: () => unknown): unknown {
    let result: unknown;
    try {
      result = next();
    } catch (error) {
      settleBy(reaction, REJECTED, error);
      return undefined;
    }
    return this.reacted(reaction, result);
  }

  private resumeThen(reject: Function, next: () => unknown): unknown {
    let result: unknown;
    try {
      result = next();
    } catch (error) {
      reject(error);
      return undefined;
    }
    if (result !== this.signal) return undefined;
    this.save({ fn: THENABLE_FRAME, pc: 0, self: reject, locals: [] });
    return this.signal;
  }

  /** Where its functions stand on a stack, and how many frames each saves. */
  learnFrames(own: OwnFrames): void {
    // biome-ignore lint/correctness/useYield: it runs to its end
    const body = function* (look: () => void): Generator<undefined, void, unknown> {
      look();
    };
    const failing = (look: () => void): AsyncTask => {
      const generator = (function* () {
        try {
          yield;
        } catch {
          look();
        }
      })();
      apply(nativeNext, generator, []);
      return new AsyncTask(generator);
    };
    const drain = (work: Work, code: number): void => {
      const microtasks = newMicrotasks();
      microtasks.items = [work, code, undefined];
      microtasks.tail = microtasks.items.length;
      this.drain({ microtasks });
    };
    const reaction = (look: () => void) => new Reaction(look, look, barePromise());
    const frame = (fn: number, self: unknown): SavedFrame => ({ fn, pc: 0, self, locals: [] });
    own.learn((look) => this.startMain(() => body(look)), 0);
    own.learn((look) => this.resume(frame(ASYNC_FRAME, new AsyncTask(body(look))), look), 0);
    own.learn((look) => drain(new AsyncTask(body(look)), Kind.AWAIT | FULFILLED), 0);
    own.learn((look) => drain(failing(look), Kind.AWAIT | REJECTED), 0);
    own.learn((look) => drain(new Callback(look), Kind.CALLBACK), 0);
    own.learn((look) => this.react(reaction(look), FULFILLED, undefined), 1);
    own.learn((look) => drain(reaction(look), Kind.HANDLERS | FULFILLED), 0);
    own.learn((look) => this.resume(frame(REACTION_FRAME, reaction(look)), look), 1);
    own.learn((look) => this.follow(new Follow(barePromise(), {}, look)), 1);
    own.learn((look) => drain(new Follow(barePromise(), {}, look), Kind.FOLLOW | PENDING), 0);
    own.learn((look) => this.resume(frame(THENABLE_FRAME, look), look), 1);
  }
}

/** The promise that `then` gave follows its handler. */
function settleBy(reaction: Reaction, how: Settled, value: unknown): void {
  const { promise, resolve, reject } = reaction;
  if (resolve !== null) (how === FULFILLED ? resolve : reject!)(value);
  else if (promise === null) return;
  else if (how === FULFILLED) resolvePromise(promise, value);
  else rejectPromise(promise, value);
}
