import type { Asker } from '../abi.ts';
import { bindTo } from '../heap/pristine.ts';
import { stampBound } from '../heap/stamp.ts';
import { rejectPromise, resolvePromise } from './settling.ts';

const { construct } = Reflect;
declare const $ask: Asker | undefined;

/** What the two functions that an executor gets have in common: only the first call of either counts. */
export class Resolving {
  promise: object;
  isDone = false;
  constructor(promise: object) {
    this.promise = promise;
  }
}

/** A function that the heap can carry: `target` is the runtime's own, and known to it by name. */
export const carriable = (target: Function, ...args: unknown[]): Function =>
  stampBound(bindTo(target, undefined, args), { target, self: undefined, args });

/** The runtime's own closures describe themselves as the program's do; their ids are negative. */
const RESOLVE = -1;
const REJECT = -2;

export const resolveOf =
  (record: Resolving): Function =>
  (value: unknown): void => {
    if ($ask !== undefined) {
      $ask.answer(RESOLVE, [record]);
      return;
    }
    if (record.isDone) return;
    record.isDone = true;
    resolvePromise(record.promise, value);
  };

export const rejectOf =
  (record: Resolving): Function =>
  (reason: unknown): void => {
    if ($ask !== undefined) {
      $ask.answer(REJECT, [record]);
      return;
    }
    if (record.isDone) return;
    record.isDone = true;
    rejectPromise(record.promise, reason);
  };

/** ECMA-262 27.2.1.3 CreateResolvingFunctions. */
export function resolvingFunctions(promise: object): { resolve: Function; reject: Function } {
  const record = new Resolving(promise);
  return { resolve: resolveOf(record), reject: rejectOf(record) };
}

/** What makes them again, by id. */
export const resolvingClosures: Record<number, (...captured: never[]) => Function> = {
  [RESOLVE]: resolveOf,
  [REJECT]: rejectOf,
};

/** A promise and what settles it. */
export interface Capability {
  promise: object;
  resolve: Function;
  reject: Function;
}

/** ECMA-262 27.2.1.5 NewPromiseCapability, for a constructor of the program's. */
export function capabilityOf(constructor: Function): Capability {
  let given: [unknown, unknown] = [undefined, undefined];
  const promise = construct(constructor, [
    (forResolve: unknown, forReject: unknown) => {
      if (given[0] !== undefined || given[1] !== undefined)
        throw new TypeError('Promise executor has already been invoked with non-undefined arguments');
      given = [forResolve, forReject];
    },
  ]) as object;
  const [forResolve, forReject] = given;
  if (typeof forResolve !== 'function' || typeof forReject !== 'function')
    throw new TypeError('Promise resolve or reject function is not callable');
  return { promise, resolve: forResolve, reject: forReject };
}
