import { isWeakMap, isWeakSet } from 'node:util/types';
import { getOwnPropertyDescriptor } from './pristine.ts';
import { constructorOf } from './proxies.ts';
import { damaged, type HeapReader } from './reader.ts';
import type { HeapWriter } from './writer.ts';

const mapSet = WeakMap.prototype.set;
const setAdd = WeakSet.prototype.add;
const { apply } = Reflect;

interface Collection {
  object: object;
  /** Keys of a WeakSet; keys and values of a WeakMap in turn. */
  entries: unknown[];
  isMap: boolean;
}

/**
 * Entries of WeakMaps and WeakSets, told apart from the graph: one is carried if its key is reached without it, and its value is then
 * reached too, which may make keys of others reached.
 *
 *     (collection, key, value | undefined) × n
 */
export class Ephemerons {
  private waiting: Collection[] = [];
  private readonly w: HeapWriter;

  constructor(w: HeapWriter) {
    this.w = w;
  }

  add(object: object, entries: unknown[], isMap: boolean): void {
    if (entries.length > 0) this.waiting.push({ object, entries, isMap });
  }

  /** Writes the entries whose keys are reached by now; true if that has led to new objects. */
  settle(): boolean {
    const { w } = this;
    const before = w.objects.length;
    const { waiting } = this;
    this.waiting = [];
    for (const { object, entries, isMap } of waiting) {
      const rest: unknown[] = [];
      w.beginWeak(object);
      for (let i = 0; i < entries.length; i += isMap ? 2 : 1) {
        const key = entries[i] as object | symbol;
        if (this.isReached(key)) {
          w.value(object);
          w.value(key);
          w.value(isMap ? entries[i + 1] : undefined);
        } else if (isMap) rest.push(key, entries[i + 1]);
        else rest.push(key);
      }
      this.add(object, rest, isMap);
    }
    return w.objects.length > before;
  }

  private isReached(key: object | symbol): boolean {
    const { w } = this;
    if (w.has(key) || w.registry.lookUp(key) !== undefined) return true;
    if (typeof key === 'symbol') return false;
    // Parts that come with their owner though its record does not name them.
    const owner = w.registry.memberOf(key)?.owner;
    if (owner) return this.isReached(owner);
    if (typeof key === 'function') return false;
    const maker = constructorOf(key);
    return (
      maker !== undefined &&
      getOwnPropertyDescriptor(maker, 'prototype')?.value === key &&
      this.isReached(maker)
    );
  }
}

/** When every object is filled. */
export function readEphemerons(r: HeapReader, words: Int32Array): void {
  if (words.length % 3 !== 0) throw damaged('a weak entry is cut short');
  for (let at = 0; at < words.length; at += 3) {
    const collection = r.valueOf(words[at]!);
    const key = r.valueOf(words[at + 1]!);
    const value = r.valueOf(words[at + 2]!);
    try {
      if (isWeakMap(collection)) apply(mapSet, collection, [key, value]);
      else if (isWeakSet(collection)) apply(setAdd, collection, [key]);
      else throw damaged('a weak entry of something else');
    } catch {
      throw damaged('a weak entry does not fit');
    }
  }
}
