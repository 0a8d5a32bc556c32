/** Messages of a channel, however their bytes are cut, are those that were written; and Node's own end understands them. */
import v8 from 'node:v8';
import * as fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type Incoming, makeMessages } from '../../migrator/runtime/node/channel/messages.ts';

const messages = makeMessages(() => v8);
const FORMS = ['json', 'advanced'] as const;
const message = fc.oneof(fc.jsonValue({ maxDepth: 2 }), fc.string({ unit: 'binary' }), fc.integer());

/** What is read of bytes that come in pieces of these lengths, again and again. */
function readInPieces(form: (typeof FORMS)[number], bytes: Uint8Array, lengths: number[]): unknown[] {
  const incoming: Incoming = { chunks: [], bytes: 0 };
  const got: unknown[] = [];
  for (let at = 0, i = 0; at < bytes.length; i++) {
    const length = lengths[i % lengths.length]!;
    got.push(...messages.read(form, incoming, bytes.subarray(at, at + length)));
    at += length;
  }
  expect(incoming.bytes).toBe(0);
  return got;
}

describe.each(FORMS)('%s', (form) => {
  it('in any pieces', () => {
    const pieces = fc.array(fc.integer({ min: 1, max: 40 }), { minLength: 1 });
    fc.assert(
      fc.property(fc.array(message), pieces, (all, lengths) => {
        const bytes = Buffer.concat(all.map((each) => messages.write(form, each)));
        const expected = form === 'json' ? all.map((each) => JSON.parse(JSON.stringify(each))) : all;
        expect(readInPieces(form, bytes, lengths)).toEqual(expected);
      }),
    );
  });
});

it('bytes stay bytes in the advanced form, and errors tell what cannot be sent', () => {
  const bytes = messages.write('advanced', { bytes: Buffer.from('ab'), numbers: new Float64Array([1.5]) });
  expect(readInPieces('advanced', bytes, [7])).toEqual([
    { bytes: Buffer.from('ab'), numbers: new Float64Array([1.5]) },
  ]);
  expect(() => messages.write('advanced', { fn: () => 1 })).toThrow('could not be cloned');
});
