import { array, assert, constantFrom, integer, property, record } from 'fast-check';
import { describe, expect, it } from 'vitest';
import { compare, type Entry, isPlausible } from '../../agent/gossip/entry.ts';
import { View } from '../../agent/gossip/view.ts';
import { newest } from '../../agent/gossip/window.ts';
import { SimRandom } from '../../sim/random.ts';
import { entry } from './world.ts';

const anEntry = record({
  id: integer({ min: 1, max: 8 }),
  incarnation: integer({ min: 0, max: 2 }),
  beat: integer({ min: 0, max: 4 }),
  standing: constantFrom('alive' as const, 'suspect' as const, 'left' as const),
  ageMs: integer({ min: 0, max: 50 }),
  info: constantFrom(''),
});
type AnEntry = Entry<string>;

const known = (entries: AnEntry[]): AnEntry[] => {
  const view = new View<string>(16);
  for (const one of entries) view.put(one, 1_000);
  return newest(entry(99), view, 100, 1_000)
    .slice(1)
    .sort((a, b) => a.id - b.id);
};
const versions = (entries: AnEntry[]) =>
  entries.map(({ id, incarnation, beat, standing }) => ({ id, incarnation, beat, standing }));

describe('what a node knows', () => {
  it('is the same in whatever order it hears, and hearing twice changes nothing', () => {
    assert(
      property(array(anEntry, { maxLength: 40 }), integer(), (entries, seed) => {
        const random = new SimRandom(seed);
        const shuffled = [...entries, ...entries]
          .map((one) => ({ one, key: random.next() }))
          .sort((a, b) => a.key - b.key)
          .map(({ one }) => one);
        expect(versions(known(shuffled))).toEqual(versions(known(entries)));
      }),
    );
  });

  it('is of each node the entry that supersedes the others', () => {
    assert(
      property(array(anEntry, { maxLength: 40 }), (entries) => {
        for (const one of known(entries)) {
          const others = entries.filter(({ id }) => id === one.id);
          expect(others.every((other) => compare(other, one) <= 0)).toBe(true);
        }
        expect(known(entries)).toHaveLength(new Set(entries.map(({ id }) => id)).size);
      }),
    );
  });

  it('is bounded: of more nodes than there is room for the newest, and told newest first', () => {
    const many = record({ ...anEntryParts, id: integer({ min: 1, max: 200 }) });
    assert(
      property(array(many, { maxLength: 300 }), array(integer({ min: 1, max: 200 })), (entries, gone) => {
        const view = new View<string>(16);
        const model = new Map<number, AnEntry>();
        entries.forEach((one, i) => {
          view.put(one, 1_000);
          if (i % 7 === 0) view.remove(gone[i % Math.max(1, gone.length)] ?? 1);
        });
        for (let i = 0; i < view.size; i++) {
          const row = view.at(i);
          expect(view.get(row.id)).toBe(row);
          if (i > 0) expect(row.measuredAtMs).toBeLessThanOrEqual(view.at(i - 1).measuredAtMs);
          model.set(row.id, entry(row.id));
        }
        expect(view.size).toBe(model.size);
        expect(view.size).toBeLessThanOrEqual(16);
        expect(newest(entry(999), view, 5, 1_000).length).toBeLessThanOrEqual(5);
      }),
    );
  });

  it('keeps the younger of two nodes where there is room for one', () => {
    const view = new View<string>(1);
    view.put(entry(1, { ageMs: 500 }), 1_000);
    expect(view.put(entry(2, { ageMs: 600 }), 1_000)).toBe(false);
    expect(view.put(entry(3, { ageMs: 100 }), 1_000)).toBe(undefined);
    expect([view.get(1), view.get(3)?.id]).toEqual([undefined, 3]);
  });

  it('is not made younger by hearing the same again', () => {
    const view = new View<string>(4);
    view.put(entry(1, { ageMs: 500 }), 1_000);
    expect(view.put(entry(1, { ageMs: 0 }), 1_000)).toBe(false);
    expect(view.get(1)!.measuredAtMs).toBe(500);
  });
});

const anEntryParts = {
  incarnation: integer({ min: 0, max: 2 }),
  beat: integer({ min: 0, max: 4 }),
  standing: constantFrom('alive' as const, 'suspect' as const, 'left' as const),
  ageMs: integer({ min: 0, max: 50 }),
  info: constantFrom(''),
};

describe('an entry', () => {
  it.each([
    [
      { incarnation: 1, beat: 0 },
      { incarnation: 0, beat: 9 },
    ],
    [{ beat: 2 }, { beat: 1, standing: 'suspect' as const }],
    [{ standing: 'left' as const }, { standing: 'suspect' as const }],
    [{ standing: 'suspect' as const }, {}],
  ])('%j supersedes %j', (later, earlier) => {
    expect(compare(entry(1, later), entry(1, earlier))).toBeGreaterThan(0);
    expect(compare(entry(1, earlier), entry(1, later))).toBeLessThan(0);
  });

  it.each([
    { ageMs: -1 },
    { ageMs: Number.NaN },
    { ageMs: Number.POSITIVE_INFINITY },
    { beat: 1.5 },
    { beat: 2 ** 53 },
    { incarnation: -1 },
    { incarnation: Number.POSITIVE_INFINITY },
    { id: Number.NaN },
  ])('with %j is a lie', (lie) => {
    expect(isPlausible(entry(1, lie))).toBe(false);
    expect(isPlausible(entry(1))).toBe(true);
  });
});
