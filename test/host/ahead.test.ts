/** The two ends of a live copy without the processes around them: whatever happens to the buffers, the target has them in the end. */
import fc from 'fast-check';
import { describe, expect, it, test } from 'vitest';
import { ArrivedBuffers } from '../../migrator/host/ahead/arrived.ts';
import { LiveCopy } from '../../migrator/host/ahead/live-copy.ts';
import { goesOn } from '../../migrator/host/ahead/rounds.ts';
import { RUN_HEAD_BYTES, writeRunHead } from '../../migrator/host/ahead/run.ts';

const MiB = 1024 * 1024;
const UNLIMITED = 2 ** 40;
const room = new Uint8Array(MiB);

/** Feeds a stream to the target in frames of the given sizes, in turn. */
class Wire {
  readonly arrived = new ArrivedBuffers();
  bytes = 0;
  private turn = 0;
  constructor(private readonly frames: number[]) {}

  send(piece: Uint8Array): void {
    this.bytes += piece.length;
    for (let at = 0; at < piece.length; ) {
      const size = Math.min(this.frames[this.turn++ % this.frames.length]!, piece.length - at);
      const frame = piece.subarray(at, at + size);
      at += size;
      let read = 0;
      this.arrived.take(frame.length, (target) => {
        target.set(frame.subarray(read, read + target.length));
        read += target.length;
      });
      expect(read).toBe(frame.length);
    }
  }
}

/** A buffer of the task: its size and how it begins. */
function buffers(...sizes: number[]): Uint8Array<ArrayBuffer>[] {
  return sizes.map((size, i) => {
    const bytes = new Uint8Array(size);
    for (let at = 0; at < size; at += 997) bytes[at] = at + i;
    return bytes;
  });
}

/** Rounds, with something of the task's before each piece, as far as the host goes before it freezes. */
function rounds(copy: LiveCopy, wire: Wire, meanwhile: () => void = () => {}): void {
  do {
    while (!copy.isRoundOver) {
      meanwhile();
      wire.send(room.subarray(0, copy.nextPiece(room)));
    }
  } while (copy.nextRound());
}

function finish(copy: LiveCopy, wire: Wire, views: Uint8Array[]): (Uint8Array | undefined)[] {
  const { ahead: numbers = [] } = copy.finish(views, (piece) => wire.send(piece));
  expect(wire.arrived.problem(numbers.filter((number) => number >= 0))).toBeUndefined();
  return numbers.map((number, i) =>
    number < 0 ? undefined : wire.arrived.find(number, views[i]!.byteLength),
  );
}

// TypeScript's library of 2023 does not know the second argument.
type Sizable<T> = new (bytes: number, options: { maxByteLength: number }) => T;
const Resizable = ArrayBuffer as Sizable<ArrayBuffer>;
const Growable = SharedArrayBuffer as Sizable<SharedArrayBuffer>;

const copyOf = (views: Uint8Array[]): LiveCopy => LiveCopy.of(1, views, UNLIMITED)!;
const same = (one: Uint8Array | undefined, other: Uint8Array): boolean =>
  one !== undefined && Buffer.compare(one, other) === 0;

test('whatever is written while they travel arrives', { timeout: 120_000 }, () => {
  const write = fc.record({
    buffer: fc.nat(2),
    at: fc.nat(20 * MiB),
    bytes: fc.oneof(fc.integer({ min: 1, max: 9 }), fc.integer({ min: 1, max: 300_000 })),
    value: fc.nat(255),
  });
  const frames = fc.array(
    fc.oneof(fc.integer({ min: 1, max: 100 }), fc.integer({ min: 100, max: 200_000 })),
    {
      minLength: 1,
      maxLength: 5,
    },
  );
  fc.assert(
    fc.property(
      fc.array(write, { maxLength: 200 }),
      frames.filter((sizes) => Math.max(...sizes) > 10_000),
      (writes, sizes) => {
        const views = buffers(9 * MiB + 4097, 8 * MiB - 1, MiB);
        const copy = copyOf(views);
        const wire = new Wire(sizes);
        let next = 0;
        const writeOne = (): void => {
          const each = writes[next++];
          if (!each) return;
          const view = views[each.buffer]!;
          view.fill(each.value, each.at % view.length, (each.at % view.length) + each.bytes);
        };
        rounds(copy, wire, writeOne);
        while (next < writes.length) writeOne();
        const there = finish(copy, wire, views);
        for (const [i, view] of views.entries()) expect(same(there[i], view)).toBe(true);
      },
    ),
    { numRuns: 12 },
  );
});

describe('in the freeze', () => {
  it('sends what has changed since, and nothing else', () => {
    const views = buffers(32 * MiB);
    const copy = copyOf(views);
    const wire = new Wire([MiB]);
    rounds(copy, wire);
    expect(wire.bytes).toBeGreaterThan(32 * MiB);
    const before = wire.bytes;
    views[0]!.fill(1, 5 * MiB + 1, 5 * MiB + 8193);
    const { ahead, aheadBytes } = copy.finish(views, (piece) => wire.send(piece));
    expect(ahead).toEqual([0]);
    expect(aheadBytes).toBe(32 * MiB - 3 * 4096);
    expect(same(wire.arrived.find(0, 32 * MiB), views[0]!)).toBe(true);
    expect(wire.bytes - before).toBeLessThanOrEqual(3 * 4096 + RUN_HEAD_BYTES);
  });

  it('shared memory travels like any other; what may change its length does not', () => {
    const shared = new Uint8Array(new SharedArrayBuffer(20 * MiB));
    const growable = new Uint8Array(new Growable(20 * MiB, { maxByteLength: 21 * MiB }));
    const resizable = new Uint8Array(new Resizable(20 * MiB, { maxByteLength: 21 * MiB }));
    const views: Uint8Array[] = [growable, resizable, shared];
    const copy = copyOf(views);
    const wire = new Wire([MiB]);
    rounds(copy, wire, () => shared.fill(3, 5, 5000));
    shared[MiB] = 9;
    expect(copy.finish(views, (piece) => wire.send(piece)).ahead).toEqual([-1, -1, 0]);
    expect(same(wire.arrived.find(0, 20 * MiB), shared)).toBe(true);
  });

  it('finds changes in the rows of a matrix', () => {
    const views = buffers(...Array<number>(2000).fill(17_000));
    const copy = copyOf(views);
    const wire = new Wire([100_000]);
    rounds(copy, wire);
    const before = wire.bytes;
    for (let i = 7; i < views.length; i += 100) views[i]![16_999]!++;
    const there = finish(copy, wire, views);
    for (const [i, view] of views.entries()) expect(same(there[i], view)).toBe(true);
    expect(wire.bytes - before).toBe(20 * (RUN_HEAD_BYTES + 17_000 - 4 * 4096));
  });

  it('sends nothing of what the task no longer has', () => {
    const views = buffers(16 * MiB, 16 * MiB);
    const copy = copyOf(views);
    const wire = new Wire([MiB]);
    rounds(copy, wire);
    const before = wire.bytes;
    views[0]!.fill(1);
    expect(copy.finish([views[1]!], (piece) => wire.send(piece))).toEqual({
      ahead: [1],
      aheadBytes: 16 * MiB,
    });
    expect(wire.bytes).toBe(before);
  });

  it('a write of the same value is no change', () => {
    const views = buffers(16 * MiB);
    const copy = copyOf(views);
    const wire = new Wire([MiB]);
    rounds(copy, wire, () => views[0]!.fill(0, 1, 997));
    const before = wire.bytes;
    finish(copy, wire, views);
    expect(wire.bytes).toBe(before);
  });

  it('a buffer that was detached, or is new, is not among those that are there', () => {
    const views = buffers(16 * MiB, 2 * MiB, 3 * MiB);
    const copy = copyOf(views);
    const wire = new Wire([MiB]);
    let pieces = 0;
    rounds(copy, wire, () => {
      if (++pieces === 5) structuredClone(views[1]!.buffer, { transfer: [views[1]!.buffer] });
    });
    structuredClone(views[2]!.buffer, { transfer: [views[2]!.buffer] });
    const [fresh] = buffers(2 * MiB);
    const kept = [fresh!, views[1]!, views[0]!, views[2]!];
    expect(copy.finish(kept, (piece) => wire.send(piece)).ahead).toEqual([-1, -1, 0, -1]);
    expect(wire.arrived.problem([0])).toBeUndefined();
    expect(same(wire.arrived.find(0, 16 * MiB), views[0]!)).toBe(true);
  });
});

describe('which buffers go ahead', () => {
  it.each([
    ['small ones do not', [...Array(2000).fill(16 * 1024 - 1), 15 * MiB], UNLIMITED, false],
    ['many of medium size do', Array(1024).fill(16 * 1024), UNLIMITED, true],
    ['16 MiB in all are worth it', [MiB, 15 * MiB], UNLIMITED, true],
    ['not more than there is memory for', [20 * MiB], 20 * MiB - 1, false],
    ['the largest that fit', [4 * MiB, 20 * MiB, 16 * MiB], 21 * MiB, true],
  ])('%s', (_, sizes, mostBytes, goes) => {
    expect(LiveCopy.of(1, buffers(...sizes), mostBytes) !== undefined).toBe(goes);
  });

  it('a task that changes everything is frozen after the second round; one that changes little when little is left', () => {
    expect(goesOn({ round: 1, changedBytes: 100 * MiB, previousBytes: 100 * MiB })).toBe(true);
    expect(goesOn({ round: 2, changedBytes: 90 * MiB, previousBytes: 100 * MiB })).toBe(false);
    expect(goesOn({ round: 2, changedBytes: 40 * MiB, previousBytes: 100 * MiB })).toBe(true);
    expect(goesOn({ round: 3, changedBytes: 3 * MiB, previousBytes: 40 * MiB })).toBe(false);
    expect(goesOn({ round: 6, changedBytes: 50 * MiB, previousBytes: 400 * MiB })).toBe(false);
  });
});

describe('a stream that lies', () => {
  const run = (buffer: number, bufferBytes: number, at: number, bytes: number): Uint8Array => {
    const out = new Uint8Array(RUN_HEAD_BYTES + Math.min(bytes, 100) * Number(bytes > 0));
    writeRunHead(out, 0, { buffer, bufferBytes, at, bytes });
    return out;
  };
  it.each([
    ['a run beyond its buffer', [run(0, 100, 50, 51)], /does not fit/],
    ['a size that is no count', [run(0, 1.5, 0, 1)], /does not fit/],
    ['a negative place', [run(0, 100, -1, 1)], /does not fit/],
    ['not a number', [run(Number.NaN, 100, 0, 1)], /does not fit/],
    ['more than any snapshot', [run(0, 2 ** 50, 0, 1)], /does not fit/],
    ['two sizes of one buffer', [run(0, 100, 0, 100), run(0, 101, 0, 1)], /does not fit/],
    ['an end within a head', [run(0, 100, 0, 100), new Uint8Array(5)], /within a run/],
    ['an end within a run', [run(0, 1000, 0, 1000)], /within a run/],
    ['a gap', [run(0, 100, 0, 40), run(0, 100, 41, 59)], /did not come whole/],
  ])('%s is told when the buffers are wanted', (_, pieces, problem) => {
    const wire = new Wire([7]);
    for (const piece of pieces) wire.send(piece);
    expect(wire.arrived.problem([0])).toMatch(problem);
  });

  it('one buffer does not stand for two', () => {
    const wire = new Wire([100]);
    wire.send(run(3, 100, 0, 100));
    expect(wire.arrived.problem([3])).toBeUndefined();
    expect(wire.arrived.problem([3, 3])).toMatch(/the same/);
    expect(wire.arrived.problem([4])).toMatch(/did not come/);
    expect(wire.arrived.find(3, 99)).toBeUndefined();
  });
});
