import v8 from 'node:v8';
import { beforeAll, describe, expect, test } from 'vitest';
import { ReturnCompletion } from '../../migrator/runtime/completion.ts';
import { load, roundTrip } from './engine.ts';

/** A question of V8's own tests, which newer versions answer of what it is meant for only. */
function ask<T>(name: string, example: T): (value: T) => boolean {
  v8.setFlagsFromString('--allow-natives-syntax');
  const question = new Function('value', `return %${name}(value);`) as (value: T) => boolean;
  question(example);
  v8.setFlagsFromString('--no-allow-natives-syntax');
  return question;
}
const isOfIntegers = ask<unknown[]>('HasSmiElements', []);
const isOfDoubles = ask<unknown[]>('HasDoubleElements', []);
const hasHoles = ask<unknown[]>('HasHoleyElements', []);
const isKnownText = ask('IsInternalizedString', '');

beforeAll(() => load(''));

describe('what V8 is fast with comes back as it was', () => {
  test('kinds of elements, however many arrays of other kinds are made before and between', () => {
    // As many as it takes for V8 to compile the code that makes them.
    const all = Array.from({ length: 20_000 }, (_, i) => {
      const holes = [i];
      holes[2] = 1;
      return [[i, 1], [i + 0.5], holes, [`${i}`, {}]] as [unknown[], unknown[], unknown[], unknown[]];
    });
    const wrong = roundTrip(all).filter(
      ([integers, doubles, holes, objects]) =>
        !isOfIntegers(integers) ||
        !isOfDoubles(doubles) ||
        !hasHoles(holes) ||
        [integers, doubles, objects].some(hasHoles),
    );
    expect(wrong).toEqual([]);
  });

  test('short texts are those of the program, which compares them by their address', () => {
    const made = ['jump', 'If', 'Not'].join('');
    expect(isKnownText(made)).toBe(false);
    const texts = ['push', made, `${made}, a text that is no word any more`, '12', '', ':', '__proto__'];
    const back = roundTrip(texts);
    expect(back).toEqual(texts);
    expect(back.map(isKnownText).slice(0, 3)).toEqual([true, true, false]);
    expect(isKnownText(back[6]!)).toBe(true);
  });

  test('objects of the runtime have the hidden class that its code gives them', () => {
    v8.setFlagsFromString('--allow-natives-syntax');
    const areAlike = new Function('a', 'b', 'return %HaveSameMap(a, b);') as (
      a: object,
      b: object,
    ) => boolean;
    const own = new ReturnCompletion('made here');
    expect(areAlike(own, new ReturnCompletion('too'))).toBe(true);
    v8.setFlagsFromString('--no-allow-natives-syntax');
    expect(areAlike(own, roundTrip(new ReturnCompletion('made elsewhere')))).toBe(true);
  });
});
