import { type AsyncGeneratorState, asyncStateOf, setAsyncState } from '../../promise/async-generator.ts';
import type { GeneratorState } from '../../safepoint/generators.ts';
import { type HeapEngine, type Kind, KindCode } from '../kind.ts';
import { apply } from '../pristine.ts';
import { readProps, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { Refusal } from '../uncapturable.ts';
import { readList, writeList } from './function.ts';

const ENDED = -1;

/** Locals of a generator that is not filled yet: its resume function will take them from there. */
const localsOf = new WeakMap<object, unknown[]>();

/**
 * A generator that waits to be asked for its next value, or whose body was running when the stack unwound.
 *
 *     function id (-1: at its end), pc, n, live local × n - 1, this, what the driver of an async generator knows, props
 */
export const generator: Kind = {
  code: KindCode.GENERATOR,
  write(w, object, engine) {
    const state = stateOf(object, engine);
    if (state.at === 'unknown') throw new Refusal('a generator that runs as written');
    w.raw(state.at === 'end' ? ENDED : state.fn);
    w.raw(state.at === 'end' ? 0 : state.pc);
    writeList(w, state.at === 'end' ? [] : [...state.locals, state.self]);
    w.value(asyncStateOf(object));
    writeProps(w, object, null);
  },
  allocate(r, engine) {
    const fn = r.raw();
    const pc = r.raw();
    if (fn === ENDED) return ended(engine);
    const resume = engine.resumeFunction(fn, pc);
    if (!resume) throw damaged(`the program has no generator ${fn} with a point ${pc}`);
    const locals: unknown[] = [];
    const made = apply(resume, undefined, [undefined, locals]) as unknown;
    if (typeof made !== 'object' || made === null) throw damaged(`function ${fn} makes no generator`);
    localsOf.set(made, locals);
    return made;
  },
  fill(r, object, engine) {
    r.skip(2);
    const values = readList(r);
    const state = r.value();
    if (state !== undefined) setAsyncState(object, state as AsyncGeneratorState);
    readProps(r, object);
    const locals = localsOf.get(object);
    if (!locals) return;
    for (let i = 0; i < values.length; i++) locals[i] = values[i];
    // It looks at nothing but these on its way to its point.
    r.last.push(() => engine.generators.prime(object));
  },
};

function stateOf(object: object, engine: HeapEngine): GeneratorState {
  try {
    return engine.generators.stateOf(object);
  } catch {
    throw new Refusal('an async generator');
  }
}

function ended({ generators }: HeapEngine): object {
  const made = (function* () {})();
  generators.prime(made);
  return made;
}
