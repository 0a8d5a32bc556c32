/**
 * The state of promises (ECMA-262 27.2) as plain heap, and what settles them: fields that the heap's walk reads; a reaction is data and not
 * a closure, and jobs are the event loop's.
 */
import { Given } from '../given.ts';
import type { AsyncTask } from './async.ts';

export type Settled = 'fulfilled' | 'rejected';

/** What is to be done when a promise is settled: an async function goes on, or a handler runs and settles what `then` gave. */
export class Reaction {
  /** The async function that awaits it; then all others are null. */
  task: AsyncTask | null = null;
  onFulfilled: Function | null = null;
  onRejected: Function | null = null;
  /** What `then` gave: ours, or what a constructor of the program's made. */
  promise: object | null = null;
  resolve: Function | null = null;
  reject: Function | null = null;
}

/** The state of a promise, as the heap carries it. */
export interface PromiseFields {
  state: 'pending' | Settled;
  value: unknown;
  reactions: Reaction[] | null;
  isHandled: boolean;
}

/** What promises need of the event loop. */
export interface PromiseHost {
  reaction(reaction: Reaction, how: Settled, value: unknown): void;
  thenable(promise: object, thenable: object, then: Function): void;
  /** Rejected, and nobody listens (yet). */
  rejected(promise: object, reason: unknown): void;
  /** Somebody listens to one that was told as rejected. */
  handled(promise: object): void;
}

let host: PromiseHost;
export function setPromiseHost(theHost: PromiseHost): void {
  host = theHost;
}

class FieldsStamp extends Given {
  #fields: PromiseFields = { state: 'pending', value: undefined, reactions: null, isHandled: false };
  static is(value: unknown): value is object {
    return isObject(value) && #fields in value;
  }
  static of(promise: object): PromiseFields {
    return (promise as FieldsStamp).#fields;
  }
  static set(promise: object, fields: PromiseFields): void {
    (promise as FieldsStamp).#fields = fields;
  }
}

export const isObject = (value: unknown): value is object =>
  (typeof value === 'object' && value !== null) || typeof value === 'function';
/** Makes an object a promise, pending. */
export const addFields = (promise: object): object => new FieldsStamp(promise);
export const isPromise = FieldsStamp.is;
export const fieldsOf = FieldsStamp.of;
export const setFields = FieldsStamp.set;

export function fulfillPromise(promise: object, value: unknown): void {
  settle(promise, 'fulfilled', value);
}

export function rejectPromise(promise: object, reason: unknown): void {
  settle(promise, 'rejected', reason);
}

function settle(promise: object, how: Settled, value: unknown): void {
  const fields = fieldsOf(promise);
  const { reactions } = fields;
  fields.state = how;
  fields.value = value;
  fields.reactions = null;
  if (how === 'rejected' && !fields.isHandled) host.rejected(promise, value);
  if (reactions) for (let i = 0; i < reactions.length; i++) host.reaction(reactions[i]!, how, value);
}

/** ECMA-262 27.2.1.3.2, the steps of a resolve function. */
export function resolvePromise(promise: object, value: unknown): void {
  if (value === promise) {
    rejectPromise(promise, new TypeError('Chaining cycle detected for promise #<Promise>'));
    return;
  }
  if (!isObject(value)) {
    fulfillPromise(promise, value);
    return;
  }
  let then: unknown;
  try {
    then = (value as { then?: unknown }).then;
  } catch (error) {
    rejectPromise(promise, error);
    return;
  }
  if (typeof then === 'function') host.thenable(promise, value, then);
  else fulfillPromise(promise, value);
}

/** ECMA-262 27.2.5.4.1 PerformPromiseThen. */
export function performThen(promise: object, reaction: Reaction): void {
  const fields = fieldsOf(promise);
  if (fields.state === 'pending') {
    fields.reactions ??= [];
    fields.reactions[fields.reactions.length] = reaction;
  } else {
    if (fields.state === 'rejected' && !fields.isHandled) host.handled(promise);
    host.reaction(reaction, fields.state, fields.value);
  }
  fields.isHandled = true;
}
