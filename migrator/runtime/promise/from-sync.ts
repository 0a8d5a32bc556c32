import { barePromise, toPromise } from './promise.ts';
import { carriable } from './resolving.ts';
import { rejectPromise } from './settling.ts';

type Result = IteratorResult<unknown>;

/** Of `for await` over an ordinary iterator: each value is awaited (ECMA-262 27.1.6 %AsyncFromSyncIteratorPrototype%). */
export class FromSync {
  readonly iterator: Iterator<unknown>;
  constructor(iterator: Iterator<unknown>) {
    this.iterator = iterator;
  }

  next(): object {
    return settled(() => this.iterator.next());
  }

  get return(): (() => object) | undefined {
    const { iterator } = this;
    if (iterator.return === undefined || iterator.return === null) return undefined;
    return () => settled(() => iterator.return!());
  }
}

function settled(ask: () => Result): object {
  try {
    const { done, value } = ask();
    const promise = toPromise(value) as { then(onFulfilled: Function): object };
    return promise.then(carriable(done ? last : more));
  } catch (error) {
    const promise = barePromise();
    rejectPromise(promise, error);
    return promise;
  }
}

const more = (value: unknown): Result => ({ value, done: false });
const last = (value: unknown): Result => ({ value, done: true });

export const fromSyncInternals = { more, last };
