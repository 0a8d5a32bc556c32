import { OmosixError } from '../../../protocol/errors.ts';
import { GENERATOR_FRAME, type ResumeFunctions, type SavedFrame } from '../abi.ts';
import type { AsyncDriver } from '../promise/async.ts';
import type { Generators } from './generators.ts';

const bind = Function.prototype.call.bind(Function.prototype.bind) as (
  f: Function,
  self: unknown,
  ...args: unknown[]
) => () => unknown;

/**
 * The function that continues a captured stack: each frame's resume function bound to the continuation of its callee.
 * Bound functions leave no frame of their own, so the resumed stack is as deep as the captured one was and the stack
 * check finds guest frames only.
 */
export function resumeChain(
  frames: readonly SavedFrame[],
  functions: ResumeFunctions,
  { generators, driver }: { generators: Generators; driver: AsyncDriver },
  innermost: () => unknown,
): () => unknown {
  let next = innermost;
  for (const frame of frames) {
    const { fn, pc, self, locals } = frame;
    if (fn < 0) {
      next =
        fn === GENERATOR_FRAME
          ? bind(generators.resume, generators, self, next)
          : bind(driver.resume, driver, frame, next);
      continue;
    }
    const resume = functions[`${fn}_${pc}`];
    if (!resume) throw new OmosixError('ESNAPSHOT', `no resume function for function ${fn} at point ${pc}`);
    next = bind(resume, self, next, locals);
  }
  return next;
}
