/** The elements of `all`, `allSettled` and `any`: each is told once, the last one settles the result. */
import type { Asker } from '../abi.ts';
import type { Capability } from './resolving.ts';
import { FULFILLED, Kind, ofKind, REJECTED, type Settled, type Work } from './work.ts';

declare const $ask: Asker | undefined;

/** What the elements of one call have in common. */
export class Gathering {
  remaining = 1;
  values: unknown[] = [];
  capability: Capability;
  how: 'all' | 'allSettled' | 'any';
  constructor(capability: Capability, how: Gathering['how']) {
    this.capability = capability;
    this.how = how;
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
  const { resolve, reject } = gathering.capability;
  if (gathering.how === 'allSettled')
    note(element, how === FULFILLED ? { status: 'fulfilled', value } : { status: 'rejected', reason: value });
  else if ((gathering.how === 'all') === (how === FULFILLED)) note(element, value);
  else (how === FULFILLED ? resolve : reject)(value);
}

function note(element: Element, value: unknown): void {
  if (element.isTold) return;
  element.isTold = true;
  const { gathering } = element;
  gathering.values[element.index] = value;
  if (--gathering.remaining === 0) finish(gathering);
}

/** All have been told. */
export function finish({ how, values, capability: { resolve, reject } }: Gathering): void {
  if (how === 'any') reject(new AggregateError(values, 'All promises were rejected'));
  else resolve(values);
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
