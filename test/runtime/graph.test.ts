import { serialize } from 'node:v8';
import fc from 'fast-check';
import { beforeAll, expect, test } from 'vitest';
import { captureHeap, restoreHeap } from '../../migrator/runtime/heap/heap.ts';
import { engine, load, roundTrip } from './engine.ts';
import { CODE, cook, FACTORIES, type Guest, graphRecipe } from './graphs.ts';
import { difference } from './same-graph.ts';

let guest: Guest;
beforeAll(() => {
  load(CODE, FACTORIES);
  guest = (globalThis as unknown as { $guest: Guest }).$guest;
  Reflect.deleteProperty(globalThis, '$guest');
});

const isShared = (object: object) => engine.registry.lookUp(object) !== undefined;

test('any graph comes back as it was, and the original is left alone', () => {
  fc.assert(
    fc.property(graphRecipe, (recipe) => {
      // In one place, so that errors have the same trace.
      const [objects, twin] = [0, 1].map(() => cook(recipe, guest)) as [object[], object[]];
      const again = roundTrip(objects);
      expect(difference(objects, again, isShared)).toBeNull();
      expect(difference(objects, twin, isShared)).toBeNull();
    }),
    { numRuns: 200 },
  );
});

test('a graph that came back can be taken again', () => {
  fc.assert(
    fc.property(graphRecipe, (recipe) => {
      const objects = cook(recipe, guest);
      expect(difference(objects, roundTrip(roundTrip(objects)), isShared)).toBeNull();
    }),
    { numRuns: 50 },
  );
});

test('a damaged graph gives ESNAPSHOT and nothing else', () => {
  fc.assert(
    fc.property(
      graphRecipe,
      fc.array(fc.tuple(fc.nat(), fc.nat(255)), { minLength: 1, maxLength: 8 }),
      fc.option(fc.nat()),
      (recipe, changes, cut) => {
        const { graph, buffers } = captureHeap(
          { frames: [], module: [cook(recipe, guest)], runtime: null },
          engine,
        );
        let damaged = Uint8Array.from(graph);
        for (const [at, byte] of changes) damaged[at % damaged.length] = byte;
        if (cut !== null) damaged = damaged.subarray(0, cut % damaged.length);
        try {
          restoreHeap(
            damaged,
            buffers.map((each) => each.slice()),
            engine,
          );
        } catch (error) {
          expect(error).toMatchObject({ code: 'ESNAPSHOT' });
        }
      },
    ),
    { numRuns: 250 },
  );
});

test.each([
  ['not a heap', {}],
  ['another version', ['omosix heap', 99]],
  ['too short', ['omosix heap', 1]],
])('%s is refused', (_, value) => {
  expect(() => restoreHeap(serialize(value), [], engine)).toThrowError(
    expect.objectContaining({ code: 'ESNAPSHOT' }),
  );
});
