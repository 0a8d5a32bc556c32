import { expect, test } from 'vitest';
import { ReadAhead } from '../../migrator/runtime/loop/read-ahead.ts';

const KB = 1024;
const LENGTH = 64 * KB;

/** One that has read twice at the descriptor's position, and knows of a file of so many bytes. */
function reading(size: number) {
  const asked: { fd: number; bytes: number; at: number }[] = [];
  const clock = { ms: 0 };
  const ahead = new ReadAhead(
    (fd, bytes, at) => asked.push({ fd, bytes, at }),
    () => clock.ms,
  );
  const read = (position: number | null = null, length = LENGTH) => ahead.find(3, length, position);
  const wants = (position: number | null = null, length = LENGTH, fd = 3) =>
    ahead.wants(fd, length, position);
  const answer = (value: unknown = { at: LENGTH, size, file: 'f' }, got = LENGTH) => {
    ahead.asked(7, 3, LENGTH, true);
    ahead.answered(7, value, got);
  };
  return { ahead, asked, clock, read, wants, answer };
}

test('asks at the second read of a sequence, and not for others', () => {
  const { wants } = reading(0);
  expect([wants(), wants()]).toEqual([false, true]);
  expect([wants(null, 100), wants(0, 100), wants(100, 100), wants(500, 100)]).toEqual([
    false,
    false,
    true,
    false,
  ]);
  expect([wants(null, 5, 4), wants(null, 5, 3), wants(null, 5, 4)]).toEqual([false, false, false]);
});

test('reads ahead in ever more pieces, to the end that is known and not beyond', () => {
  const size = 20 * LENGTH + 5;
  const { ahead, asked, read, answer } = reading(size);
  answer();
  for (let place = 2 * LENGTH; place < 20 * LENGTH; place += LENGTH) {
    const served = read()!;
    expect(served.at).toBe(place);
    ahead.arrived(served.piece.seq, new Uint8Array(served.piece.bytes));
    ahead.consume(served);
  }
  expect(asked.at(-1)!.at + asked.at(-1)!.bytes).toBe(20 * LENGTH);
  expect(asked.every(({ bytes }) => bytes % LENGTH === 0)).toBe(true);
  // What is left and the end of the file are home's to tell.
  expect(read()).toBe(undefined);
});

test.each([
  ['news', ({ ahead }: ReturnType<typeof reading>) => ahead.drop()],
  ['a write to the file', ({ ahead }: ReturnType<typeof reading>) => ahead.written('f')],
  ['its closing', ({ ahead }: ReturnType<typeof reading>) => ahead.close(3)],
  ['a read elsewhere', ({ read }: ReturnType<typeof reading>) => read(5)],
  ['a read of another length', ({ read }: ReturnType<typeof reading>) => read(null, 5)],
])('%s ends it', (_, act) => {
  const all = reading(20 * LENGTH);
  all.answer();
  const served = all.read()!;
  all.ahead.arrived(served.piece.seq, new Uint8Array(served.piece.bytes));
  all.ahead.consume(served);
  act(all);
  expect(all.read()).toBe(undefined);
});

test('a write to another file does not', () => {
  const { ahead, read, answer } = reading(20 * LENGTH);
  answer();
  ahead.written('g');
  expect(read()).toBeDefined();
});

test('what was asked for too long ago is not taken', () => {
  const { ahead, read, answer, clock } = reading(20 * LENGTH);
  answer();
  const served = read()!;
  ahead.arrived(served.piece.seq, new Uint8Array(served.piece.bytes));
  clock.ms = 99;
  expect(read()).toBeDefined();
  clock.ms = 101;
  expect(read()).toBe(undefined);
});

test('a part that came short, or not at all, is read again at home', () => {
  for (const data of [new Uint8Array(5), null]) {
    const { ahead, read, answer } = reading(20 * LENGTH);
    answer();
    ahead.arrived(read()!.piece.seq, data);
    expect(read()).toBe(undefined);
  }
});

test('an answer that is not the one that was asked for, or of the end, begins nothing', () => {
  const { ahead, read, answer, wants } = reading(20 * LENGTH);
  ahead.asked(8, 3, LENGTH, true);
  ahead.readSent();
  ahead.answered(8, { at: 0, size: 20 * LENGTH, file: 'f' }, LENGTH);
  expect(read()).toBe(undefined);
  answer({ at: LENGTH, size: 20 * LENGTH, file: 'f' }, 100);
  expect(read()).toBe(undefined);
  wants();
  answer(null);
  expect(read()).toBe(undefined);
  expect([wants(), wants(), wants()]).toEqual([false, false, false]);
});
