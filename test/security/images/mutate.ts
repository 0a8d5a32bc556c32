/** A real graph with something in it changed: bytes of the payload, or words and entries of its tables. */
import { deserialize, serialize } from 'node:v8';
import type { HeapTables } from '../../../migrator/runtime/heap/format.ts';
import { decodeTables, encodeTables } from '../../../migrator/runtime/heap/payload.ts';
import type { SimRandom } from '../../../sim/random.ts';

const WORDS = ['roots', 'tape', 'offsets', 'shapes', 'weak'] as const;

const NASTY_WORDS = [0, 1, -1, 2, 4, 7, 8, 255, 256, 65_535, 2 ** 28, -(2 ** 28), 2 ** 31 - 1, -(2 ** 31)];
const NASTY_NUMBERS = [0, -0, Number.NaN, Infinity, -Infinity, 1e308, 2 ** 53, -1, 0.5];
const NASTY_STRINGS = [
  '',
  '__proto__',
  'constructor',
  'prototype',
  'length',
  '0',
  'globalThis.Object.prototype',
  'globalThis.Function.prototype',
  'class 0.prototype',
  '(',
  '[[1e999]]',
  'x'.repeat(70_000),
];

export function mutate(graph: Uint8Array, random: SimRandom): Uint8Array {
  if (random.chance(0.12)) return flipped(graph, random);
  if (random.chance(0.1)) return repacked(graph, random);
  const tables = decodeTables(graph);
  for (let n = random.int(1, 4); n > 0; n--) change(tables, random);
  return encodeTables(tables);
}

function flipped(graph: Uint8Array, random: SimRandom): Uint8Array {
  const bytes = Uint8Array.from(random.chance(0.1) ? graph.subarray(0, random.int(0, graph.length)) : graph);
  for (let n = random.int(1, 6); n > 0 && bytes.length > 0; n--)
    bytes[random.int(0, bytes.length - 1)] = random.int(0, 255);
  return bytes;
}

/** An entry of the payload itself: tables as bytes, how many words they hold. */
function repacked(graph: Uint8Array, random: SimRandom): Uint8Array {
  const payload = deserialize(graph) as unknown[];
  const place = random.int(0, payload.length);
  const now = payload[place];
  const how = random.next();
  if (Array.isArray(now) && how < 0.5) changeEntry(now, random, [...NASTY_NUMBERS, 2 ** 31, 2 ** 40, null]);
  else if (now instanceof Uint8Array && how < 0.7) payload[place] = flipped(now, random);
  else
    payload[place] = random.pick<unknown>([null, [], 'x', new Int32Array(3), new Array(2 ** 32 - 1), 7, now]);
  return serialize(payload);
}

function change(tables: HeapTables, random: SimRandom): void {
  const which = random.next();
  if (which < 0.78) changeWord(tables, random.pick(WORDS), random);
  else if (which < 0.83) changeNumber(tables.doubles, random);
  else if (which < 0.92) changeEntry(tables.strings, random, NASTY_STRINGS);
  else if (which < 0.94) changeEntry(tables.bigints, random, [0n, 2n ** 4096n, -1n, 'no bigint']);
  else if (which < 0.97) changeEntry(tables.symbols, random, [0, 1, 2, 3, null, 'Symbol.iterator']);
  else changeEntry(tables.bufferBytes, random, [0, 1, -1, 2 ** 40]);
}

function changeWord(tables: HeapTables, table: (typeof WORDS)[number], random: SimRandom): void {
  const words = tables[table];
  const how = random.next();
  if (how < 0.06) tables[table] = words.slice(0, random.int(0, words.length));
  else if (how < 0.1)
    tables[table] = Int32Array.from([...words, ...words.slice(0, random.int(0, words.length))]);
  else if (words.length > 0) {
    const place = random.int(0, words.length - 1);
    words[place] = wordLike(words, place, random);
  }
}

function wordLike(words: Int32Array, place: number, random: SimRandom): number {
  const now = words[place]!;
  const how = random.next();
  if (how < 0.25) return random.pick(NASTY_WORDS);
  if (how < 0.5) return words[random.int(0, words.length - 1)]!;
  if (how < 0.65) return now + random.pick([-8, -1, 1, 8]);
  if (how < 0.8) return (now & ~7) | random.int(0, 7);
  // Another object of the same graph.
  if (how < 0.95) return (random.int(0, words.length) << 3) | 1;
  return now ^ (1 << random.int(0, 31));
}

function changeNumber(numbers: Float64Array, random: SimRandom): void {
  if (numbers.length > 0) numbers[random.int(0, numbers.length - 1)] = random.pick(NASTY_NUMBERS);
}

function changeEntry(list: unknown[], random: SimRandom, nasty: readonly unknown[]): void {
  if (!Array.isArray(list) || list.length === 0) return;
  const place = random.int(0, list.length - 1);
  if (random.chance(0.1)) list.length = place;
  else list[place] = random.chance(0.4) ? list[random.int(0, list.length - 1)] : random.pick(nasty);
}
