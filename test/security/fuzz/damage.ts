/** Bytes of which some are others, or missing, or there twice. */
import fc from 'fast-check';

const changes = fc.array(fc.tuple(fc.nat(), fc.nat(255), fc.nat(4)), { minLength: 1, maxLength: 8 });

export const damagedOf = (whole: fc.Arbitrary<Uint8Array>): fc.Arbitrary<Uint8Array> =>
  fc.tuple(whole, changes).map(([bytes, list]) => list.reduce(damage, bytes));

function damage(bytes: Uint8Array, [place, value, how]: [number, number, number]): Uint8Array {
  const at = place % (bytes.length + 1);
  const [before, after] = [bytes.subarray(0, at), bytes.subarray(at)];
  if (how === 0) return joined(before, after.subarray(1));
  if (how === 1) return joined(before, [value], after);
  if (how === 2) return joined(before, [value], after.subarray(1));
  if (how === 3) return before;
  return joined(before, bytes.subarray(at >> 1));
}

function joined(...parts: (Uint8Array | number[])[]): Uint8Array {
  const all = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}
