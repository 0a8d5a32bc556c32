/** However books hear of members, in whatever order and how often, they come to agree. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../agent/membership/ledger.ts';
import { keyBlob } from '../../agent/transport/fingerprint.ts';
import { makeKey } from '../../agent/transport/keys.ts';
import {
  changes,
  compareEntries,
  emptyBook,
  isMember,
  mayTell,
  membersOf,
  merge,
} from '../../discovery/members/book.ts';
import { freeId, losesId, takenIds } from '../../discovery/members/node-id.ts';
import { entryOf, keyOf, someBook, someEntry } from './fixtures/entries.ts';

const asText = (book: ReadonlyMap<string, unknown>): string =>
  JSON.stringify([...book].sort(([one], [other]) => (one < other ? -1 : 1)));

describe('the book', () => {
  it('orders the entries of a key: totally, and alike from both sides', () => {
    fc.assert(
      fc.property(someEntry, someEntry, someEntry, (a, b, c) => {
        expect(Math.sign(compareEntries(a, b)) + Math.sign(compareEntries(b, a))).toBe(0);
        if (compareEntries(a, b) >= 0 && compareEntries(b, c) >= 0)
          expect(compareEntries(a, c)).toBeGreaterThanOrEqual(0);
      }),
    );
  });

  it('merges alike in any order', () => {
    fc.assert(
      fc.property(someBook, someBook, (a, b) => {
        expect(asText(merge(a, b.values()))).toBe(asText(merge(b, a.values())));
      }),
    );
  });

  it('merges alike in any grouping', () => {
    fc.assert(
      fc.property(someBook, someBook, someBook, (a, b, c) => {
        const left = merge(merge(a, b.values()), c.values());
        const right = merge(a, merge(b, c.values()).values());
        expect(asText(left)).toBe(asText(right));
      }),
    );
  });

  it('learns nothing from what it has heard before', () => {
    fc.assert(
      fc.property(someBook, someBook, (a, b) => {
        const merged = merge(a, b.values());
        expect(changes(merged, merge(merged, b.values()))).toEqual([]);
        expect(asText(merge(a, changes(a, merged)))).toBe(asText(merged));
      }),
    );
  });

  it('does not forget that a node was taken out, whatever that node says of itself', () => {
    fc.assert(
      fc.property(fc.integer({ min: 2, max: 1000 }), (revision) => {
        const out = merge(emptyBook, [entryOf('B', { version: 2, state: 'revoked' })]);
        expect(isMember(merge(out, [entryOf('B', { revision })]), keyOf('B'))).toBe(false);
      }),
    );
    const tie = [entryOf('B'), entryOf('B', { state: 'forgotten' }), entryOf('B', { state: 'revoked' })];
    expect(merge(emptyBook, tie).get(keyOf('B'))?.state).toBe('revoked');
    expect(merge(emptyBook, tie.toReversed()).get(keyOf('B'))?.state).toBe('revoked');
  });

  it('lists members by their IDs', () => {
    const all = [entryOf('D'), entryOf('B', { state: 'revoked' }), entryOf('A')];
    expect(membersOf(merge(emptyBook, all)).map(({ key }) => key)).toEqual([keyOf('A'), keyOf('D')]);
  });
});

describe('who may say what', () => {
  const book = merge(emptyBook, [
    entryOf('M'),
    entryOf('R', { state: 'revoked', version: 2 }),
    entryOf('F', { state: 'forgotten', version: 2 }),
  ]);
  const tells = (letter: string, state: 'member' | 'revoked' | 'forgotten', isAdmin = false): boolean =>
    mayTell(book, entryOf(letter, { state, version: 9 }), isAdmin);

  it('any member introduces new ones, and those that were only forgotten', () => {
    expect([tells('N', 'member'), tells('F', 'member'), tells('M', 'member')]).toEqual([true, true, true]);
  });

  it('only who may command here takes one out, or lets one in again that was revoked', () => {
    const decisions = [
      ['M', 'revoked'],
      ['M', 'forgotten'],
      ['N', 'revoked'],
      ['R', 'member'],
      ['R', 'forgotten'],
      ['F', 'revoked'],
    ] as const;
    for (const [letter, state] of decisions) {
      expect([letter, state, tells(letter, state)]).toEqual([letter, state, false]);
      expect([letter, state, tells(letter, state, true)]).toEqual([letter, state, true]);
    }
  });
});

describe('IDs', () => {
  const key = makeKey().public;
  const free = (taken: number[]): number => freeId(sha256, keyBlob(key), new Set(taken));

  it('come from the key: 1 to 65535, the same at each start', () => {
    for (let n = 0; n < 200; n++) {
      const id = freeId(sha256, Uint8Array.of(n), new Set());
      expect(id).toBe(freeId(sha256, Uint8Array.of(n), new Set()));
      expect(Number.isInteger(id) && id >= 1 && id <= 65_535).toBe(true);
    }
  });

  it('are the next of the key where one is taken', () => {
    const first = free([]);
    const second = free([first]);
    const third = free([first, second]);
    expect(new Set([first, second, third]).size).toBe(3);
    expect(free([second])).toBe(first);
  });

  it('are found in a cluster that is nearly full, and not in one that is', () => {
    const all = Array.from({ length: 65_535 }, (_, at) => at + 1);
    expect(free(all.filter((id) => id !== 4711))).toBe(4711);
    expect(() => free(all)).toThrow('taken');
  });

  it('of two members with one ID stay with the smaller key', () => {
    const book = merge(emptyBook, [entryOf('A', { id: 7 }), entryOf('B', { id: 7 })]);
    expect(losesId(book, { key: keyOf('A'), id: 7 })).toBe(false);
    expect(losesId(book, { key: keyOf('B'), id: 7 })).toBe(true);
    // Who is no member any more holds no ID.
    const alone = merge(book, [entryOf('A', { id: 7, state: 'forgotten', version: 2 })]);
    expect(losesId(alone, { key: keyOf('B'), id: 7 })).toBe(false);
    expect(takenIds(alone, keyOf('B'))).toEqual(new Set());
  });
});
