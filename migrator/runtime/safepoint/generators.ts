import { GENERATOR_FRAME, type SavedFrame, type Signal } from '../abi.ts';
import { ReturnCompletion } from '../completion.ts';
import {
  type AnyGenerator,
  generatorPrototype,
  nativeNext,
  nativeReturn,
  nativeThrow,
} from '../native-generator.ts';
import type { OwnFrames } from './own-frames.ts';

const { apply, defineProperty } = Reflect;

/** Where a generator stands. */
export type GeneratorState =
  | { at: 'point'; fn: number; pc: number; self: unknown; locals: unknown[] }
  | { at: 'end' }
  /** It runs as written. */
  | { at: 'unknown' };

/**
 * Generators stay V8's own. Compiled bodies answer to `$SIG` at each `yield` (docs/design/generators.md): asked, they say where they stand
 * and stay there; told to return, they throw a completion that passes through all their `finally` blocks, lowered ones too. A body that
 * unwinds yields `$SIG`, and goes on from there when its stack is resumed.
 */
export class Generators {
  private readonly save: (frame: SavedFrame) => void;
  declare private signal: Signal;
  private told: GeneratorState | undefined;
  private isForeign = false;
  private returning: unknown;
  constructor(save: (frame: SavedFrame) => void) {
    this.save = save;
  }

  /** Takes the place of the methods of all generators. Before anything else looks at them. */
  install(signal: Signal): void {
    this.signal = signal;
    const ended = (generator: AnyGenerator, result: IteratorResult<unknown>): unknown =>
      result.value === signal ? this.unwinding(generator) : result;
    const methods = {
      next(this: AnyGenerator, value: unknown): unknown {
        const result = apply(nativeNext, this, [value]);
        return result.value === signal ? ended(this, result) : result;
      },
      throw(this: AnyGenerator, error: unknown): unknown {
        return ended(this, apply(nativeThrow, this, [error]));
      },
    };
    const leave = (generator: AnyGenerator, value: unknown) => this.return(generator, value);
    const { return: returns } = {
      return(this: AnyGenerator, value: unknown): unknown {
        return leave(this, value);
      },
    };
    for (const [name, value] of Object.entries({ ...methods, return: returns }))
      defineProperty(generatorPrototype, name, {
        value,
        writable: true,
        enumerable: false,
        configurable: true,
      });
  }

  /** Where its functions stand on a stack. */
  learnFrames(own: OwnFrames): void {
    const made = (look: () => void): AnyGenerator => {
      const body = function* (): Generator<undefined, void, unknown> {
        try {
          yield;
          look();
        } finally {
          look();
        }
      };
      const generator = body();
      generator.next();
      return generator;
    };
    own.learn((look) => made(look).next(), 0);
    own.learn((look) => made(look).throw(look), 0);
    own.learn((look) => made(look).return(undefined), 0);
    own.learn((look) => this.resume(made(look), () => undefined), 0);
  }

  tell(fn: number, pc: number, self: unknown, locals: unknown[]): Signal {
    if (this.signal.mode === 2) {
      this.signal.mode = 0;
      throw new ReturnCompletion(this.returning);
    }
    this.told = { at: 'point', fn, pc, self, locals };
    return this.signal;
  }

  foreign(): Signal {
    this.isForeign = true;
    this.told = { at: 'unknown' };
    return this.signal;
  }

  /** Asks a generator that does not run. Nothing of the user's runs. @throws TypeError for what is none */
  stateOf(generator: object): GeneratorState {
    const { signal } = this;
    this.told = undefined;
    signal.mode = 1;
    try {
      apply(nativeNext, generator, [signal]);
    } finally {
      signal.mode = 0;
      this.isForeign = false;
    }
    return this.told ?? { at: 'end' };
  }

  /** Brings a generator that a resume function has made to its point. */
  prime(generator: object): void {
    apply(nativeNext, generator, []);
  }

  /** Goes on in a generator that was unwound; `next` continues what it called. */
  resume(generator: AnyGenerator, next: () => unknown): unknown {
    this.signal.next = next;
    let result: IteratorResult<unknown>;
    try {
      result = apply(nativeNext, generator, []);
    } catch (error) {
      return returned(error);
    }
    return result.value === this.signal ? this.unwinding(generator) : result;
  }

  private return(generator: AnyGenerator, value: unknown): unknown {
    let result: IteratorResult<unknown>;
    try {
      result = this.leave(generator, value);
    } catch (error) {
      return returned(error);
    }
    return result.value === this.signal ? this.unwinding(generator) : result;
  }

  /** Makes a body return: what it gives then, `$SIG` while the stack unwinds. @throws ReturnCompletion where nothing held that up */
  leave(generator: AnyGenerator, value: unknown): IteratorResult<unknown> {
    const { signal } = this;
    signal.mode = 2;
    this.returning = value;
    let wasAtEnd = false;
    let result: IteratorResult<unknown>;
    try {
      result = apply(nativeNext, generator, [signal]);
      wasAtEnd = (signal.mode as number) === 2 && !this.isForeign;
    } finally {
      signal.mode = 0;
    }
    if (wasAtEnd) return { value, done: true };
    if (!this.isForeign) return result;
    this.isForeign = false;
    return apply(nativeReturn, generator, [value]);
  }

  private unwinding(generator: AnyGenerator): Signal {
    this.save({ fn: GENERATOR_FRAME, pc: 0, self: generator, locals: [] });
    return this.signal;
  }
}

/** What a generator's `return` gives when its completion has passed through. */
function returned(error: unknown): IteratorResult<unknown> {
  if (error instanceof ReturnCompletion) return { value: error.value, done: true };
  throw error;
}
