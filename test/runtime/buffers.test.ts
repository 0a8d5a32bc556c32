import { beforeAll, expect, test } from 'vitest';
import { load, roundTrip } from './engine.ts';

/** ECMAScript 2024, newer than the library that TypeScript is told of here. */
type Resizable = ArrayBuffer & { resizable: boolean; maxByteLength: number; resize(bytes: number): void };
const resizable = (bytes: number, maxByteLength: number) =>
  Reflect.construct(ArrayBuffer, [bytes, { maxByteLength }]) as Resizable;

beforeAll(() => load(`$link({ main() {}, functions: {}, classes: {}, get: () => [], set() {} });`));

test('a buffer that can grow still can, and views of its end follow it', () => {
  const buffer = resizable(8, 32);
  const value = {
    buffer,
    all: new Uint8Array(buffer),
    tail: new Uint16Array(buffer, 4),
    fixed: new Uint8Array(buffer, 2, 4),
    view: new DataView(buffer, 1),
  };
  value.all.set([1, 2, 3, 4, 5, 6, 7, 8]);
  const again = roundTrip(value);
  expect([[...again.all], again.buffer.byteLength, again.buffer.maxByteLength]).toEqual([
    [1, 2, 3, 4, 5, 6, 7, 8],
    8,
    32,
  ]);
  again.buffer.resize(16);
  expect([again.all.length, again.tail.length, again.fixed.length, again.view.byteLength]).toEqual([
    16, 6, 4, 15,
  ]);
  expect(buffer.byteLength).toBe(8);
});

test('a view beyond the end of its buffer comes back when the buffer grows', () => {
  const buffer = resizable(16, 16);
  const fixed = new Uint8Array(buffer, 8, 4);
  const tail = new Uint8Array(buffer, 10);
  const view = new DataView(buffer, 12, 2);
  buffer.resize(2);
  new Uint8Array(buffer).set([7, 9]);
  const again = roundTrip({ buffer, fixed, tail, view });
  expect([again.fixed.length, again.tail.length, [...new Uint8Array(again.buffer)]]).toEqual([0, 0, [7, 9]]);
  expect(() => again.view.byteLength).toThrow(TypeError);
  again.buffer.resize(16);
  expect([again.fixed.length, again.fixed.byteOffset, again.tail.byteOffset, again.view.byteOffset]).toEqual([
    4, 8, 10, 12,
  ]);
  again.buffer.resize(12);
  expect([again.tail.length, again.fixed.length, [...new Uint8Array(buffer)]]).toEqual([2, 4, [7, 9]]);
});

test('a detached buffer and its views stay without memory', () => {
  const buffer = new ArrayBuffer(8);
  const bytes = new Uint8Array(buffer, 4);
  const view = new DataView(buffer, 2);
  structuredClone(buffer, { transfer: [buffer] });
  const again = roundTrip({ buffer, bytes, view });
  expect([again.buffer.byteLength, again.bytes.length, again.bytes.buffer === again.buffer]).toEqual([
    0,
    0,
    true,
  ]);
  expect(() => new Uint8Array(again.buffer)).toThrow(TypeError);
  expect(() => again.view.byteLength).toThrow(TypeError);
});

test('shared memory, growable or not', () => {
  const plain = new SharedArrayBuffer(4);
  const growable = Reflect.construct(SharedArrayBuffer, [4, { maxByteLength: 8 }]) as SharedArrayBuffer & {
    grow(bytes: number): void;
  };
  const value = { plain, growable, words: new Int32Array(plain), tail: new Uint8Array(growable) };
  Atomics.store(value.words, 0, 42);
  value.tail[3] = 9;
  const again = roundTrip(value);
  again.growable.grow(6);
  expect([Atomics.load(again.words, 0), [...again.tail], again.plain instanceof SharedArrayBuffer]).toEqual([
    42,
    [0, 0, 0, 9, 0, 0],
    true,
  ]);
  expect(value.growable.byteLength).toBe(4);
});
