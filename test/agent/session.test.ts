import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FrameStream } from '../../agent/frames/frame-stream.ts';
import { PeerSession } from '../../agent/transport/session.ts';
import { decodeBody, type Frame, FrameType, frameHeader } from '../../protocol/frame.ts';
import { MAX_FRAME_BYTES } from '../../protocol/limits.ts';
import type { PeerMessage } from '../../protocol/peer.ts';

/** One agent's side: a session, what it got, and what is on the wire towards it. */
class Side {
  session = new PeerSession();
  got: unknown[] = [];
  wire: Frame[] = [];
  said = 0;

  /** Takes up to `count` frames off the wire. */
  read(count: number): void {
    for (const frame of this.wire.splice(0, count)) {
      const message = frame.head as PeerMessage;
      if (frame.type === FrameType.CONTROL && message.op === 'got') this.session.confirm(message.received);
      else {
        this.session.took(frame, frame.type === FrameType.CONTROL ? message.op : undefined);
        if (frame.type === FrameType.RECORD) this.got.push(Buffer.from(frame.tail).toString());
        else if (message.op === 'stayed') this.got.push(message.reason);
      }
    }
  }
}

const towards = (side: Side): FrameStream =>
  ({
    send: (type: Frame['type'], head: unknown) => side.wire.push({ type, head, tail: new Uint8Array(0) }),
    sendEncoded: (pieces: readonly Uint8Array[]) =>
      side.wire.push(decodeBody(Buffer.concat(pieces).subarray(4))),
  }) as unknown as FrameStream;

const text = (what: string | number): Uint8Array => Buffer.from(`${what}`);

const step = fc.record({
  side: fc.constantFrom(0, 1),
  act: fc.oneof(
    { weight: 6, arbitrary: fc.constant('record' as const) },
    { weight: 2, arbitrary: fc.constant('kept message' as const) },
    { weight: 2, arbitrary: fc.constant('message of the moment' as const) },
    { weight: 2, arbitrary: fc.constant('beat' as const) },
    { weight: 6, arbitrary: fc.constant('read' as const) },
    { weight: 1, arbitrary: fc.constant('break' as const) },
  ),
  count: fc.integer({ min: 0, max: 90 }),
});

describe('a session between two agents', () => {
  it('delivers every record once and in order over any number of broken connections', () =>
    fc.assert(
      fc.property(fc.array(step, { maxLength: 300 }), (steps) => {
        const sides = [new Side(), new Side()] as const;
        const connect = (): void => {
          const hellos = sides.map(({ session }) => session.position());
          for (const side of sides) side.wire = [];
          for (const at of [0, 1] as const) {
            const restarted = sides[at].session.attach(towards(sides[1 - at] as Side), hellos[1 - at]!);
            expect(restarted).toBe(false);
          }
        };
        connect();
        for (const { side, act, count } of steps) {
          const { session } = sides[side as 0 | 1];
          const mine = sides[side as 0 | 1];
          if (act === 'record') session.records('1:1', 1, [text(++mine.said)]);
          else if (act === 'kept message')
            session.message({ op: 'stayed', task: '1:1', to: 2, reason: String(++mine.said) });
          else if (act === 'message of the moment')
            session.message({ op: 'refused', task: '1:1', migration: 1, reason: 'r' });
          else if (act === 'beat') {
            session.casually({ op: 'usage', task: '1:1', cpuMs: 1, memoryBytes: 1 });
            session.sendConfirmation();
          } else if (act === 'read') mine.read(count);
          else {
            // What is on the wire is lost; each side notices for itself, and may go on talking before.
            session.detach();
            session.records('1:1', 1, [text(++mine.said)]);
            connect();
          }
        }
        connect();
        for (const one of sides) one.read(Number.POSITIVE_INFINITY);
        for (const at of [0, 1] as const) {
          const other = sides[(1 - at) as 0 | 1];
          expect(sides[at].got.map(Number)).toEqual(
            Array.from({ length: other.said }, (_, index) => index + 1),
          );
        }
      }),
      { numRuns: 300 },
    ));

  it('knows a peer that has forgotten everything, and starts anew with it', () => {
    const [one, two] = [new Side(), new Side()];
    one.session.attach(towards(two), two.session.position());
    two.session.attach(towards(one), one.session.position());
    one.session.records('1:1', 1, [text('lost with the process')]);
    const reborn = new Side();
    const hello = one.session.position();
    expect(one.session.attach(towards(reborn), reborn.session.position())).toBe(true);
    expect(reborn.session.attach(towards(one), hello)).toBe(false);
    one.session.records('1:1', 1, [text('new')]);
    reborn.read(10);
    expect(reborn.got).toEqual(['new']);
  });

  it('asks its writers to wait while too much is unconfirmed', async () => {
    const session = new PeerSession();
    const tail = new Uint8Array(1 << 20);
    let records = 0;
    while (!session.pressed) {
      session.records('1:1', 1, [tail]);
      records++;
      expect(records).toBeLessThan(20);
    }
    const drained = session.drained();
    session.confirm(records);
    await drained;
    expect(session.pressed).toBe(false);
  });

  it('refuses a record that no frame can hold, and stays usable', () => {
    const session = new PeerSession();
    expect(() => session.records('1:1', 1, [new Uint8Array(MAX_FRAME_BYTES)])).toThrow(/message of/);
    expect(session.position().received).toBe(0);
    expect(frameHeader(FrameType.RECORD, {}, 0).length).toBeGreaterThan(0);
  });
});
