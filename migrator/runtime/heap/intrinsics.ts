import { EventEmitter } from 'node:events';
import { ArrayCursor } from '../cursors/array-cursor.ts';
import { MatchCursor } from '../cursors/match-cursor.ts';
import { SegmentCursor } from '../cursors/segment-cursor.ts';
import { StringCursor } from '../cursors/string-cursor.ts';
import { nativeEval } from '../indirect-eval.ts';
import { asyncFunctionPrototype, asyncGeneratorFunctionPrototype } from '../native-async.ts';
import { words } from './paths.ts';
import { getOwnPropertyDescriptor, getPrototypeOf, ownKeys, stackGetter, stackSetter } from './pristine.ts';

/** A known object from which others are found. */
export type Seed = [path: string, value: unknown];

/** Globals that Node defines by getters, and that every program may hold. Others behind getters are loaded on demand. */
const GLOBALS_BEHIND_GETTERS = [
  'process',
  'Buffer',
  'performance',
  'TextEncoder',
  'TextDecoder',
  'DOMException',
];

/** Intrinsic objects that no global leads to by data properties. */
function hiddenIntrinsics(): Seed[] {
  const array = [][Symbol.iterator]();
  return [
    ['%ArrayIteratorPrototype%', getPrototypeOf(array)!],
    ['%ArrayCursorPrototype%', ArrayCursor.prototype],
    ['%StringCursorPrototype%', StringCursor.prototype],
    ['%SegmentCursorPrototype%', SegmentCursor.prototype],
    ['%SegmentsPrototype%', getPrototypeOf(new Intl.Segmenter('en').segment(''))!],
    ['%SegmentIteratorPrototype%', getPrototypeOf(SegmentCursor.prototype)!],
    ['%MatchCursorPrototype%', MatchCursor.prototype],
    // Under its own name only where a program uses it directly.
    ['%eval%', nativeEval],
    ['%ErrorStackGetter%', stackGetter],
    ['%ErrorStackSetter%', stackSetter],
    ['%MapIteratorPrototype%', getPrototypeOf(new Map().keys())!],
    ['%SetIteratorPrototype%', getPrototypeOf(new Set().keys())!],
    ['%StringIteratorPrototype%', getPrototypeOf(''[Symbol.iterator]())!],
    ['%RegExpStringIteratorPrototype%', getPrototypeOf(''.matchAll(/./g))!],
    ...iteratorHelpers(),
    ['%GeneratorFunction%', function* () {}.constructor],
    ['%AsyncFunction%', asyncFunctionPrototype.constructor],
    ['%AsyncGeneratorFunction%', asyncGeneratorFunctionPrototype.constructor],
    [
      '%ThrowTypeError%',
      getOwnPropertyDescriptor(new Function('"use strict"; return arguments;')(), 'callee')!.get,
    ],
  ];
}

/** From Node.js 22 on. */
function iteratorHelpers(): Seed[] {
  const { Iterator: base } = globalThis as {
    Iterator?: { from(value: object): { drop(n: number): object } };
  };
  if (!base) return [];
  const wrapped = base.from({ next: () => ({ done: true }) });
  return [
    ['%WrapForValidIteratorPrototype%', getPrototypeOf(wrapped)!],
    ['%IteratorHelperPrototype%', getPrototypeOf(wrapped.drop(0))!],
  ];
}

function wellKnownSymbols(): Seed[] {
  const seeds: Seed[] = [];
  for (const key of ownKeys(Symbol)) {
    const value: unknown = getOwnPropertyDescriptor(Symbol, key)!.value;
    if (typeof value === 'symbol') seeds.push([`Symbol.${words(key)}`, value]);
  }
  return seeds;
}

/** Where the walk through the builtins begins. */
export function globalSeeds(): Seed[] {
  // Constructors and prototypes first: they shall have their usual names, not the path by which a search happens to find them.
  // So shall symbols: which object has one first differs from version to version of Node.js.
  const seeds: Seed[] = wellKnownSymbols();
  // Node.js 24 leads to it from `globalThis`, 20 does not.
  seeds.push(['module events', EventEmitter], ['module events.prototype', EventEmitter.prototype]);
  seeds.push(['globalThis', globalThis]);
  for (const key of ownKeys(globalThis)) {
    const value: unknown = getOwnPropertyDescriptor(globalThis, key)!.value;
    if (typeof value !== 'function') continue;
    seeds.push(
      [words(key), value],
      [`${words(key)}.prototype`, getOwnPropertyDescriptor(value, 'prototype')?.value],
    );
  }
  for (const key of GLOBALS_BEHIND_GETTERS) {
    const value = (globalThis as Record<string, { prototype?: unknown } | undefined>)[key];
    seeds.push([key, value], [`${key}.prototype`, value?.prototype]);
  }
  return [...seeds, ...hiddenIntrinsics()];
}
