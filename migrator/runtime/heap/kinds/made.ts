import { privateTableOf } from '../../private-names.ts';
import { type Kind, KindCode } from '../kind.ts';
import type { Made } from '../made-things.ts';
import { apply, functionPrototype, getOwnPropertyDescriptor, objectPrototype } from '../pristine.ts';
import { readProps, writeChanges, writeProps } from '../props.ts';
import { damaged } from '../reader.ts';
import { changesSince } from '../record.ts';
import { Refusal } from '../uncapturable.ts';
import { readList, refsOf, unmakeable, writeList } from './function.ts';
import { readFieldValues, writeFieldValues } from './private-instance.ts';

/**
 * A class made while the program ran, or a function that cannot be asked (async, generator): it said at its making what
 * it closes over.
 *
 *     class?, id, n, argument of its factory × n, m, (static #private field, value) × m, props of the changes since it was made
 */
export const made: Kind<Function> = {
  code: KindCode.MADE,
  write(w, object, engine) {
    const entry = w.registry.madeOf(object)!;
    w.value(entry.kind === 'class');
    w.raw(entry.id);
    if (!engine.canMake(entry.kind, entry.id)) throw new Refusal(unmakeable(entry.kind, object));
    writeList(w, argumentsFor(entry));
    writeFieldValues(w, object, privateTableOf(object));
    writeChanges(w, object, changesSince(object, entry.record));
    // Its prototype and methods are objects of their own, to which perhaps nothing else leads.
    for (const part of entry.members.values())
      if (changesSince(part, w.registry.memberOf(part)!.record)) w.ref(part);
  },
  needs(r) {
    r.skip(2);
    return refsOf(r);
  },
  allocate(r, engine) {
    const isClass = r.value() === true;
    const id = r.raw();
    const make = engine.factories[isClass ? 'classes' : 'functions'][id];
    if (!make) throw damaged(`the program has no ${isClass ? 'class' : 'function'} ${id}`);
    const captured = readList(r);
    const object = apply(make, undefined, captured) as unknown;
    if (typeof object !== 'function') throw damaged(`the factory of ${id} makes no function`);
    if (!engine.registry.madeOf(object)) {
      if (isClass) throw damaged(`the class ${id} does not describe itself`);
      else engine.registry.addMadeFunction(object, id, () => captured);
    }
    return object;
  },
  fill(r, object) {
    r.skip(2);
    r.skip(r.count(1));
    readFieldValues(r, object, privateTableOf(object));
    readProps(r, object);
  },
};

/** What it closes over; of a class also what it extends. */
function argumentsFor({ kind, captured, keys, record }: Made): unknown[] {
  if (kind === 'function') return captured();
  return [...captured(), ...keys, record.proto === functionPrototype ? null : record.proto];
}

/**
 * A part of such a class or function: a method, an accessor, the prototype. Also the prototype of an inner function.
 *
 *     owner, path, props
 */
export const member: Kind = {
  code: KindCode.MEMBER,
  write(w, object) {
    const entry = w.registry.memberOf(object);
    if (entry) {
      w.value(entry.owner);
      w.value(entry.path);
      writeChanges(w, object, changesSince(object, entry.record));
    } else {
      w.value(getOwnPropertyDescriptor(object, 'constructor')!.value);
      w.value('prototype');
      writeProps(w, object, objectPrototype);
    }
  },
  needs: (r) => [r.refOf(r.raw())].filter((number) => number >= 0),
  allocate(r, engine) {
    const owner = r.object() as Function;
    const path = r.string();
    const made = engine.registry.madeOf(owner);
    const object: unknown = made
      ? made.members.get(path)
      : path === 'prototype'
        ? getOwnPropertyDescriptor(owner, 'prototype')?.value
        : undefined;
    if ((typeof object !== 'object' || object === null) && typeof object !== 'function')
      throw damaged(`a class has no ${path}`);
    return object;
  },
  fill(r, object) {
    r.skip(2);
    readProps(r, object);
  },
};
