import { ASYNC_FRAME, REACTION_FRAME, type SavedFrame, type Signal, THENABLE_FRAME } from '../abi.ts';
import { nativeNext, nativeThrow } from '../native-generator.ts';
import type { OwnFrames } from '../safepoint/own-frames.ts';
import { performThen, Reaction, rejectPromise, resolvePromise, type Settled } from './fields.ts';
import { barePromise, toPromise } from './promise.ts';
import { resolvingFunctions } from './resolving.ts';

const { apply } = Reflect;

/** An async function under way: the generator of its body and the promise that its caller has. */
export class AsyncTask {
  generator: object;
  promise: object;
  constructor(generator: object) {
    this.generator = generator;
    this.promise = barePromise();
  }
}

/**
 * Drives async functions and runs promise jobs. Each of its functions that calls into the program can be left while the stack unwinds: it
 * puts itself on the list of saved frames, and `resume` goes on in its place.
 */
export class AsyncDriver {
  private readonly signal: Signal;
  private readonly save: (frame: SavedFrame) => void;

  constructor(signal: Signal, save: (frame: SavedFrame) => void) {
    this.signal = signal;
    this.save = save;
  }

  /** `$rt.async(generator)`: runs to the first `await`. @returns the promise, or `$SIG` while the stack unwinds */
  start(generator: object): unknown {
    const task = new AsyncTask(generator);
    return this.step(task, false, undefined) === this.signal ? this.signal : task.promise;
  }

  /** The same for a whole program with top-level await. */
  startMain(main: () => object): unknown {
    return this.start(main());
  }

  /** Goes on with what was awaited. */
  private step(task: AsyncTask, isError: boolean, value: unknown): unknown {
    let result: IteratorResult<unknown>;
    try {
      result = apply(isError ? nativeThrow : nativeNext, task.generator, [value]);
    } catch (error) {
      rejectPromise(task.promise, error);
      return undefined;
    }
    return this.stepped(task, result);
  }

  private stepped(task: AsyncTask, result: IteratorResult<unknown>): unknown {
    const { value } = result;
    if (value === this.signal) {
      this.save({ fn: ASYNC_FRAME, pc: 0, self: task, locals: [] });
      return this.signal;
    }
    if (result.done) {
      resolvePromise(task.promise, value);
      return undefined;
    }
    let promise: object;
    try {
      promise = toPromise(value);
    } catch (error) {
      return this.step(task, true, error);
    }
    const reaction = new Reaction();
    reaction.task = task;
    performThen(promise, reaction);
    return undefined;
  }

  /** A job: a promise has been settled. */
  react(reaction: Reaction, how: Settled, value: unknown): unknown {
    if (reaction.task) return this.step(reaction.task, how === 'rejected', value);
    const handler = how === 'fulfilled' ? reaction.onFulfilled : reaction.onRejected;
    if (!handler) {
      settleBy(reaction, how, value);
      return undefined;
    }
    let result: unknown;
    try {
      result = handler(value);
    } catch (error) {
      settleBy(reaction, 'rejected', error);
      return undefined;
    }
    return this.reacted(reaction, result);
  }

  private reacted(reaction: Reaction, result: unknown): unknown {
    if (result === this.signal) {
      this.save({ fn: REACTION_FRAME, pc: 0, self: reaction, locals: [] });
      return this.signal;
    }
    settleBy(reaction, 'fulfilled', result);
    return undefined;
  }

  /** A job: a promise was resolved with an object that has a `then`. */
  follow(promise: object, thenable: object, then: Function): unknown {
    const functions = resolvingFunctions(promise);
    let result: unknown;
    try {
      result = apply(then, thenable, [functions.resolve, functions.reject]);
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
    if (frame.fn === ASYNC_FRAME) return this.resumeStep(self, next);
    return frame.fn === REACTION_FRAME ? this.resumeReaction(self, next) : this.resumeThen(self, next);
  }

  private resumeStep(task: AsyncTask, next: () => unknown): unknown {
    this.signal.next = next;
    let result: IteratorResult<unknown>;
    try {
      result = apply(nativeNext, task.generator, []);
    } catch (error) {
      rejectPromise(task.promise, error);
      return task.promise;
    }
    return this.stepped(task, result) === this.signal ? this.signal : task.promise;
  }

  private resumeReaction(reaction: Reaction, next: () => unknown): unknown {
    let result: unknown;
    try {
      result = next();
    } catch (error) {
      settleBy(reaction, 'rejected', error);
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
    own.learn((look) => this.startMain(() => body(look)), 0);
    own.learn(
      (look) => this.resume({ fn: ASYNC_FRAME, pc: 0, self: new AsyncTask(body(look)), locals: [] }, look),
      0,
    );
    const react = (look: () => void) => {
      const reaction = new Reaction();
      reaction.promise = barePromise();
      reaction.onFulfilled = look;
      return reaction;
    };
    own.learn((look) => this.react(react(look), 'fulfilled', undefined), 1);
    own.learn((look) => this.resume({ fn: REACTION_FRAME, pc: 0, self: react(look), locals: [] }, look), 1);
    own.learn((look) => this.follow(barePromise(), {}, look), 1);
    own.learn((look) => this.resume({ fn: THENABLE_FRAME, pc: 0, self: look, locals: [] }, look), 1);
    own.learn((look) => {
      const reaction = new Reaction();
      reaction.task = new AsyncTask(body(look));
      this.react(reaction, 'fulfilled', undefined);
    }, 0);
  }
}

/** The promise that `then` gave follows its handler. */
function settleBy(reaction: Reaction, how: Settled, value: unknown): void {
  const { promise, resolve, reject } = reaction;
  if (resolve) (how === 'fulfilled' ? resolve : reject!)(value);
  else if (promise && how === 'fulfilled') resolvePromise(promise, value);
  else if (promise) rejectPromise(promise, value);
}
