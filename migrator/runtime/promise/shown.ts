/** How promises are printed: Node's inspector opens those of V8 only, so it is given one in the same state. */
import { inspect } from 'node:util';
import { fieldsOf, GuestPromise, isPromise, type PromiseFields } from './promise.ts';
import { unseen } from './unseen.ts';
import { FULFILLED, PENDING, REJECTED } from './work.ts';

const NativePromise = Promise;
const { then } = Promise.prototype;
const { apply, getPrototypeOf, setPrototypeOf } = Reflect;
const { defineProperties, getOwnPropertyDescriptors } = Object;

/** By promise, so that a cycle is seen as one. */
const twins = new WeakMap<object, { state: PromiseFields['state']; twin: object }>();

function twinOf(promise: object): object {
  const { state, value } = fieldsOf(promise);
  const known = twins.get(promise);
  if (known?.state === state) return dressed(known.twin, promise);
  const twin = unseen(() => {
    const made = new NativePromise((resolve, reject) => {
      if (state === FULFILLED) resolve(value);
      else if (state !== PENDING) reject(value);
    });
    if (state === REJECTED) apply(then, made, [undefined, () => {}]);
    return made;
  });
  twins.set(promise, { state, twin });
  return dressed(twin, promise);
}

function dressed(twin: object, promise: object): object {
  setPrototypeOf(twin, getPrototypeOf(promise));
  return defineProperties(twin, getOwnPropertyDescriptors(promise));
}

const hasThen = (value: unknown): boolean =>
  ((typeof value === 'object' && value !== null) || typeof value === 'function') && 'then' in value;

/** `Promise.prototype[util.inspect.custom]`: of a promise of V8's that promise, which then is shown by Node. */
export function shownPromise(this: object): unknown {
  if (!isPromise(this)) return this;
  const { state, value } = fieldsOf(this);
  return state === FULFILLED && hasThen(value) ? `Promise { ${inspect(value)} }` : twinOf(this);
}

/** `Promise` itself, which is a class only here. */
export function shownConstructor(
  this: object,
  _depth: number,
  { stylize }: { stylize(text: string, style: string): string },
): unknown {
  return this === GuestPromise ? stylize('[Function: Promise]', 'special') : this;
}
