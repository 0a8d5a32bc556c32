/** Threads of one host speak over one descriptor: who is slow keeps the others waiting, and nobody's bytes come to another. */
import { Duplex, PassThrough } from 'node:stream';
import { beforeEach, describe, expect, it } from 'vitest';
import { FrameStream } from '../../agent/frames/frame-stream.ts';
import { type HostThread, HostThreads } from '../../agent/guests/host-thread.ts';
import { encodeFrame, type Frame, FrameDecoder, FrameType } from '../../protocol/frame.ts';
import { MAX_HOST_THREADS } from '../../protocol/limits.ts';
import { until } from '../support/until.ts';

let threads: HostThreads;
/** The process's end of the descriptor. */
let hall: FrameStream;
let heard: Frame[];

beforeEach(() => {
  const [there, back] = [new PassThrough(), new PassThrough()];
  const side = new FrameStream(Duplex.from({ readable: back, writable: there }));
  hall = new FrameStream(Duplex.from({ readable: there, writable: back }));
  heard = [];
  hall.onFrame = ({ type, head, tail }) => heard.push({ type, head, tail: new Uint8Array(tail) });
  threads = new HostThreads(side);
  side.onFrame = ({ type, head, tail }) => {
    if (type === FrameType.BULK) threads.take(head as never, tail);
    else threads.said(head);
  };
});

/** What a thread says. */
const says = (thread: number, bytes: Uint8Array): void =>
  hall.sendParts(FrameType.BULK, { what: 'thread', thread }, [bytes]);
const record = (text: string, tail = new Uint8Array(0)): Uint8Array =>
  encodeFrame(FrameType.RECORD, { text }, tail);

function listening(host: HostThread) {
  const got = { records: [] as string[], tails: 0, ends: [] as string[] };
  host.listen({
    message() {},
    bulk() {},
    records: (frames) => {
      for (const { head, tail } of new FrameDecoder().push(Buffer.concat(frames))) {
        got.records.push((head as { text: string }).text);
        got.tails += tail.length;
      }
    },
    exit: (reason) => got.ends.push(reason),
  });
  return got;
}

describe('threads of one host', () => {
  it('begin as they are asked for, each with its own bytes, however they are cut', async () => {
    const [first, second] = [threads.begin(null), threads.begin(64)];
    const [one, two] = [listening(first), listening(second)];
    const large = record('large', new Uint8Array(3_000_000));
    says(1, large.subarray(0, 1_000_000));
    says(2, record('small'));
    says(1, large.subarray(1_000_000));
    says(7, record('of nobody'));
    await until(() => one.records.length === 1 && two.records.length === 1);
    expect([one, two]).toMatchObject([{ records: ['large'], tails: 3_000_000 }, { records: ['small'] }]);
    second.sendRecords([record('to it', new Uint8Array(2_500_000))]);
    const own = (): number =>
      heard
        .filter(({ head }) => (head as { thread?: number }).thread === 2)
        .reduce((sum, { tail }) => sum + tail.length, 0);
    await until(() => own() > 2_500_000);
    expect(heard.slice(0, 2).map(({ head }) => head)).toEqual([
      { op: 'begin', thread: 1, memoryMb: null },
      { op: 'begin', thread: 2, memoryMb: 64 },
    ]);
  });

  it('wait for the one that is slow, and lose nothing', async () => {
    const [first, second] = [threads.begin(null), threads.begin(null)];
    const [one, two] = [listening(first), listening(second)];
    first.frames.pause();
    for (let i = 0; i < 50; i++) says(1, record(`${i}`, new Uint8Array(10_000)));
    says(2, record('behind'));
    await new Promise((resolve) => setImmediate(resolve));
    expect(two.records).toEqual([]);
    first.frames.resume();
    await until(() => two.records.length === 1);
    expect(one.records).toEqual(Array.from({ length: 50 }, (_, i) => `${i}`));
  });

  it('are over when the process says so, not when they are killed', async () => {
    const host = threads.begin(null);
    const got = listening(host);
    host.kill();
    await until(() => heard.length === 2);
    expect(heard[1]!.head).toEqual({ op: 'end', thread: 1 });
    expect([host.diesAtOnce, host.alive, got.ends]).toEqual([false, true, []]);
    for (const thread of [9, 1, 1])
      hall.send(FrameType.CONTROL, { op: 'ended', thread, reason: 'its thread ended' });
    await until(() => !host.alive);
    await new Promise((resolve) => setImmediate(resolve));
    expect(got.ends).toEqual(['its thread ended']);
  });

  it('are all over with the process', () => {
    const both = [threads.begin(null), threads.begin(null)].map(listening);
    threads.close('its host process was killed by SIGKILL');
    both.push(listening(threads.begin(null)));
    expect(both.map(({ ends }) => ends.length)).toEqual([1, 1, 1]);
  });

  it('are so many at most', () => {
    for (let i = 0; i < MAX_HOST_THREADS; i++) threads.begin(null);
    expect(() => threads.begin(null)).toThrow(`its host has ${MAX_HOST_THREADS} threads already`);
  });
});
