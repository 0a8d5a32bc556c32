import { ReturnCompletion } from '../completion.ts';

interface AsyncIteration {
  next(): unknown;
  return?: (() => unknown) | null;
}

/** A `for await` of code that runs as written (ECMA-262 14.7.5.6): what is awaited, the code around it awaits. */
export class AsyncSteps {
  value: unknown;
  /** Of the iterator's `return`. */
  answer: unknown;
  private isOpen = false;
  private readonly iterator: AsyncIteration;
  private readonly method: () => unknown;

  constructor(iterator: AsyncIteration) {
    this.iterator = iterator;
    this.method = iterator.next;
  }

  next(): unknown {
    this.isOpen = false;
    return this.method.call(this.iterator);
  }

  /** False at the end. */
  take(result: unknown): boolean {
    if ((typeof result !== 'object' || result === null) && typeof result !== 'function')
      throw new TypeError(`Iterator result ${String(result)} is not an object`);
    const { done } = result as IteratorResult<unknown>;
    if (done) return false;
    this.value = (result as IteratorResult<unknown>).value;
    this.isOpen = true;
    return true;
  }

  /** The body has thrown: how the iterator is closed does not matter then. */
  fails(error: unknown): boolean {
    return this.isOpen && !(error instanceof ReturnCompletion);
  }

  /** Whether the iterator, where it is left early, has an answer that is to be awaited. */
  ends(): boolean {
    if (!this.isOpen) return false;
    this.isOpen = false;
    const method = this.iterator.return;
    if (method === undefined || method === null) return false;
    this.answer = method.call(this.iterator);
    return true;
  }
}
