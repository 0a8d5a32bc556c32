// Moves of the cursor as functions, and collected; what terminals show in colour.
import readline from 'node:readline';
import { Readline } from 'node:readline/promises';
import { PassThrough, type Writable } from 'node:stream';
import tty from 'node:tty';
import { run } from '../cases.ts';

type Move = (stream: Writable) => unknown;
const moved = (move: Move) => async () => {
  const stream = new PassThrough();
  const returned = move(stream);
  await new Promise((done) => setImmediate(done));
  return [returned === stream || returned, stream.read()?.toString()];
};
const called = (move: (stream: Writable | null, done: () => void) => unknown, stream: Writable | null) => () =>
  new Promise((done) => {
    const returned = move(stream, (...values: unknown[]) => done([returned, values]));
  });
const wrong = 'x' as unknown as () => void;

await run({
  cursorTo: moved((stream) => readline.cursorTo(stream, 3)),
  'cursorTo x y': moved((stream) => readline.cursorTo(stream, 3, 4)),
  'cursorTo nowhere': moved((stream) => readline.cursorTo(stream, undefined as unknown as number)),
  'cursorTo y': moved((stream) => readline.cursorTo(stream, 'a' as unknown as number, 1)),
  'cursorTo NaN': moved((stream) => readline.cursorTo(stream, Number.NaN)),
  'cursorTo NaN y': moved((stream) => readline.cursorTo(stream, 1, Number.NaN)),
  'cursorTo wrong callback': moved((stream) => readline.cursorTo(stream, 1, 1, wrong)),
  'cursorTo of nothing': called((stream, done) => readline.cursorTo(stream as Writable, 1, 1, done), null),
  'cursorTo, then': called((stream, done) => readline.cursorTo(stream as Writable, 1, (() => done()) as never), new PassThrough()),
  moveCursor: moved((stream) => readline.moveCursor(stream, -2, 3)),
  'moveCursor by nothing': called((stream, done) => readline.moveCursor(stream as Writable, 0, 0, done), new PassThrough()),
  'moveCursor right and up': moved((stream) => readline.moveCursor(stream, 1, -1)),
  'moveCursor wrong callback': moved((stream) => readline.moveCursor(stream, 1, 1, wrong)),
  'clearLine left': moved((stream) => readline.clearLine(stream, -1)),
  'clearLine right': moved((stream) => readline.clearLine(stream, 1)),
  'clearLine all': moved((stream) => readline.clearLine(stream, 0)),
  'clearLine of nothing': called((stream, done) => readline.clearLine(stream as Writable, 0, done), null),
  clearScreenDown: moved((stream) => readline.clearScreenDown(stream)),
  'clearScreenDown wrong callback': moved((stream) => readline.clearScreenDown(stream, wrong)),
  collected: async () => {
    const stream = new PassThrough();
    const moves = new Readline(stream);
    moves.cursorTo(1).cursorTo(1, 2).moveCursor(-1, 1).moveCursor(0, 0).clearLine(0).clearScreenDown();
    const before = stream.read();
    await moves.commit();
    const after = stream.read().toString();
    moves.clearScreenDown().rollback();
    await moves.commit();
    return [before, after, stream.read()];
  },
  'each at once': async () => {
    const stream = new PassThrough();
    new Readline(stream, { autoCommit: true }).cursorTo(4).clearLine(-1);
    await new Promise((done) => setImmediate(done));
    return stream.read().toString();
  },
  'collected, wrong x': () => new Readline(new PassThrough()).cursorTo('x' as unknown as number),
  'collected, wrong dir': () => new Readline(new PassThrough()).clearLine(2 as 1),
  'collected, wrong option': () => new Readline(new PassThrough(), { autoCommit: 1 as unknown as boolean }),
  'collected, wrong stream': () => new Readline({} as Writable),
  'isatty of a pipe': () => [tty.isatty(0), tty.isatty(1), tty.isatty(99), tty.isatty(-1), tty.isatty('x' as unknown as number)],
  'what only terminals have': () =>
    (['isTTY', 'columns', 'rows', 'getColorDepth', 'hasColors', 'getWindowSize', 'cursorTo', 'clearLine'] as const).map(
      (name) => [process.stdout[name], process.stderr[name]],
    ),
  'what only terminals have to read': () => [process.stdin.isTTY, process.stdin.isRaw, process.stdin.setRawMode],
});
