/**
 * Async generators (ECMA-262 27.6): generators whose body a driver runs for a queue of requests. The object is V8's own generator; what the
 * driver knows of it is a private field on it (`AsyncGeneratorState`), plain heap.
 */
import { ASYNC_GENERATOR_FRAME, type SavedFrame, type Signal } from '../abi.ts';
import { ReturnCompletion } from '../completion.ts';
import { hold, isContextUsed } from '../context.ts';
import { Given } from '../given.ts';
import { addTo, takeFirst } from '../list.ts';
import { addMicrotask } from '../loop/microtasks.ts';
import { type AnyGenerator, nativeNext, nativeThrow } from '../native-generator.ts';
import type { Generators } from '../safepoint/generators.ts';
import type { OwnFrames } from '../safepoint/own-frames.ts';
import { barePromise, performThen, toPromise } from './promise.ts';
import { isObject, rejectPromise, resolvePromise } from './settling.ts';
import { FULFILLED, Kind, ofKind, REJECTED, type Settled, type Work } from './work.ts';

const { apply } = Reflect;

/** What the body gives to its caller; anything else that it yields is to be awaited. */
export class Yielded {
  value: unknown;
  constructor(value: unknown) {
    this.value = value;
  }
}

type Mode = 'next' | 'throw' | 'return';

export class Request {
  mode: Mode;
  value: unknown;
  promise: object;
  constructor(mode: Mode, value: unknown, promise: object) {
    this.mode = mode;
    this.value = value;
    this.promise = promise;
  }
}

export class AsyncGeneratorState implements Work {
  declare readonly kind: typeof Kind.ASYNC_GENERATOR;
  generator: AnyGenerator;
  at: 'start' | 'yield' | 'running' | 'returning' | 'end' = 'start';
  requests: Request[] = [];
  /** `return(value)` at a `yield` or the end: the value is awaited first. */
  returns: AwaitedReturn;
  constructor(generator: AnyGenerator) {
    this.generator = generator;
    this.returns = new AwaitedReturn(this);
  }
}
ofKind(AsyncGeneratorState, Kind.ASYNC_GENERATOR);

export class AwaitedReturn implements Work {
  declare readonly kind: typeof Kind.AWAITED_RETURN;
  of: AsyncGeneratorState;
  constructor(of: AsyncGeneratorState) {
    this.of = of;
  }
}
ofKind(AwaitedReturn, Kind.AWAITED_RETURN);

class StateStamp extends Given {
  #state: AsyncGeneratorState;
  constructor(generator: object, state: AsyncGeneratorState) {
    super(generator);
    this.#state = state;
  }
  static of(generator: object): AsyncGeneratorState | undefined {
    return #state in generator ? generator.#state : undefined;
  }
}
export const asyncStateOf = StateStamp.of;
export const setAsyncState = (generator: object, state: AsyncGeneratorState): void =>
  void new StateStamp(generator, state);

const result = (value: unknown, done: boolean): IteratorResult<unknown> => ({ value, done });

/** Runs their bodies. Its functions can be left while the stack unwinds, as those of async functions. */
export class AsyncGeneratorDriver {
  private readonly signal: Signal;
  private readonly save: (frame: SavedFrame) => void;
  private readonly generators: Generators;

  constructor(signal: Signal, save: (frame: SavedFrame) => void, generators: Generators) {
    this.signal = signal;
    this.save = save;
    this.generators = generators;
  }

  /** `next`, `throw`, `return`. @returns a promise, or `$SIG` while the stack unwinds */
  request(state: AsyncGeneratorState, mode: Mode, value: unknown): unknown {
    const promise = barePromise();
    if (mode === 'throw' && state.at === 'start') state.at = 'end';
    if (state.at === 'end' && mode !== 'return') {
      if (mode === 'throw') rejectPromise(promise, value);
      else resolvePromise(promise, result(undefined, true));
      return promise;
    }
    const { requests } = state;
    requests[requests.length] = new Request(mode, value, promise);
    if (state.at === 'yield' || (state.at === 'start' && mode === 'next'))
      return this.serve(state) === this.signal ? this.saved(state, promise) : promise;
    if (state.at !== 'running' && state.at !== 'returning') this.awaitReturn(state);
    return promise;
  }

  /** A job: what the body awaited has been settled. */
  settled(state: AsyncGeneratorState, how: Settled, value: unknown): unknown {
    const sign = how === FULFILLED ? this.proceed(state, value) : this.fail(state, value);
    return sign === this.signal ? this.saved(state, null) : undefined;
  }

  /** A job: the value of a `return(value)` is there. */
  returned({ of: state }: AwaitedReturn, how: Settled, value: unknown): unknown {
    if (state.at === 'returning') {
      this.answer(state, how, value, true);
      this.empty(state);
      return undefined;
    }
    const sign = how === FULFILLED ? this.leave(state, value) : this.fail(state, value);
    return sign === this.signal ? this.saved(state, null) : undefined;
  }

  /** Continues what saved `frame`. */
  resume(frame: SavedFrame, next: () => unknown): unknown {
    const state = frame.self as AsyncGeneratorState;
    const promise = frame.locals[0] as object | null;
    this.signal.next = next;
    return this.proceed(state, undefined) === this.signal ? this.saved(state, promise) : promise;
  }

  private saved(state: AsyncGeneratorState, promise: object | null): Signal {
    this.save({ fn: ASYNC_GENERATOR_FRAME, pc: 0, self: state, locals: [promise] });
    return this.signal;
  }

  /** Goes on at a `yield` with the first request. */
  private serve(state: AsyncGeneratorState): unknown {
    const { mode, value } = state.requests[0]!;
    state.at = 'running';
    if (mode === 'next') return this.proceed(state, value);
    if (mode === 'throw') return this.fail(state, value);
    return this.wait(state, state.returns, value);
  }

  private proceed(state: AsyncGeneratorState, value: unknown): unknown {
    let step: IteratorResult<unknown>;
    try {
      step = apply(nativeNext, state.generator, [value]);
    } catch (error) {
      return this.thrown(state, error);
    }
    return this.stepped(state, step);
  }

  private fail(state: AsyncGeneratorState, error: unknown): unknown {
    let step: IteratorResult<unknown>;
    try {
      step = apply(nativeThrow, state.generator, [error]);
    } catch (thrown) {
      return this.thrown(state, thrown);
    }
    return this.stepped(state, step);
  }

  private leave(state: AsyncGeneratorState, value: unknown): unknown {
    let step: IteratorResult<unknown>;
    try {
      step = this.generators.leave(state.generator, value);
    } catch (error) {
      return this.thrown(state, error);
    }
    return this.stepped(state, step);
  }

  /** @returns `$SIG` while the stack unwinds */
  private stepped(state: AsyncGeneratorState, { value, done }: IteratorResult<unknown>): unknown {
    if (value === this.signal) return value;
    if (done) {
      this.end(state, FULFILLED, value);
      return undefined;
    }
    if (!(value instanceof Yielded)) return this.wait(state, state, value);
    state.at = 'yield';
    this.answer(state, FULFILLED, value.value, false);
    return state.requests.length > 0 ? this.serve(state) : undefined;
  }

  private thrown(state: AsyncGeneratorState, error: unknown): undefined {
    if (error instanceof ReturnCompletion) this.end(state, FULFILLED, error.value);
    else this.end(state, REJECTED, error);
  }

  private wait(state: AsyncGeneratorState, work: Work, value: unknown): unknown {
    if (!isObject(value)) {
      addMicrotask(isContextUsed ? hold(work) : work, FULFILLED, value);
      return undefined;
    }
    let promise: object;
    try {
      promise = toPromise(value);
    } catch (error) {
      return this.fail(state, error);
    }
    performThen(promise, work);
    return undefined;
  }

  /** The first request has its answer. */
  private answer(state: AsyncGeneratorState, how: Settled, value: unknown, done: boolean): void {
    const { promise } = takeFirst(state.requests)!;
    if (how === FULFILLED) resolvePromise(promise, result(value, done));
    else rejectPromise(promise, value);
  }

  private end(state: AsyncGeneratorState, how: Settled, value: unknown): void {
    this.answer(state, how, value, true);
    this.empty(state);
  }

  /** ECMA-262 27.6.3.10 AsyncGeneratorDrainQueue. */
  private empty(state: AsyncGeneratorState): void {
    state.at = 'end';
    while (state.requests.length > 0) {
      const { mode, value } = state.requests[0]!;
      if (mode === 'return') {
        this.awaitReturn(state);
        return;
      }
      if (mode === 'throw') this.answer(state, REJECTED, value, true);
      else this.answer(state, FULFILLED, undefined, true);
    }
  }

  /** ECMA-262 27.6.3.9: `return(value)` of one that does not run any more, or not yet. */
  private awaitReturn(state: AsyncGeneratorState): void {
    state.at = 'returning';
    let promise: object;
    try {
      promise = toPromise(state.requests[0]!.value);
    } catch (error) {
      this.answer(state, REJECTED, error, true);
      this.empty(state);
      return;
    }
    performThen(promise, state.returns);
  }

  /** Where its functions stand on a stack. */
  learnFrames(own: OwnFrames): void {
    const made = (look: () => void): AsyncGeneratorState => {
      const body = function* (): Generator<unknown, void, unknown> {
        try {
          yield new Yielded(0);
          look();
        } finally {
          look();
        }
      };
      const state = new AsyncGeneratorState(body());
      this.request(state, 'next', undefined);
      return state;
    };
    const running = (look: () => void): AsyncGeneratorState => {
      const state = made(look);
      addTo(state.requests, new Request('next', undefined, barePromise()));
      return state;
    };
    own.learn((look) => this.request(made(look), 'next', undefined), 0);
    own.learn((look) => this.request(made(look), 'throw', look), 0);
    own.learn((look) => this.settled(running(look), FULFILLED, undefined), 0);
    own.learn((look) => this.settled(running(look), REJECTED, undefined), 0);
    own.learn((look) => this.returned(running(look).returns, FULFILLED, undefined), 0);
    own.learn((look) => this.returned(running(look).returns, REJECTED, undefined), 0);
    own.learn(
      (look) =>
        this.resume({ fn: ASYNC_GENERATOR_FRAME, pc: 0, self: running(look), locals: [null] }, () => {}),
      0,
    );
  }
}
