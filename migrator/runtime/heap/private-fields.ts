import { privateTableOf } from '../private-names.ts';
import { sourceOf } from './pristine.ts';
import { constructorOf, prototypeUnlessProxy } from './proxies.ts';
import { Refusal } from './uncapturable.ts';

const PRIVATE = /[\s.{;(,!]#[\p{ID_Start}$_]/u;
/** By class, since its text can be long. */
const judged = new WeakMap<Function, boolean>();

/** Private fields of a class that hands out no accessors for them cannot be read: an instance would lose them. */
export function assertCarriableClass(object: object): void {
  for (let proto = prototypeUnlessProxy(object); proto !== null; proto = prototypeUnlessProxy(proto)) {
    const made = constructorOf(proto);
    if (made && !privateTableOf(made) && hasPrivateFields(made))
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
