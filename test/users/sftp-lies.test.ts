/** A client of SFTP that lies, asks too much, or leaves: packets as no honest client sends them, over a real directory. */
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  realpathSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { ExportTree } from '../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../agent/mfs/export/roots.ts';
import { SftpSession } from '../../agent/mfs/sftp/session.ts';
import type { FileTree } from '../../agent/mfs/tree.ts';
import { MAX_SFTP_HANDLES, MAX_SFTP_PACKET_BYTES, SFTP_READ_BYTES } from '../../protocol/limits.ts';

let root: string;
let tree: FileTree;
beforeEach(() => {
  root = realpathSync(mkdtempSync(join(tmpdir(), 'omx-sftp-')));
  const roots = new Roots([{ path: root, mode: 'rw' }], []);
  tree = new ExportTree(() => roots);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
};
const u64 = (value: bigint): Buffer => {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
};
const text = (value: string | Buffer): Buffer =>
  Buffer.concat([u32(Buffer.byteLength(value)), Buffer.from(value)]);
const packet = (type: number, ...fields: Buffer[]): Buffer => {
  const body = Buffer.concat([Buffer.of(type), ...fields]);
  return Buffer.concat([u32(body.length), body]);
};
const NONE = u32(0);
const OK = 0;

interface Reply {
  type: number;
  id: number;
  body: Buffer;
  /** Of a status. */
  code: number | null;
}

/** One session, to which bytes are written as they are. */
class Session {
  trouble: string | null | undefined;
  private arrived = Buffer.alloc(0);
  private readonly replies = new Map<number, (reply: Reply) => void>();
  private readonly channel: Duplex;
  private id = 0;
  isGreeted: Promise<Buffer>;
  private greet!: (body: Buffer) => void;

  constructor(of: FileTree = tree) {
    this.isGreeted = new Promise((resolve) => (this.greet = resolve));
    this.channel = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, callback) => {
        this.take(chunk);
        callback();
      },
    });
    new SftpSession(this.channel, of, (trouble) => (this.trouble = trouble));
  }

  static async open(of?: FileTree): Promise<Session> {
    const session = new Session(of);
    session.raw(packet(1, u32(3)));
    await session.isGreeted;
    return session;
  }

  raw(bytes: Buffer): void {
    this.channel.push(bytes);
  }

  leave(): void {
    this.channel.push(null);
  }

  ask(type: number, ...fields: Buffer[]): Promise<Reply> {
    const id = ++this.id;
    const answered = new Promise<Reply>((resolve) => this.replies.set(id, resolve));
    this.raw(packet(type, u32(id), ...fields));
    return answered;
  }

  async status(type: number, ...fields: Buffer[]): Promise<number | null> {
    return (await this.ask(type, ...fields)).code;
  }

  async handle(type: number, ...fields: Buffer[]): Promise<Buffer> {
    const { type: kind, body } = await this.ask(type, ...fields);
    expect(kind).toBe(102);
    return body.subarray(4);
  }

  private take(chunk: Buffer): void {
    this.arrived = Buffer.concat([this.arrived, chunk]);
    while (this.arrived.length >= 4 && this.arrived.length >= 4 + this.arrived.readUInt32BE(0)) {
      const length = this.arrived.readUInt32BE(0);
      const [type, id] = [this.arrived[4]!, this.arrived.readUInt32BE(5)];
      const body = this.arrived.subarray(9, 4 + length);
      this.arrived = this.arrived.subarray(4 + length);
      if (type === 2) this.greet(body);
      else this.replies.get(id)?.({ type, id, body, code: type === 101 ? body.readUInt32BE(0) : null });
    }
  }
}

const settled = (): Promise<void> => new Promise((resolve) => setImmediate(resolve));
const here = (name: string): Buffer => text(join(root, name));
const read = (session: Session, handle: Buffer, at: bigint, length: number): Promise<Reply> =>
  session.ask(5, text(handle), u64(at), u32(length));

describe('what cannot be read ends the session', () => {
  it.each<[string, Buffer, RegExp]>([
    ['no version first', packet(16, u32(1), text('/')), /begins with its version/],
    ['an empty packet', u32(0), /of 0 bytes/],
    [
      'a packet too large',
      Buffer.concat([u32(MAX_SFTP_PACKET_BYTES + 1), Buffer.alloc(10)]),
      /of 262145 bytes/,
    ],
    ['a packet of four gigabytes', u32(0xffffffff), /of 4294967295 bytes/],
  ])('%s', async (_what, bytes, why) => {
    const session = new Session();
    session.raw(bytes);
    await settled();
    expect(session.trouble).toMatch(why);
  });

  it.each<[string, Buffer]>([
    ['a string longer than its packet', packet(16, u32(1), u32(1000), Buffer.from('/'))],
    ['a string of four gigabytes', packet(16, u32(1), u32(0xffffffff), Buffer.from('/'))],
    ['a request without its number', packet(16)],
    ['a write without its data', packet(6, u32(1), text('x'.repeat(6)))],
    [
      'attributes that announce thousands more',
      packet(14, u32(1), text('/x'), u32(0x80000000), u32(0xffffffff)),
    ],
  ])('%s', async (_what, bytes) => {
    const session = await Session.open();
    session.raw(bytes);
    await settled();
    // What needs a handle first is refused for that; all else is malformed.
    expect(session.trouble ?? 'refused').toMatch(/malformed|refused/);
  });

  it('bytes in any pieces are the same packets; any bytes at all harm nobody', async () => {
    const session = new Session();
    for (const byte of Buffer.concat([packet(1, u32(3)), packet(16, u32(9), text('/'))]))
      session.raw(Buffer.of(byte));
    await session.isGreeted;
    await fc.assert(
      fc.asyncProperty(
        fc.uint8Array({ maxLength: 40 }),
        fc.integer({ min: 0, max: 21 }),
        async (bytes, type) => {
          const other = await Session.open();
          other.raw(packet(type, u32(1), Buffer.from(bytes)));
          other.leave();
          await settled();
        },
      ),
      { numRuns: 300 },
    );
    expect(await (await Session.open()).ask(17, text(root))).toMatchObject({ type: 105 });
  });
});

describe('handles', () => {
  it('of another session, made up, closed, or of the other kind mean nothing', async () => {
    writeFileSync(join(root, 'file'), 'text');
    const [one, other] = [await Session.open(), await Session.open()];
    const file = await one.handle(3, here('file'), u32(1), NONE);
    const directory = await one.handle(11, text(root));
    expect((await read(one, file, 0n, 100)).body.subarray(4).toString()).toBe('text');
    expect((await read(other, file, 0n, 100)).code).toBe(4);
    for (const made of ['', 'x', '\0\0\0\0', '\0'.repeat(6), 'y'.repeat(300)])
      expect((await read(one, Buffer.from(made), 0n, 1)).code).toBe(4);
    expect((await read(one, directory, 0n, 1)).code).toBe(4);
    expect(await one.status(12, text(file))).toBe(4);
    expect(await one.status(4, text(file))).toBe(OK);
    expect(await one.status(4, text(file))).toBe(4);
    expect((await read(one, file, 0n, 1)).code).toBe(4);
    // They were all answered: the session goes on.
    expect(one.trouble).toBeUndefined();
  });

  it('are bounded, and closed when the client leaves', async () => {
    writeFileSync(join(root, 'file'), 'text');
    let open = 0;
    const counting: FileTree = Object.assign(Object.create(tree), {
      open: async (...args: Parameters<FileTree['open']>) => {
        const file = await tree.open(...args);
        open++;
        const close = file.close.bind(file);
        file.close = () => {
          open--;
          return close();
        };
        return file;
      },
    });
    const session = await Session.open(counting);
    for (let n = 0; n < MAX_SFTP_HANDLES; n++) await session.handle(3, here('file'), u32(1), NONE);
    expect(await session.status(3, here('file'), u32(1), NONE)).toBe(4);
    expect(open).toBe(MAX_SFTP_HANDLES);
    session.leave();
    // One that was asked for just before.
    await settled();
    await settled();
    expect(session.trouble).toBeNull();
    expect(open).toBe(0);
  });
});

describe('numbers and names', () => {
  it('offsets and lengths beyond all bounds read nothing, or what a packet holds', async () => {
    writeFileSync(join(root, 'file'), Buffer.alloc(400_000, 'x'));
    const session = await Session.open();
    const file = await session.handle(3, here('file'), u32(1), NONE);
    expect((await read(session, file, 0n, 0xffffffff)).body.readUInt32BE(0)).toBe(SFTP_READ_BYTES);
    expect((await read(session, file, 0xffffffffffffffffn, 10)).code).toBe(5);
    expect((await read(session, file, 400_000n, 10)).code).toBe(1);
    expect(await session.status(6, text(file), u64(0n), text('x'))).not.toBe(OK);
    expect(await session.status(9, here('file'), u32(1), u64(0xffffffffffffffffn))).toBe(5);
    expect(readFileSync(join(root, 'file'))).toHaveLength(400_000);
  });

  it('names with a NUL, too long, of nothing, or with what leads out', async () => {
    const session = await Session.open();
    expect(await session.status(3, text(`${root}/a\0b`), u32(0x1a), NONE)).toBe(2);
    expect(await session.status(3, here('n'.repeat(300)), u32(0x1a), NONE)).toBe(5);
    expect(await session.status(3, text(`/${'d/'.repeat(40_000)}`), u32(1), NONE)).not.toBe(OK);
    expect(await session.status(3, text('/etc/passwd'), u32(1), NONE)).toBe(2);
    expect(await session.status(3, text(`${root}/../../etc/passwd`), u32(1), NONE)).toBe(2);
    expect(await session.status(14, here('..'), NONE)).not.toBe(OK);
    expect(await session.status(18, text(''), text(''))).not.toBe(OK);
    expect(readdirSync(root)).toEqual([]);
  });

  it('bytes that are no UTF-8 are kept, there and back', async () => {
    const session = await Session.open();
    const name = Buffer.concat([Buffer.from(`${root}/`), Buffer.of(0x66, 0xff, 0xe4)]);
    await session.handle(3, text(name), u32(0x1a), NONE);
    expect(readdirSync(root, { encoding: 'buffer' })).toEqual([Buffer.of(0x66, 0xff, 0xe4)]);
    const listing = await session.handle(11, text(root));
    expect((await session.ask(12, text(listing))).body.includes(Buffer.of(0x66, 0xff, 0xe4))).toBe(true);
  });

  it('extensions that nobody has, and requests', async () => {
    const session = await Session.open();
    for (const name of ['copy-data', 'constructor', '__proto__', ''])
      expect(await session.status(200, text(name))).toBe(8);
    expect(await session.status(99)).toBe(8);
  });
});

it('a directory of 2,500 entries comes in pages, each once; what is written while it is read is in order', async () => {
  for (let n = 0; n < 2500; n++) writeFileSync(join(root, `f${n}`), '');
  mkdirSync(join(root, 'd'));
  const session = await Session.open();
  const listing = await session.handle(11, text(root));
  const pages = await Promise.all(Array.from({ length: 40 }, () => session.ask(12, text(listing))));
  const counts = pages.map(({ type, body }) => (type === 104 ? body.readUInt32BE(0) : -1));
  expect(counts.filter((count) => count > 0).reduce((sum, count) => sum + count)).toBe(2503);
  expect(counts.at(-1)).toBe(-1);

  const file = await session.handle(3, here('d/file'), u32(0x1b), NONE);
  const all = Array.from({ length: 200 }, (_, n) =>
    session.ask(6, text(file), u64(BigInt(n % 7)), text(`<${n}>`)),
  );
  const size = session.ask(8, text(file));
  const closed = session.ask(4, text(file));
  const renamed = session.ask(18, here('d/file'), here('d/new'));
  expect((await Promise.all([...all, closed, renamed])).every(({ code }) => code === OK)).toBe(true);
  expect((await size).body.readBigUInt64BE(4)).toBe(11n);
  // Each of them over what came before.
  let wanted = '';
  for (let n = 0; n < 200; n++) {
    const piece = `<${n}>`;
    wanted = wanted.slice(0, n % 7).padEnd(n % 7, '\0') + piece + wanted.slice((n % 7) + piece.length);
  }
  expect(readFileSync(join(root, 'd/new'), 'utf8')).toBe(wanted);
});
