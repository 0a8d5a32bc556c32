import { getOwnPropertyDescriptor, getPrototypeOf, sourceOf } from './pristine.ts';
import { Refusal } from './uncapturable.ts';

const PRIVATE = /[\s.{;(,!]#[\p{ID_Start}$_]/u;
/** By class, since its text can be long. */
const judged = new WeakMap<Function, boolean>();

/** Private fields that the compiler left as they are cannot be read: an instance of such a class would lose them. */
export function assertCarriableClass(object: object): void {
  for (let proto = getPrototypeOf(object); proto !== null; proto = getPrototypeOf(proto)) {
    const made: unknown = getOwnPropertyDescriptor(proto, 'constructor')?.value;
    if (typeof made === 'function' && hasPrivateFields(made))
      throw new Refusal(`an instance of ${made.name}, which has private fields (#)`);
  }
}

function hasPrivateFields(made: Function): boolean {
  let verdict = judged.get(made);
  if (verdict === undefined) {
    const source = sourceOf(made);
    verdict = source.startsWith('class') && PRIVATE.test(source);
    judged.set(made, verdict);
  }
  return verdict;
}
