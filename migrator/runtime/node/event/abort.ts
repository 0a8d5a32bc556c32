/** `AbortController` and `AbortSignal` (WHATWG DOM 3), as plain data. */
import { named, shownAs } from '../class-looks.ts';
import { nodeError } from '../errors.ts';
import { isObject } from './event.ts';
import { CHANGED, dispatch, GuestEventTarget, handlerAttribute, LISTENERS, trustedEvent } from './target.ts';

interface SignalState {
  isAborted: boolean;
  reason: unknown;
  /** Signals made of this one by `any`; those that nobody holds may go. */
  dependents: Set<WeakRef<GuestAbortSignal>> | null;
  /** Those of them that somebody listens to: they stay. */
  kept: Set<GuestAbortSignal> | null;
  /** At so many dependents the dead ones are looked for. */
  sweepAt: number;
  /** Of one that `any` made: what it was made of, never such signals themselves. */
  sources: GuestAbortSignal[] | null;
}

export const SIGNAL = Symbol('signal');
const MAKING = Symbol('making');
const FIRST_SWEEP = 16;
const Exception = DOMException;
const Ref = WeakRef;
const { deref } = WeakRef.prototype;

function stateOf(signal: unknown): SignalState {
  const state = isObject(signal) ? (signal as unknown as GuestAbortSignal)[SIGNAL] : undefined;
  if (!state) throw nodeError('ERR_INVALID_THIS', 'AbortSignal');
  return state;
}
export const isAbortSignal = (value: unknown): value is GuestAbortSignal =>
  isObject(value) && (value as unknown as GuestAbortSignal)[SIGNAL] !== undefined;

/** Starts a timer that keeps no program alive. */
export type StartTimer = (signal: object, delayMs: number) => void;
let startTimer: StartTimer;
export function useTimer(start: StartTimer): void {
  startTimer = start;
}

export class GuestAbortSignal extends GuestEventTarget {
  [SIGNAL]: SignalState;

  constructor(key: unknown = undefined) {
    if (key !== MAKING) throw nodeError('ERR_ILLEGAL_CONSTRUCTOR');
    super();
    this[SIGNAL] = {
      isAborted: false,
      reason: undefined,
      dependents: null,
      kept: null,
      sweepAt: FIRST_SWEEP,
      sources: null,
    };
  }

  get aborted(): boolean {
    return stateOf(this).isAborted;
  }
  get reason(): unknown {
    return stateOf(this).reason;
  }
  throwIfAborted(): void {
    const { isAborted, reason } = stateOf(this);
    if (isAborted) throw reason;
  }
  [CHANGED](type: string): void {
    const { sources } = this[SIGNAL];
    if (type !== 'abort' || !sources) return;
    const isHeard = this[LISTENERS].has(type);
    for (const source of sources) {
      const state = source[SIGNAL];
      if (isHeard) (state.kept ??= new Set()).add(this);
      else state.kept?.delete(this);
    }
  }

  static abort(reason: unknown = aborted()): GuestAbortSignal {
    const signal = newSignal();
    Object.assign(signal[SIGNAL], { isAborted: true, reason });
    return signal;
  }

  static timeout(delay: number): GuestAbortSignal {
    assertDelay(delay);
    const signal = newSignal();
    startTimer(signal, delay);
    return signal;
  }

  static any(signals: unknown): GuestAbortSignal {
    const list = listOf(signals);
    const result = newSignal();
    for (const { aborted, reason } of list) if (aborted) return GuestAbortSignal.abort(reason);
    const sources = new Set<GuestAbortSignal>();
    for (const each of list) for (const source of each[SIGNAL].sources ?? [each]) sources.add(source);
    result[SIGNAL].sources = [...sources];
    for (const source of sources) addDependent(source[SIGNAL], result);
    return result;
  }
}

const newSignal = (): GuestAbortSignal => new GuestAbortSignal(MAKING);
const aborted = (): Error => new Exception('This operation was aborted', 'AbortError');

function assertDelay(delay: unknown): void {
  if (typeof delay !== 'number') throw nodeError('ERR_INVALID_ARG_TYPE', 'delay', 'number', delay);
  if (!Number.isInteger(delay)) throw nodeError('ERR_OUT_OF_RANGE', 'delay', 'an integer', delay);
  if (delay < 0 || delay > 2 ** 32 - 1)
    throw nodeError('ERR_OUT_OF_RANGE', 'delay', `>= 0 && <= ${2 ** 32 - 1}`, delay);
}

function listOf(signals: unknown): GuestAbortSignal[] {
  if (!isObject(signals) || typeof signals[Symbol.iterator as never] !== 'function')
    throw nodeError('ERR_INVALID_ARG_TYPE', 'signals', 'Iterable', signals);
  const list = [...(signals as unknown as Iterable<unknown>)];
  list.forEach((each, i) => {
    if (!isAbortSignal(each)) throw nodeError('ERR_INVALID_ARG_TYPE', `signals[${i}]`, 'AbortSignal', each);
  });
  return list as GuestAbortSignal[];
}

function addDependent(source: SignalState, dependent: GuestAbortSignal): void {
  source.dependents ??= new Set();
  const { dependents } = source;
  dependents.add(new Ref(dependent));
  if (dependents.size < source.sweepAt) return;
  for (const ref of dependents) if (!Reflect.apply(deref, ref, [])) dependents.delete(ref);
  source.sweepAt = Math.max(FIRST_SWEEP, dependents.size * 2);
}

/** Versions of Node.js differ in whether those made of a signal are aborted when its own listeners hear of it. */
const marksFirst = ((): boolean => {
  const controller = new AbortController();
  const any = AbortSignal.any([controller.signal]);
  let isAborted = false;
  controller.signal.onabort = () => {
    isAborted = any.aborted;
  };
  controller.abort();
  return isAborted;
})();

/** Itself, then all that were made of it. */
export function abortSignal(signal: GuestAbortSignal, reason: unknown): void {
  const { dependents, isAborted } = signal[SIGNAL];
  if (isAborted) return;
  mark(signal, reason);
  const others: GuestAbortSignal[] = [];
  for (const ref of dependents ?? []) {
    const dependent = Reflect.apply(deref, ref, []) as GuestAbortSignal | undefined;
    if (dependent && !dependent[SIGNAL].isAborted) others.push(dependent);
  }
  if (marksFirst) for (const each of others) mark(each, reason);
  dispatch(signal, trustedEvent('abort'));
  for (const each of others) {
    if (!marksFirst) abortSignal(each, reason);
    else dispatch(each, trustedEvent('abort'));
  }
}

function mark(signal: GuestAbortSignal, reason: unknown): void {
  Object.assign(signal[SIGNAL], { isAborted: true, reason, dependents: null, kept: null });
}

/** What the timer of `AbortSignal.timeout` does. */
export function timedOut(signal: GuestAbortSignal): void {
  abortSignal(signal, new Exception('The operation was aborted due to timeout', 'TimeoutError'));
}

export class GuestAbortController {
  [SIGNAL]: GuestAbortSignal;
  constructor() {
    this[SIGNAL] = newSignal();
  }
  get signal(): GuestAbortSignal {
    return signalOf(this);
  }
  abort(reason: unknown = aborted()): void {
    abortSignal(signalOf(this), reason);
  }
}
function signalOf(controller: unknown): GuestAbortSignal {
  const signal = isObject(controller) ? (controller as unknown as GuestAbortController)[SIGNAL] : undefined;
  if (!signal) throw nodeError('ERR_INVALID_THIS', 'AbortController');
  return signal;
}

named(GuestAbortSignal, 'AbortSignal');
named(GuestAbortController, 'AbortController');
const { prototype } = GuestAbortSignal;
Object.defineProperty(prototype, 'onabort', handlerAttribute('abort'));
for (const key of ['reason', 'throwIfAborted']) Object.defineProperty(prototype, key, { enumerable: false });
shownAs(GuestAbortSignal, (signal) => ({ aborted: (signal as GuestAbortSignal).aborted }));
shownAs(GuestAbortController, (controller) => ({ signal: (controller as GuestAbortController).signal }));
