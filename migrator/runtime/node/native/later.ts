/** Callback forms made of the synchronous ones: Node's own would complete on an event loop that the host does not run. */

import { addTo } from '../../list.ts';
import { job } from '../../loop/jobs.ts';
import type { Task } from '../../task.ts';
import { nodeError } from '../errors.ts';

type AnyFunction = (...args: never[]) => unknown;

/** What is wrong with the arguments is said at once; what fails in the work, to the callback. */
const isOfArguments = (error: unknown): boolean =>
  (error instanceof TypeError || error instanceof RangeError) &&
  /^ERR_(?!OSSL)/.test((error as NodeJS.ErrnoException).code ?? '');

interface Options {
  /** What the callback gets after the error. */
  values?: (result: unknown) => unknown[];
  /** Without a callback it is the synchronous form. */
  isEither?: boolean;
  /** What it gets where there is none. */
  noError?: null | undefined;
}

/** The work is done where it is called, its callback is a job of a later turn. */
export function later(
  task: Task,
  name: string,
  sync: AnyFunction,
  { values = (result) => [result], isEither = false, ...rest }: Options = {},
): Function {
  const noError = 'noError' in rest ? rest.noError : null;
  return {
    [name](...args: unknown[]): unknown {
      const fn = args.at(-1);
      if (typeof fn !== 'function') {
        if (isEither) return Reflect.apply(sync, undefined, args);
        throw nodeError('ERR_INVALID_ARG_TYPE', 'callback', 'Function', undefined);
      }
      let given: unknown[];
      try {
        given = [noError, ...values(Reflect.apply(sync, undefined, args.slice(0, -1)))];
      } catch (error) {
        if (isOfArguments(error)) throw error;
        given = [error];
      }
      addTo(task.state.ready, job(fn, undefined, given));
      return undefined;
    },
  }[name]!;
}
