/** The elements of `all`, `allSettled` and `any`: each is told once, the last one settles the result. */
import type { Asker } from '../abi.ts';
import { type Capability, rejectOf, resolveOf } from './resolving.ts';
import { rejectPromise, resolvePromise } from './settling.ts';
import { FULFILLED, Kind, ofKind, REJECTED, type Settled, type Work } from './work.ts';

declare const $ask: Asker | undefined;

/**
 * What the elements of one call have in common. Its promise is settled by itself, or by the functions that a constructor of the program's
 * gave, or that somebody had to be given (`Resolving` says what those need).
 */
export class Gathering {
  remaining = 1;
  values: unknown[] = [];
  promise: object;
  isDone = false;
  resolve: Function | null;
  reject: Function | null;
  how: 'all' | 'allSettled' | 'any';
  constructor(promise: object, given: Capability | null, how: Gathering['how']) {
    this.promise = promise;
    this.resolve = given?.resolve ?? null;
    this.reject = given?.reject ?? null;
    this.how = how;
  }
}

/** What is given to the `then` of somebody else's. */
export const resolveOfAll = (gathering: Gathering): Function => {
  gathering.resolve ??= resolveOf(gathering);
  return gathering.resolve;
};
export const rejectOfAll = (gathering: Gathering): Function => {
  gathering.reject ??= rejectOf(gathering);
  return gathering.reject;
};

export function settleAll(gathering: Gathering, how: Settled, value: unknown): void {
  const given = how === FULFILLED ? gathering.resolve : gathering.reject;
  if (given !== null) given(value);
  else if (!gathering.isDone) {
    gathering.isDone = true;
    if (how === FULFILLED) resolvePromise(gathering.promise, value);
    else rejectPromise(gathering.promise, value);
  }
}

export class Element implements Work {
  declare readonly kind: typeof Kind.ELEMENT;
  gathering: Gathering;
  index: number;
  isTold = false;
  constructor(gathering: Gathering, index: number) {
    this.gathering = gathering;
    this.index = index;
  }
}
ofKind(Element, Kind.ELEMENT);

export function settleElement(element: Element, how: Settled, value: unknown): void {
  const { gathering } = element;
  if (gathering.how === 'allSettled')
    note(element, how === FULFILLED ? { status: 'fulfilled', value } : { status: 'rejected', reason: value });
  else if ((gathering.how === 'all') === (how === FULFILLED)) note(element, value);
  else settleAll(gathering, how, value);
}

function note(element: Element, value: unknown): void {
  if (element.isTold) return;
  element.isTold = true;
  const { gathering } = element;
  gathering.values[element.index] = value;
  if (--gathering.remaining === 0) finish(gathering);
}

/** All have been told. */
export function finish(gathering: Gathering): void {
  const { how, values } = gathering;
  if (how === 'any') settleAll(gathering, REJECTED, new AggregateError(values, 'All promises were rejected'));
  else settleAll(gathering, FULFILLED, values);
}

const ON_FULFILLED = -3;
const ON_REJECTED = -4;

/** What is given to the `then` of a promise that is not an ordinary one of ours. */
export const onFulfilled =
  (element: Element): Function =>
  (value: unknown): void => {
    if ($ask !== undefined) $ask.answer(ON_FULFILLED, [element]);
    else settleElement(element, FULFILLED, value);
  };

export const onRejected =
  (element: Element): Function =>
  (reason: unknown): void => {
    if ($ask !== undefined) $ask.answer(ON_REJECTED, [element]);
    else settleElement(element, REJECTED, reason);
  };

export const elementClosures: Record<number, (...captured: never[]) => Function> = {
  [ON_FULFILLED]: onFulfilled,
  [ON_REJECTED]: onRejected,
};
