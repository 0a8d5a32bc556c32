import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../agent/membership/ledger.ts';
import { fromBase64url, toBase64url } from '../../discovery/members/base64url.ts';
import {
  find,
  type Invitation,
  issue,
  nextNumber,
  used,
  verdict,
} from '../../discovery/members/invitations.ts';
import { decodeToken, encodeToken, type Token } from '../../discovery/members/token.ts';
import { keyOf } from './fixtures/entries.ts';

const someToken: fc.Arbitrary<Token> = fc.record({
  addresses: fc.array(
    fc.record({
      host: fc.oneof(
        fc.ipV4(),
        fc.ipV6(),
        fc.domain().filter((name) => name.length <= 200),
      ),
      port: fc.integer({ min: 1, max: 65_535 }),
    }),
    { minLength: 1, maxLength: 16 },
  ),
  fingerprint: fc
    .uint8Array({ minLength: 32, maxLength: 32 })
    .map((bytes) => Buffer.from(bytes).toString('hex')),
  number: fc.integer({ min: 1, max: 0xffffffff }),
  secret: fc.uint8Array({ minLength: 16, maxLength: 16 }),
  expiresAtMs: fc.integer({ min: 0, max: 0xffffffff }).map((seconds) => seconds * 1000),
});

const reason = (word: string): string => {
  try {
    decodeToken(word, sha256);
  } catch (error) {
    return (error as Error).message;
  }
  return '';
};

describe('a token', () => {
  it('is one word that holds it all', () => {
    fc.assert(
      fc.property(someToken, (token) => {
        const word = encodeToken(token, sha256);
        expect(word).toMatch(/^omx1-[\w-]+$/);
        const read = decodeToken(`  ${word}\n`, sha256);
        expect({ ...read, secret: [...read.secret] }).toEqual({ ...token, secret: [...token.secret] });
      }),
    );
  });

  it('with any character wrong, or any cut off, is told in one line', () => {
    fc.assert(
      fc.property(someToken, fc.nat(), fc.constantFrom(...'AZaz09-_'), (token, where, other) => {
        const word = encodeToken(token, sha256);
        const at = where % word.length;
        if (word[at] !== other)
          expect(reason(word.slice(0, at) + other + word.slice(at + 1))).toMatch(
            /^this is no usable token: .+$/,
          );
        expect(reason(word.slice(0, at))).toMatch(/^this is no usable token: .+$/);
        expect(reason(word + other)).toMatch(/^this is no usable token: .+$/);
      }),
    );
  });

  it('says what is wrong with it', () => {
    const [token] = fc.sample(someToken, 1);
    const word = encodeToken(token!, sha256);
    expect(reason('hello')).toContain("it begins with 'omx1-'");
    for (const missing of [1, 2, 3, 4, 50, word.length - 10])
      expect(reason(word.slice(0, -missing))).toContain('its end is missing');
    expect(reason(word.replace(/.$/, (last) => (last === 'A' ? 'B' : 'A')))).toContain('copy it again');
  });

  it('takes no other nonsense for one either', () => {
    fc.assert(
      fc.property(fc.string(), (text) => {
        expect(reason(`omx1-${text}`)).not.toBe('');
      }),
    );
  });

  it('is written in base64url, as Node writes it', () => {
    fc.assert(
      fc.property(fc.uint8Array(), (bytes) => {
        const text = Buffer.from(bytes).toString('base64url');
        expect(toBase64url(bytes)).toBe(text);
        expect([...(fromBase64url(text) ?? [])]).toEqual([...bytes]);
      }),
    );
    expect([fromBase64url('A'), fromBase64url('AB'), fromBase64url('A=A')]).toEqual([null, null, null]);
  });
});

describe('an invitation', () => {
  const HOUR = 3_600_000;
  const made: Invitation = { number: 1, secretHash: 'aa', expiresAtMs: HOUR, usedBy: null };
  const [one, two] = [keyOf('A'), keyOf('B')];

  it('lets one key in, within its time, and that key again', () => {
    expect(verdict(made, one, HOUR - 1)).toBe('ok');
    expect(verdict(made, one, HOUR)).toBe('expired');
    const [taken] = used([made], 1, one);
    expect(verdict(taken!, one, 0)).toBe('again');
    expect(verdict(taken!, one, 2 * HOUR)).toBe('again');
    expect(verdict(taken!, two, 0)).toBe('used');
  });

  it('is found by its number and secret together', () => {
    const all = [made, { ...made, number: 2, secretHash: 'ab' }];
    expect(find(all, 2, 'ab')?.number).toBe(2);
    expect([find(all, 1, 'ab'), find(all, 2, 'aa'), find(all, 2, 'a'), find([], 1, 'aa')]).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
  });

  it('is remembered for a week after its end, to say so; numbers are not used again', () => {
    const later = { ...made, number: nextNumber([made]), expiresAtMs: 9 * 24 * HOUR };
    expect(later.number).toBe(2);
    expect(issue([made], later, 2 * HOUR)).toEqual([made, later]);
    expect(issue([made], later, 8 * 24 * HOUR)).toEqual([later]);
  });
});
