import { isProxy } from 'node:util/types';
import type { Asker } from '../abi.ts';
import type { HeapEngine } from './kind.ts';
import {
  construct,
  create,
  functionPrototype,
  getOwnPropertyDescriptor,
  getPrototypeOf,
  objectPrototype,
  ownKeys,
  sourceOf,
} from './pristine.ts';
import { constructorOf } from './proxies.ts';
import { damaged, type HeapReader } from './reader.ts';
import { keyText, setOwn } from './shapes.ts';

const PristineFunction = Function;

type Maker = (r: HeapReader, tape: Int32Array, at: number) => object;
type Filler = (r: HeapReader, tape: Int32Array, at: number, object: object) => void;

/** A shape as read: prototype, keys, and how its objects are made so that they get the hidden class that the program's own code gives them. */
export interface ReadShape {
  protoWord: number;
  keys: readonly (string | symbol)[];
  /** Made at the first object. */
  make: Maker | undefined;
  fill: Filler;
}

export function readShapes(r: HeapReader): ReadShape[] {
  const { shapes } = r;
  const list: ReadShape[] = [];
  for (let at = 0; at < shapes.length; ) {
    const protoWord = shapes[at]!;
    const n = shapes[at + 1]!;
    if (!(n >= 0 && at + 2 + n <= shapes.length)) throw damaged('a shape is too short');
    const keys: (string | symbol)[] = [];
    for (let i = 0; i < n; i++) {
      const key = r.valueOf(shapes[at + 2 + i]!);
      if (typeof key !== 'string' && typeof key !== 'symbol') throw damaged('a property key was expected');
      keys.push(key);
    }
    list.push({ protoWord, keys, make: undefined, fill: fillByKeys(keys) });
    at += 2 + n;
  }
  return list;
}

function fillByKeys(keys: readonly (string | symbol)[]): Filler {
  return (r, tape, at, object) => {
    for (let i = 0; i < keys.length; i++) setOwn(object, keys[i]!, r.early(tape[at + i]!));
  };
}

/** How to make objects of a shape whose prototype is there. */
export function makerOf(shape: ReadShape, proto: object | null, engine: HeapEngine): Maker {
  const { keys } = shape;
  const values = keys.map((_, i) => `r.early(t[p + ${i}])`);
  if (proto === objectPrototype) {
    const body = keys.map(
      (key, i) => `${typeof key === 'symbol' ? `[k[${i}]]` : keyText(key, i)}: ${values[i]}`,
    );
    return new PristineFunction('k', `return (r, t, p) => ({ ${body.join(', ')} });`)(keys) as Maker;
  }
  if (proto !== null && keys.every((key) => isAssignable(proto, key))) {
    const body = keys.map((key, i) => `o[${keyText(key, i)}] = ${values[i]};`).join(' ');
    shape.fill = new PristineFunction('k', `return (r, t, p, o) => { ${body} };`)(keys) as Filler;
  }
  const allocate = allocatorOf(proto, keys, engine);
  return (r, tape, at) => {
    const object = allocate();
    shape.fill(r, tape, at, object);
    return object;
  };
}

/** Does `object.key = value` make an own property, whatever the prototypes hold now? */
function isAssignable(proto: object, key: PropertyKey): boolean {
  for (let at: object | null = proto; at !== null; at = getPrototypeOf(at)) {
    if (isProxy(at)) return false;
    const descriptor = getOwnPropertyDescriptor(at, key);
    if (descriptor) return descriptor.writable === true;
  }
  return true;
}

const SILENT: Asker = { answer() {} };

/** An empty instance for a prototype of the program's classes, its `#private` fields in place; undefined where it has no such class. */
export function instanceOf(proto: object, engine: HeapEngine): object | undefined {
  const target = constructorOf(proto);
  const top = target && topClass(target, proto, engine);
  return top && constructAsked(target!, target!, engine);
}

/** The same with the fields of the topmost class alone, which are there first. */
export function baseInstanceOf(proto: object, engine: HeapEngine): object | undefined {
  const target = constructorOf(proto);
  const top = target && topClass(target, proto, engine);
  return top && constructAsked(top, target!, engine);
}

export function constructAsked(top: Function, target: Function, engine: HeapEngine): object {
  engine.setAsk(SILENT);
  try {
    return construct(top, [], target);
  } finally {
    engine.setAsk(undefined);
  }
}

/**
 * An empty instance, with the hidden class that it has when its constructors begin: the topmost class of the program is
 * constructed on behalf of the instance's own (as `super()` would), and while it is asked it only allocates.
 */
function allocatorOf(proto: object | null, keys: readonly PropertyKey[], engine: HeapEngine): () => object {
  const plain = () => create(proto);
  if (proto !== null && engine.registry.isInternal(proto)) return internalAllocatorOf(proto, keys) ?? plain;
  const target = constructorOf(proto);
  const top = target && topClass(target, proto!, engine);
  if (!top) return plain;
  const hooked = (): object => constructAsked(top, target!, engine);
  const sample = hooked();
  // One that has no private fields, though its classes have, was made otherwise.
  if (engine.registry.privateTablesOf(sample).length > 0) return plain;
  const fits = getPrototypeOf(sample) === proto && ownKeys(sample).every((key, i) => key === keys[i]);
  return fits ? hooked : plain;
}

/** By the constructor of a class of the runtime's own, as its code makes them; what that puts on it is written over. */
function internalAllocatorOf(proto: object, keys: readonly PropertyKey[]): (() => object) | undefined {
  const made = getOwnPropertyDescriptor(proto, 'constructor')!.value as Function;
  try {
    const sample = construct(made, []);
    return ownKeys(sample).every((key, i) => key === keys[i]) ? () => construct(made, []) : undefined;
  } catch {
    // It wants to be given something.
    return undefined;
  }
}

/** The first class above `target`, if all are classes of the program, so that no builtin holds state for its instances. */
function topClass(target: Function, proto: object, engine: HeapEngine): Function | undefined {
  if (getOwnPropertyDescriptor(target, 'prototype')?.value !== proto) return undefined;
  let top: Function | undefined;
  for (let at: unknown = target; at !== functionPrototype; at = getPrototypeOf(at)) {
    if (typeof at !== 'function' || !isOurs(at, engine) || !sourceOf(at).startsWith('class'))
      return undefined;
    top = at;
  }
  // `extends null` has no instances that a constructor made.
  return top && /^class[^{]*\bextends\b/.test(sourceOf(top)) ? undefined : top;
}

const isOurs = (target: Function, { registry }: HeapEngine): boolean =>
  registry.madeOf(target)?.kind === 'class' || registry.lookUp(target)?.path.startsWith('class ') === true;
