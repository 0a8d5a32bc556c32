import { OmosixError } from '../../../protocol/errors.ts';
import {
  ASYNC_GENERATOR_FRAME,
  DELEGATE_FRAME,
  GENERATOR_FRAME,
  type ResumeFunctions,
  type SavedFrame,
} from '../abi.ts';
import type { AsyncDriver } from '../promise/async.ts';
import type { AsyncGeneratorDriver } from '../promise/async-generator.ts';
import { resumeDelegate } from '../promise/delegate.ts';
import type { Generators } from './generators.ts';

const bind = Function.prototype.call.bind(Function.prototype.bind) as (
  f: Function,
  self: unknown,
  ...args: unknown[]
) => () => unknown;

/** What goes on in place of frames of the runtime's own. */
interface Drivers {
  generators: Generators;
  driver: AsyncDriver;
  asyncGenerators: AsyncGeneratorDriver;
}

/**
 * The function that continues a captured stack: each frame's resume function bound to the continuation of its callee.
 * Bound functions leave no frame of their own, so the resumed stack is as deep as the captured one was and the stack
 * check finds guest frames only.
 */
export function resumeChain(
  frames: readonly SavedFrame[],
  functions: ResumeFunctions,
  parts: Drivers,
  innermost: () => unknown,
): () => unknown {
  let next = innermost;
  for (let i = 0; i < frames.length; i++) {
    const frame = frames[i]!;
    const { fn, pc, self, locals } = frame;
    if (fn < 0) {
      next = resumeOwn(frame, parts, next);
      continue;
    }
    const resume = functions[`${fn}_${pc}`];
    if (!resume) throw new OmosixError('ESNAPSHOT', `no resume function for function ${fn} at point ${pc}`);
    next = bind(resume, self, next, locals);
  }
  return next;
}

function resumeOwn(
  frame: SavedFrame,
  { generators, driver, asyncGenerators }: Drivers,
  next: () => unknown,
): () => unknown {
  switch (frame.fn) {
    case GENERATOR_FRAME:
      return bind(generators.resume, generators, frame.self, next);
    case ASYNC_GENERATOR_FRAME:
      return bind(asyncGenerators.resume, asyncGenerators, frame, next);
    case DELEGATE_FRAME:
      return bind(resumeDelegate, undefined, frame, next);
    default:
      return bind(driver.resume, driver, frame, next);
  }
}
