/** The files channel with one who lies at its other end: bounds, nonsense, endless answers, silence. */
import { Duplex, PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { FrameStream } from '../../agent/frames/frame-stream.ts';
import { FilesChannel, type Serves } from '../../agent/mfs/wire/files-channel.ts';
import { TreeClient } from '../../agent/mfs/wire/tree-client.ts';
import { FrameType } from '../../protocol/frame.ts';
import { MAX_FILE_PIECE_BYTES, MAX_FILES_REQUESTS, MAX_LISTED_IN_ONE } from '../../protocol/limits.ts';
import type { Clock } from '../../protocol/ports.ts';

/** Time passes when the test says so. */
class TestClock implements Clock {
  ms = 0;
  private timers: { atMs: number; callback: () => void }[] = [];
  nowMs = () => this.ms;
  monotonicMs = () => this.ms;
  after(ms: number, callback: () => void): () => void {
    const timer = { atMs: this.ms + ms, callback };
    this.timers.push(timer);
    return () => {
      this.timers = this.timers.filter((one) => one !== timer);
    };
  }
  pass(ms: number): void {
    this.ms += ms;
    const due = this.timers.filter(({ atMs }) => atMs <= this.ms);
    this.timers = this.timers.filter(({ atMs }) => atMs > this.ms);
    for (const { callback } of due) callback();
  }
}

interface Said {
  ask: number;
  op: string;
}

/** A channel, and what stands at its other end: it hears each frame, and answers what it likes. */
function channelTo(
  hears: (head: Said, say: (head: unknown, tail?: Uint8Array) => void) => void,
  serves: Serves = null,
) {
  const [there, here] = [new PassThrough(), new PassThrough()];
  const clock = new TestClock();
  const near = new FrameStream(Duplex.from({ readable: here, writable: there }));
  const far = new FrameStream(Duplex.from({ readable: there, writable: here }));
  let ended: Error | undefined;
  const channel = new FilesChannel(near, clock, serves);
  near.onClose = (error) => {
    ended = error;
    channel.end('the connection has ended');
  };
  const say = (head: unknown, tail?: Uint8Array): void => far.send(FrameType.CONTROL, head, tail);
  far.onFrame = ({ head }) => hears(head as Said, say);
  const tree = new TreeClient({ now: async () => channel });
  return { tree, channel, clock, say, ended: () => ended };
}

const code = (work: Promise<unknown>): Promise<string> =>
  work.then(
    () => 'no error',
    (error: NodeJS.ErrnoException) => error.code!,
  );
const stat = Object.fromEntries(
  ['dev', 'ino', 'mode', 'nlink', 'uid', 'gid', 'rdev', 'size', 'blksize', 'blocks'].map((key) => [key, 1]),
);
const times = Object.fromEntries(['atimeNs', 'mtimeNs', 'ctimeNs', 'birthtimeNs'].map((key) => [key, '1']));
const entry = (name: unknown) => ({ name, stat: { ...stat, ...times } });

describe('a server that lies', () => {
  it.each(['', '.', '..', 'a/b', '/etc/passwd', 'a\0b', 7, 'x'.repeat(2000)])(
    'about a name: %j',
    async (name) => {
      const { tree } = channelTo(({ ask: re }, say) => say({ re, value: [entry('good'), entry(name)] }));
      expect(await code(tree.readdir('/'))).toBe('EIO');
    },
  );

  it.each([
    ['a stat that is none', { value: { size: 'big' } }],
    ['a size that is no number', { value: { ...stat, ...times, size: '1e9' } }],
    ['nothing', { value: null }],
    ['an error that is none', { error: { code: 'rm -rf' } }],
  ])('%s', async (_, answer) => {
    const { tree } = channelTo(({ ask: re }, say) => say({ re, ...answer }));
    expect(await code(tree.stat('/'))).toMatch(/^(EIO|EHOSTUNREACH)$/);
  });

  it('with an error that the system does not know', async () => {
    const { tree } = channelTo(({ ask: re }, say) => say({ re, error: { code: 'ENONSENSE', why: 'so' } }));
    expect(await code(tree.stat('/'))).toBe('EIO');
  });

  it('with more than was asked, or zeros beyond that', async () => {
    const { tree } = channelTo(({ ask: re, op }, say) => {
      if (op === 'open') say({ re, value: { file: 1 } });
      else if (op === 'read') say({ re, value: null }, new Uint8Array(101));
      else say({ re, value: null });
    });
    const file = await tree.open('/a', 0, 0);
    expect(await code(file.read(100, 0))).toBe('EIO');
    const zeros = channelTo(({ ask: re, op }, say) =>
      say({ re, value: op === 'open' ? { file: 1 } : 2 ** 40 }),
    );
    expect(await code((await zeros.tree.open('/a', 0, 0)).read(100, 0))).toBe('EIO');
  });

  it('about what was asked ahead, or about a whole file', async () => {
    const answer = (value: unknown, tail?: Uint8Array) =>
      channelTo(({ ask: re }, say) => say({ re, value }, tail)).tree;
    const asked = (tail: Uint8Array) => code(answer(null, tail).answersAhead('/', ['a'], ['fs.stat']));
    expect(await asked(new Uint8Array(0))).toBe('EIO');
    // Two entries of one; attributes of no bytes; attributes that end beyond the message.
    expect(await asked(Uint8Array.of(0, 0, 0, 2, 0, 0, 0, 0))).toBe('EIO');
    expect(await asked(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 0))).toBe('EIO');
    expect(await asked(Uint8Array.of(0, 0, 0, 1, 0, 0, 0, 112))).toBe('EIO');
    expect(await code(answer('half').readFile('/a'))).toBe('EIO');
    expect(await code(answer('whole', new Uint8Array(MAX_FILE_PIECE_BYTES + 1)).readFile('/a'))).toMatch(
      /^(EIO|EHOSTUNREACH)$/,
    );
    expect(await code(answer([['..', 1]]).names('/'))).toBe('EIO');
    expect(await code(answer([['a', 8]]).names('/'))).toBe('EIO');
  });

  it('with a listing that never ends: the connection does', async () => {
    const { tree, ended } = channelTo(({ ask: re }, say) => {
      for (let sent = 0; sent < 1_000; sent++) say({ re, value: [entry('again')], more: true });
    });
    expect(await code(tree.readdir('/'))).toMatch(/^(EHOSTUNREACH|EIO)$/);
    expect(ended()?.message).toContain('without an end');
  });

  it('with a page that is too long, an answer to nothing, a frame of another kind', async () => {
    const page = Array.from({ length: MAX_LISTED_IN_ONE + 1 }, (_, i) => entry(`n${i}`));
    const { tree } = channelTo(({ ask: re }, say) => say({ re, value: page }));
    expect(await code(tree.readdir('/'))).toBe('EIO');
    const nothing = channelTo((_, say) => say({ re: 77, value: null }));
    expect(await code(nothing.tree.stat('/'))).toBe('EHOSTUNREACH');
    expect(nothing.ended()?.message).toContain('an answer to nothing');
  });

  it('or says nothing at all: after a minute it is not waited for', async () => {
    const { tree, clock } = channelTo(() => {});
    const waiting = code(tree.stat('/'));
    await new Promise(setImmediate);
    clock.pass(31_000);
    clock.pass(31_000);
    expect(await waiting).toBe('ETIMEDOUT');
  });
});

describe('a client that lies', () => {
  const answer: Serves = (_, __, say) => say({ value: null });

  it.each([
    ['an operation that is none', { ask: 1, op: 'format', path: '/' }],
    ['a file that is no number', { ask: 1, op: 'read', file: 'x', length: 1, position: 0 }],
    ['a length beyond all', { ask: 1, op: 'read', file: 1, length: 2 ** 40, position: 0 }],
    ['a position below zero', { ask: 1, op: 'read', file: 1, length: 1, position: -1 }],
    ['a path that is too long', { ask: 1, op: 'stat', path: 'x'.repeat(70_000) }],
  ])('%s ends the connection', async (_, head) => {
    const { say, ended } = channelTo(() => {}, answer);
    say(head);
    await new Promise(setImmediate);
    await new Promise(setImmediate);
    expect(ended()?.message).toContain('malformed');
  });

  it('and asks for more than it may at a time', async () => {
    const { say, ended } = channelTo(
      () => {},
      () => {},
    );
    for (let ask = 1; ask <= MAX_FILES_REQUESTS + 1; ask++) say({ ask, op: 'stat', path: '/' });
    for (let turn = 0; turn < 5; turn++) await new Promise(setImmediate);
    expect(ended()?.message).toContain(`more than ${MAX_FILES_REQUESTS}`);
  });

  it('gets no answer that it did not take: the next are not begun', async () => {
    let begun = 0;
    const [never, here] = [new PassThrough({ highWaterMark: 1 }), new PassThrough()];
    const near = new FrameStream(Duplex.from({ readable: here, writable: never }));
    new FilesChannel(near, new TestClock(), (_, __, say) => {
      begun++;
      say({ value: null, tail: new Uint8Array(1024 * 1024) });
    });
    const far = new FrameStream(Duplex.from({ readable: new PassThrough(), writable: here }));
    for (let ask = 1; ask <= MAX_FILES_REQUESTS; ask++) {
      far.send(FrameType.CONTROL, { ask, op: 'read', file: 1, length: 1, position: 0 });
      await new Promise(setImmediate);
    }
    for (let turn = 0; turn < 20; turn++) await new Promise(setImmediate);
    expect(begun).toBeLessThanOrEqual(4);
  });
});
