import { isMap, isProxy, isSet, isWeakMap } from 'node:util/types';
import type { CantMove } from '../../../protocol/node.ts';
import type { HeapEngine } from './kind.ts';
import { getOwnPropertyDescriptor, mapForEach, ownKeys, setForEach, sourceOf } from './pristine.ts';
import type { Roots } from './roots.ts';
import { boundPartsOf } from './stamp.ts';
import { type Refusal, Uncapturable } from './uncapturable.ts';
import type { HeapWriter } from './writer.ts';

/** Steps of a path that are shown; the middle of a longer one is left out. */
const SHOWN_STEPS = 8;

export function rootRefusal(refusal: Refusal): Uncapturable {
  return uncapturable(refusal.what, refusal.source);
}

/** The refusal in words: what it is, and the path on which the walk came to it: `module variable cache → [3] → a promise`. */
export function refusalAt(
  refusal: Refusal,
  number: number,
  w: HeapWriter,
  roots: Roots,
  engine: HeapEngine,
): Uncapturable {
  const steps: string[] = [];
  let at = number;
  for (let parent = w.parents.words[at]!; parent >= 0; parent = w.parents.words[at]!) {
    steps.unshift(stepBetween(w.objects[parent]!, w.objects[at]!));
    at = parent;
  }
  const origin = originOf(w.objects[at]!, roots, engine);
  const shown =
    steps.length <= SHOWN_STEPS
      ? steps
      : [...steps.slice(0, SHOWN_STEPS / 2), '…', ...steps.slice(-SHOWN_STEPS / 2)];
  return uncapturable([origin.words, ...shown, refusal.what].join(' → '), refusal.source ?? origin.place);
}

function uncapturable(path: string, place: { file: string; line: number } | undefined): Uncapturable {
  const reason: CantMove = {
    reason: `the program holds something that cannot move: ${path}`,
    file: place?.file ?? null,
    line: place?.line ?? null,
    kind: 'delayed',
  };
  return new Uncapturable(reason);
}

function originOf(
  object: object,
  roots: Roots,
  engine: HeapEngine,
): { words: string; place?: { file: string; line: number } } {
  for (const { fn, pc, self, locals } of roots.frames) {
    const info = engine.program?.functions[fn];
    const point = info?.points[pc];
    const source = info && engine.program?.sources[info.source];
    const place = source && { file: source.path, line: point?.line ?? info.line };
    const of = info ? ` of ${info.name}` : '';
    const local = locals.indexOf(object);
    if (self === object) return { words: `this${of}`, ...(place && { place }) };
    if (local >= 0)
      return { words: `local ${point?.live[local] ?? `#${local}`}${of}`, ...(place && { place }) };
  }
  const variable = roots.module.indexOf(object);
  if (variable >= 0) return { words: `module variable ${variableNames(engine)[variable] ?? `#${variable}`}` };
  if (roots.runtime === object) return { words: 'pending work' };
  const known = engine.registry.lookUp(object);
  return { words: known ? known.path : 'the heap' };
}

/** `link.get` is `() => [a, b, c]`: its text names the variables. */
function variableNames(engine: HeapEngine): string[] {
  const names = /\[([\w$,\s]*)\]/.exec(sourceOf(engine.linked.get))?.[1];
  return names === undefined
    ? []
    : names
        .split(',')
        .map((name) => name.trim())
        .filter((name) => name !== '');
}

/** What leads from an object to another that it refers to. */
function stepBetween(from: object, to: object): string {
  if (isProxy(from)) return 'target or handler';
  for (const key of ownKeys(from)) {
    const descriptor = getOwnPropertyDescriptor(from, key)!;
    const name = Array.isArray(from) ? `[${String(key)}]` : String(key);
    if (descriptor.value === to) return name;
    if (descriptor.get === to || descriptor.set === to) return `accessor ${name}`;
  }
  let step: string | undefined;
  if (isMap(from)) {
    mapForEach(from, (value: unknown, key: unknown) => {
      if (value === to)
        step ??= `value of ${typeof key === 'object' || typeof key === 'function' ? 'a key' : String(key)}`;
      else if (key === to) step ??= 'a key';
    });
  } else if (isSet(from)) {
    setForEach(from, (value: unknown) => {
      if (value === to) step ??= 'an element';
    });
  } else if (isWeakMap(from)) {
    step = 'value of a key';
  } else if (typeof from === 'function') {
    step = boundPartsOf(from) ? 'what is bound' : 'what the function closes over';
  }
  return step ?? (Object.getPrototypeOf(from) === to ? 'prototype' : 'part');
}
