import { construct, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } from './pristine.ts';
import { constructorOf } from './proxies.ts';
import { damaged, type HeapReader } from './reader.ts';
import type { HeapWriter } from './writer.ts';

/**
 * The prototype of an object whose builtin has state of its own (`class Queue extends Array`): one word at the start of
 * the record, so that the object can be allocated with the map that its constructor would have given it.
 */
export function writeProto(w: HeapWriter, object: object): void {
  w.value(getPrototypeOf(object));
}

export function needsProto(r: HeapReader): number[] {
  const number = r.refOf(r.raw());
  return number < 0 ? [] : [number];
}

/** Reads the prototype word and constructs with it; no constructor of the guest runs. */
export function constructAs(r: HeapReader, base: Function, args: () => unknown[]): object {
  const word = r.raw();
  r.isIncomplete = false;
  const proto = r.early(word);
  if (r.isIncomplete) return orphan(r, word, base, args);
  if (proto !== null && typeof proto !== 'object' && typeof proto !== 'function')
    throw damaged('a prototype was expected');
  const target = constructorOf(proto);
  const isConstructor =
    target !== undefined && getOwnPropertyDescriptor(target, 'prototype')?.value === proto;
  let object: object;
  try {
    object = construct(base, args(), isConstructor ? target : base);
  } catch (error) {
    throw damaged(`a ${base.name} cannot be made (${String((error as Error).message)})`);
  }
  if (getPrototypeOf(object) !== proto) setPrototypeOf(object, proto);
  return object;
}

/** A cycle through prototypes, by way of a proxy: the object gets its own when everything is there. */
function orphan(r: HeapReader, word: number, base: Function, args: () => unknown[]): object {
  const object = construct(base, args(), base);
  r.isIncomplete = true;
  r.last.push(() => r.setProto(object, r.valueOf(word)));
  return object;
}
