/** `yield*` of an async generator (ECMA-262 15.5.5), as an iterator that the body's own `yield*` asks: plain data, so that it moves. */
import { DELEGATE_FRAME, type SavedFrame, type Signal } from '../abi.ts';
import { ReturnCompletion } from '../completion.ts';
import type { OwnFrames } from '../safepoint/own-frames.ts';
import { Yielded } from './async-generator.ts';
import { isObject } from './settling.ts';

type Result = IteratorResult<unknown>;
type Inner = Record<'next' | 'throw' | 'return', Function | null | undefined>;

let signal: Signal;
let save: (frame: SavedFrame) => void;

export class Delegate {
  inner: Inner;
  step: Function;
  /** What comes next from the driver: a value for the inner iterator, its answer, or what closes it. */
  expects: 'value' | 'answer' | 'last answer' | 'value to return' | 'end' = 'value';
  constructor(inner: Inner, next: Function) {
    this.inner = inner;
    this.step = next;
  }

  [Symbol.iterator](): this {
    return this;
  }

  next(value: unknown): unknown {
    switch (this.expects) {
      case 'value':
        return this.asked(Reflect.apply(this.step, this.inner, [value]));
      case 'answer':
      case 'last answer':
        return this.answered(value);
      case 'value to return':
        throw new ReturnCompletion(value);
      case 'end':
        if (!isObject(value)) throw new TypeError(`${value} is not an object`);
        throw new TypeError("The iterator does not provide a 'throw' method");
    }
  }

  throw(error: unknown): unknown {
    // What was awaited has failed: nobody else hears of it.
    if (this.expects !== 'value') throw error;
    const { throw: method } = this.inner;
    if (method !== undefined && method !== null)
      return this.asked(Reflect.apply(method, this.inner, [error]));
    const { return: close } = this.inner;
    if (close === undefined || close === null)
      throw new TypeError("The iterator does not provide a 'throw' method");
    return this.awaited('end', Reflect.apply(close, this.inner, []));
  }

  return(value: unknown): unknown {
    const { return: method } = this.inner;
    if (method === undefined || method === null) return this.awaited('value to return', value);
    return this.asked(Reflect.apply(method, this.inner, [value]), 'last answer');
  }

  /** `promise` is what the inner iterator gave, or `$SIG` while the stack unwinds. */
  asked(promise: unknown, expects: Delegate['expects'] = 'answer'): unknown {
    if (promise !== signal) return this.awaited(expects, promise);
    this.expects = expects;
    save({ fn: DELEGATE_FRAME, pc: 0, self: this, locals: [] });
    return signal;
  }

  /** Lets the driver await `value`. */
  private awaited(expects: Delegate['expects'], value: unknown): Result {
    this.expects = expects;
    return { value, done: false };
  }

  private answered(answer: unknown): Result {
    if (!isObject(answer)) throw new TypeError(`Iterator result ${answer} is not an object`);
    const { done, value } = answer as Result;
    const isLast = this.expects === 'last answer';
    this.expects = 'value';
    if (!done) return { value: new Yielded(value), done: false };
    if (isLast) throw new ReturnCompletion(value);
    return { value, done: true };
  }
}

export function resumeDelegate({ self }: SavedFrame, next: () => unknown): unknown {
  const delegate = self as Delegate;
  return delegate.asked(next(), delegate.expects);
}

export function installDelegate(theSignal: Signal, theSave: (frame: SavedFrame) => void): void {
  signal = theSignal;
  save = theSave;
}

/** Where its functions stand on a stack: the call of the inner iterator saves itself. */
export function learnDelegateFrames(own: OwnFrames): void {
  const made = (look: () => void) => new Delegate({ next: look, throw: look, return: look }, look);
  own.learn((look) => made(look).next(undefined), 1);
  own.learn((look) => made(look).throw(undefined), 1);
  own.learn((look) => made(look).return(undefined), 1);
  own.learn((look) => resumeDelegate({ fn: DELEGATE_FRAME, pc: 0, self: made(look), locals: [] }, look), 1);
}
