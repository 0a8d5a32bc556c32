import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Expected, packOffsets, unpackOffsets } from '../../migrator/runtime/heap/pack.ts';

const words = fc.oneof(
  fc.int32Array(),
  // As records have them: indices that count up under a tag, between small integers.
  fc
    .array(fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: -3, max: 5 })))
    .map((steps) => Int32Array.from(steps.map(([tag, step], i) => ((i + step) << 3) | tag))),
);

test('any words come back, one table after the other', () => {
  fc.assert(
    fc.property(words, words, (first, second) => {
      const packer = new Expected();
      const bytes = [packer.pack(first), packer.pack(second)] as const;
      const unpacker = new Expected();
      expect(unpacker.unpack(bytes[0], first.length)).toEqual(first);
      expect(unpacker.unpack(bytes[1], second.length)).toEqual(second);
    }),
  );
});

test('objects in the order of their discovery take a byte each', () => {
  const references = Int32Array.from({ length: 1000 }, (_, i) => ((500 + i) << 3) | 1);
  expect(new Expected().pack(references).length).toBeLessThan(1003);
});

test('bytes that are not those of so many words give nothing', () => {
  fc.assert(
    fc.property(fc.uint8Array(), fc.integer(), (bytes, count) => {
      const some = new Expected().unpack(bytes, count);
      if (some) expect(some.length).toBe(count);
      const offsets = unpackOffsets(bytes, count);
      if (offsets) expect(offsets.length).toBe(count);
    }),
  );
  expect(new Expected().unpack(Uint8Array.of(0x80), 1)).toBeUndefined();
  expect(new Expected().unpack(Uint8Array.of(0, 0), 1)).toBeUndefined();
  expect(unpackOffsets(new Uint8Array(2), 2 ** 31)).toBeUndefined();
});

test('offsets are lengths', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(100_000)), (lengths) => {
      let at = 0;
      const offsets = Int32Array.from([0, ...lengths.map((length) => (at += length))]);
      expect(unpackOffsets(packOffsets(offsets), offsets.length)).toEqual(offsets);
    }),
  );
});
