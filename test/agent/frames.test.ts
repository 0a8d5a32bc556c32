import { PassThrough } from 'node:stream';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { FrameStream } from '../../agent/frames/frame-stream.ts';
import { assertRecords, encodeFrame, type Frame, FrameType, type Records } from '../../protocol/frame.ts';
import { MAX_FRAME_BYTES } from '../../protocol/limits.ts';

const tail = fc.uint8Array({ maxLength: 300 });
const frames = fc.array(
  fc.oneof(
    fc.record({ type: fc.constantFrom(FrameType.CONTROL, FrameType.RECORD), head: fc.jsonValue(), tail }),
    fc.record({
      type: fc.constant(FrameType.BULK),
      head: fc.record({ what: fc.string(), last: fc.boolean() }),
      tail,
    }),
  ),
  { maxLength: 20 },
);

interface Plain {
  type: FrameType;
  head: unknown;
  tail: number[];
}

/** Bulk data as its receiver sees it: one run of bytes after another, however it was cut into frames. */
function joined(got: readonly Plain[]): Plain[] {
  const all: Plain[] = [];
  for (const frame of got) {
    const open = all.at(-1);
    const head = frame.head as { what: string; last: boolean };
    const before = open?.head as { what: string; last: boolean };
    const goesOn =
      frame.type === FrameType.BULK && open?.type === FrameType.BULK && before.what === head.what;
    if (goesOn && !before.last) all[all.length - 1] = { ...frame, tail: [...open!.tail, ...frame.tail] };
    else all.push(frame);
  }
  return all;
}

/** What a stream makes of these bytes, cut as given. */
async function read(
  bytes: Uint8Array,
  cuts: number[],
  records: Records = 'read',
): Promise<{ got: Frame[]; error: Error | undefined }> {
  const source = new PassThrough();
  const stream = new FrameStream(source, records);
  const got: Frame[] = [];
  stream.onFrame = (frame) => got.push(frame);
  const closed = new Promise<Error | undefined>((resolve) => {
    stream.onClose = resolve;
  });
  const places = [...new Set(cuts.map((cut) => cut % (bytes.length + 1)))].sort((a, b) => a - b);
  let at = 0;
  for (const place of [...places, bytes.length]) {
    source.write(bytes.subarray(at, place));
    at = place;
  }
  source.end();
  return { got, error: await closed };
}

describe('frames', () => {
  it('arrive as they were sent, however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(frames, fc.array(fc.nat()), async (sent, cuts) => {
        const bytes = Buffer.concat(sent.map(({ type, head, tail }) => encodeFrame(type, head, tail)));
        const { got, error } = await read(bytes, cuts);
        expect(error).toBeUndefined();
        const plain = (list: readonly Frame[]): Plain[] =>
          // JSON knows no negative zero.
          joined(
            list.map(({ type, head, tail }) => ({
              type,
              head: JSON.parse(JSON.stringify(head)),
              tail: [...tail],
            })),
          );
        expect(plain(got)).toEqual(plain(sent));
      }),
    ));

  it('of records that are passed on come as they are, in their order among all others', () =>
    fc.assert(
      fc.asyncProperty(frames, fc.array(fc.nat()), async (sent, cuts) => {
        const encoded = sent
          .filter(({ type }) => type !== FrameType.BULK)
          .map(({ type, head, tail }) => encodeFrame(type, head, tail));
        const bytes = Buffer.concat(encoded);
        const { got, error } = await read(bytes, cuts, 'passed');
        expect(error).toBeUndefined();
        const passed = got.flatMap(({ type, head, tail, records }) => {
          if (type !== FrameType.RECORD) return encodeFrame(type, head, tail);
          assertRecords(records!);
          return records!;
        });
        expect(Buffer.concat(passed).equals(bytes)).toBe(true);
      }),
    ));

  it('that carry records give them as they are, however the bytes are cut', () =>
    fc.assert(
      fc.asyncProperty(frames, fc.array(fc.nat()), async (sent, cuts) => {
        const carried = Buffer.concat(
          sent.map(({ head, tail }) => encodeFrame(FrameType.RECORD, head, tail)),
        );
        const both = [
          encodeFrame(FrameType.RECORD, { task: 'a' }, carried),
          encodeFrame(FrameType.CONTROL, 1),
          encodeFrame(FrameType.RECORD, { task: 'b' }, carried),
        ];
        const { got, error } = await read(Buffer.concat(both), cuts, 'carried');
        expect(error).toBeUndefined();
        expect(got.map(({ head }) => head)).toEqual([{ task: 'a' }, 1, { task: 'b' }]);
        for (const { type, records } of got) {
          if (type !== FrameType.RECORD) continue;
          assertRecords(records!);
          expect(Buffer.concat(records!).equals(carried)).toBe(true);
        }
      }),
    ));

  it('passed on by another agent are records and nothing else, whole', () =>
    fc.assert(
      fc.property(frames, fc.nat({ max: 40 }), fc.array(fc.nat()), (sent, missing, cuts) => {
        const bytes = Buffer.concat(sent.map(({ type, head, tail }) => encodeFrame(type, head, tail)));
        const isWhole = missing === 0 || bytes.length === 0;
        const areRecords = sent.every(({ type }) => type === FrameType.RECORD);
        const come = isWhole ? bytes : bytes.subarray(0, -missing);
        const places = cuts.map((cut) => cut % (come.length + 1)).sort((a, b) => a - b);
        const pieces = [...places, come.length].map((to, i) => come.subarray(places[i - 1] ?? 0, to));
        const check = () => assertRecords(pieces);
        if (isWhole && areRecords) check();
        else if (isWhole || (areRecords && missing < 11)) expect(check).toThrow(/record/);
      }),
    ));

  it('from garbage come errors, never a crash and never a frame after a lie', () =>
    fc.assert(
      fc.asyncProperty(fc.uint8Array({ maxLength: 200 }), fc.array(fc.nat()), async (bytes, cuts) => {
        const { got, error } = await read(bytes, cuts);
        if (bytes.length > 0) expect(error ?? got.length).toBeTruthy();
      }),
    ));

  it('refuses a length beyond the limit before it waits for the bytes', async () => {
    const prefix = Buffer.alloc(4);
    prefix.writeUInt32BE(MAX_FRAME_BYTES + 1);
    const { error } = await read(prefix, []);
    expect(error).toMatchObject({ code: 'EPROTOCOL' });
  });

  it('says when it was cut off within a frame', async () => {
    const bytes = encodeFrame(FrameType.CONTROL, { a: 1 });
    const { got, error } = await read(bytes.subarray(0, bytes.length - 1), []);
    expect(got).toEqual([]);
    expect(error?.message).toBe('the connection was cut within a message');
  });

  it('holds frames back while it is paused, the end included', async () => {
    const source = new PassThrough();
    const stream = new FrameStream(source);
    const got: unknown[] = [];
    let ended = false;
    stream.onClose = () => {
      ended = true;
    };
    stream.onFrame = ({ head }) => {
      got.push(head);
      stream.pause();
    };
    source.end(Buffer.concat([1, 2, 3].map((n) => encodeFrame(FrameType.CONTROL, n))));
    for (const n of [1, 2, 3]) {
      await new Promise((resolve) => setImmediate(resolve));
      expect([got.length, ended]).toEqual([n, false]);
      stream.resume();
    }
    await new Promise((resolve) => setImmediate(resolve));
    expect([got, ended]).toEqual([[1, 2, 3], true]);
  });
});
