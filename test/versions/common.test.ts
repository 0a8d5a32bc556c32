/** Which version two nodes speak with each other. */
import { describe, expect, it } from 'vitest';
import { commonVersion, spokenInWords } from '../../protocol/version.ts';

describe('the common version', () => {
  it.each([
    ['the same', { version: 4, newest: 4 }, { version: 4, newest: 4 }, 4],
    ['one that knows no choice, and the same', { version: 4 }, { version: 4, newest: 4 }, 4],
    ['one that knows no choice, and the next', { version: 4 }, { version: 4, newest: 5 }, 4],
    ['the next but one', { version: 4, newest: 4 }, { version: 5, newest: 6 }, null],
    ['neighbours', { version: 4, newest: 5 }, { version: 5, newest: 6 }, 5],
    ['two apart', { version: 3, newest: 4 }, { version: 5, newest: 6 }, null],
    ['one that says nonsense', { version: 9, newest: 2 }, { version: 4, newest: 5 }, null],
  ])('%s', (_, one, other, common) => {
    expect(commonVersion(one, other)).toBe(common);
    expect(commonVersion(other, one)).toBe(common);
  });

  it('in words', () => {
    expect([{ version: 4 }, { version: 4, newest: 4 }, { version: 4, newest: 5 }].map(spokenInWords)).toEqual(
      ['4', '4', '4 to 5'],
    );
  });
});
