/** A value with something in it changed: what stands at one place is left out, added to, or another thing. */
import fc from 'fast-check';

/** What breaks careless readers. */
const nasty = fc.constantFrom<unknown>(
  null,
  true,
  '',
  'x'.repeat(100_000),
  '__proto__',
  '1:1\n',
  '../../etc/passwd',
  0,
  -1,
  0.5,
  65_536,
  1e308,
  2 ** 53,
  [],
  {},
  [[[[[[]]]]]],
  JSON.parse('{"__proto__":{"polluted":true},"constructor":{"prototype":{}}}'),
  Array.from({ length: 1000 }, () => 0),
);

const MADE = 500;

/**
 * Mostly one of some values that were made once, the same in each run: to make one takes much longer than to read it. What is done to it, and the
 * rest, is new each time.
 */
export function mostlyMade<T>(values: fc.Arbitrary<T>): fc.Arbitrary<T> {
  let made: T[] | undefined;
  const again = fc.nat(MADE - 1).map((index) => {
    made ??= fc.sample(values, { seed: 1, numRuns: MADE });
    return made[index]!;
  });
  return fc.oneof({ arbitrary: values, weight: 1 }, { arbitrary: again, weight: 19 });
}

export const anything = (): fc.Arbitrary<unknown> => fc.oneof(nasty, fc.jsonValue({ maxDepth: 4 }));

/** @returns a mutation of some of the values, one place each */
export const mutated = (values: fc.Arbitrary<unknown>): fc.Arbitrary<unknown> =>
  fc
    .tuple(values, fc.array(fc.nat(), { minLength: 1, maxLength: 4 }), anything(), fc.nat(2))
    .map(([value, path, other, how]) => change(value, path, other, how));

function change(value: unknown, path: readonly number[], other: unknown, how: number): unknown {
  const [step, ...rest] = path;
  if (step === undefined || typeof value !== 'object' || value === null) return other;
  const keys = Object.keys(value);
  const key = keys[step % (keys.length + 1)];
  const copy: Record<string, unknown> | unknown[] = Array.isArray(value) ? [...value] : { ...value };
  const fields = copy as Record<string, unknown>;
  if (key === undefined) fields[Array.isArray(copy) ? copy.length : 'more'] = other;
  else if (rest.length > 0) fields[key] = change(fields[key], rest, other, how);
  else if (how === 0) delete fields[key];
  else fields[key] = other;
  return copy;
}
