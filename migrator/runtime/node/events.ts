/** `once` and `on` of `node:events`: what waits is data, so that the task can move meanwhile. */
import type { EventEmitter } from 'node:events';
import { AsyncQueue, end, fail, push } from '../promise/async-queue.ts';
import { barePromise } from '../promise/promise.ts';
import { carriable } from '../promise/resolving.ts';
import { rejectPromise, resolvePromise } from '../promise/settling.ts';
import { nodeError } from './errors.ts';
import { isAbortSignal } from './event/abort.ts';
import { listenersOf, mostListenersOf, setMostListeners } from './event/target.ts';
import { abortError as causedAbort, validators } from './fs/checks.ts';
import type { RegisterIntrinsic } from './index.ts';
import { nodeMajor } from './node-major.ts';
import { onceWrapper, patchOnce } from './once.ts';

type Listener = (...args: unknown[]) => void;
type Emitter = Pick<EventEmitter, 'on' | 'once' | 'removeListener'>;
interface Options {
  signal?: AbortSignal;
  close?: string[];
}

/** Who listens to what, to be taken away again. */
class Listening {
  emitter: Emitter | EventTarget;
  promise = barePromise();
  added: { emitter: Emitter | EventTarget; event: string | symbol; listener: Listener }[] = [];
  constructor(emitter: Emitter | EventTarget) {
    this.emitter = emitter;
  }
}

const isTarget = (emitter: object): emitter is EventTarget =>
  typeof (emitter as Partial<Emitter>).on !== 'function' &&
  typeof (emitter as Partial<EventTarget>).addEventListener === 'function';

function listen(
  listening: Listening,
  emitter: Emitter | EventTarget,
  event: string | symbol,
  target: Function,
  ...args: unknown[]
): void {
  const listener = carriable(target, ...args) as Listener;
  listening.added.push({ emitter, event, listener });
  if (isTarget(emitter)) emitter.addEventListener(event as string, listener);
  else emitter.on(event, listener);
}

function leave(listening: Listening): void {
  for (const { emitter, event, listener } of listening.added.splice(0)) {
    if (isTarget(emitter)) emitter.removeEventListener(event as string, listener);
    else emitter.removeListener(event, listener);
  }
}

const abortError = (signal: AbortSignal): Error => causedAbort(signal.reason);

function happened(listening: Listening, ...args: unknown[]): void {
  leave(listening);
  resolvePromise(listening.promise, args);
}
function failed(listening: Listening, error: unknown): void {
  leave(listening);
  rejectPromise(listening.promise, error);
}
function aborted(listening: Listening, signal: AbortSignal): void {
  failed(listening, abortError(signal));
}

function once(emitter: Emitter | EventTarget, event: string | symbol, { signal }: Options = {}): object {
  const listening = new Listening(emitter);
  const { promise } = listening;
  if (signal?.aborted) {
    rejectPromise(promise, abortError(signal));
    return promise;
  }
  listen(listening, emitter, event, happened, listening);
  if (event !== 'error' && !isTarget(emitter)) listen(listening, emitter, 'error', failed, listening);
  if (signal) listen(listening, signal, 'abort', aborted, listening, signal);
  return promise;
}

function came(queue: AsyncQueue, ...args: unknown[]): void {
  push(queue, args);
}
function queueAborted(queue: AsyncQueue, signal: AbortSignal): void {
  fail(queue, abortError(signal));
}

function on(
  emitter: Emitter | EventTarget,
  event: string | symbol,
  { signal, close = [] }: Options = {},
): AsyncQueue {
  if (signal?.aborted) throw abortError(signal);
  const queue = new AsyncQueue();
  const listening = new Listening(emitter);
  queue.leave = carriable(leave, listening);
  listen(listening, emitter, event, came, queue);
  if (event !== 'error' && !isTarget(emitter)) listen(listening, emitter, 'error', fail, queue);
  for (const name of close) listen(listening, emitter, name, closed, queue);
  if (signal) listen(listening, signal, 'abort', queueAborted, queue, signal);
  return queue;
}
/** Node's own gives a function of V8's that nothing leads to. */
function addAbortListener(signal: AbortSignal, listener: Listener): object {
  if (signal === undefined) throw nodeError('ERR_INVALID_ARG_TYPE', 'signal', 'AbortSignal', signal);
  validators.validateAbortSignal(signal, 'signal');
  validators.validateFunction(listener, 'listener');
  if (signal.aborted) queueMicrotask(listener);
  else signal.addEventListener('abort', listener, { once: true });
  const dispose = (Symbol as { dispose?: symbol }).dispose ?? Symbol.for('nodejs.dispose');
  return { [dispose]: carriable(forget, signal, listener) };
}
const forget = (signal: AbortSignal, listener: Listener): void =>
  signal.removeEventListener('abort', listener);

const closed = (queue: AsyncQueue): void => end(queue);

/** From Node 22 on they may have any number. */
const isSignalUnbounded = nodeMajor >= 22;

/** Node's own, for targets of ours too: of those it knows nothing. */
function forTargets(events: typeof import('node:events')) {
  const { getEventListeners, getMaxListeners, setMaxListeners, EventEmitter } = events;
  return {
    getEventListeners: (emitter: never, type: string) =>
      listenersOf(emitter, type) ?? getEventListeners(emitter, type),
    getMaxListeners(emitter: unknown) {
      const most = mostListenersOf(emitter);
      if (most === undefined) return getMaxListeners(emitter as EventEmitter);
      if (most >= 0) return most;
      return isSignalUnbounded && isAbortSignal(emitter) ? 0 : EventEmitter.defaultMaxListeners;
    },
    setMaxListeners(count: number = EventEmitter.defaultMaxListeners, ...targets: EventEmitter[]) {
      // Its own check of the number, and of what is neither.
      const others = targets.filter((target) => mostListenersOf(target) === undefined);
      if (others.length > 0 || targets.length === 0) setMaxListeners(count, ...others);
      else new EventEmitter().setMaxListeners(count);
      for (const target of targets) setMostListeners(target, count);
    },
  };
}

/** In the places of Node's own, which wait with promises of V8's. */
export function patchEvents(events: object): object {
  const ours = { once, on, addAbortListener, ...forTargets(events as typeof import('node:events')) };
  for (const [name, value] of Object.entries(ours))
    Object.defineProperty(events, name, { value, writable: true, enumerable: true, configurable: true });
  patchOnce();
  return events;
}

export function registerEvents(register: RegisterIntrinsic): void {
  register(
    'omosix:events',
    { leave, happened, failed, aborted, came, queueAborted, closed, forget, Listening },
    { plainInstances: true },
  );
  register('omosix:events.onceWrapper', onceWrapper());
}
