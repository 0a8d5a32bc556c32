/** What a client of SFTP sends: to a session without files, and to one with a directory of its own. */
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Duplex } from 'node:stream';
import fc from 'fast-check';
import { ExportTree } from '../../../agent/mfs/export/export-tree.ts';
import { Roots } from '../../../agent/mfs/export/roots.ts';
import { SftpSession } from '../../../agent/mfs/sftp/session.ts';
import { damagedOf } from './damage.ts';
import type { Fuzz } from './fuzz.ts';
import { mostlyMade } from './mutate.ts';

const INIT = 1;
const HANDLE = 102;
/** A turn for each step that an answer may take. */
const TURNS = 6;

/** A packet with the head that it needs. */
function packet(type: number, ...fields: Uint8Array[]): Buffer {
  const body = Buffer.concat([Buffer.of(type), ...fields]);
  const head = Buffer.alloc(4);
  head.writeUInt32BE(body.length);
  return Buffer.concat([head, body]);
}
function u32(value: number): Buffer {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32BE(value >>> 0);
  return bytes;
}
function u64(value: bigint): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64BE(value);
  return bytes;
}
/** As SSH writes one, RFC 4251 section 5. */
export const sshString = (value: string | Uint8Array): Buffer =>
  Buffer.concat([u32(value.length), Buffer.from(value)]);

export const edgeNumber = fc.oneof(fc.nat(9), fc.constantFrom(0, 0x7fffffff, 0x80000000, 0xffffffff));
const field = fc.oneof(
  edgeNumber.map(u32),
  fc
    .constantFrom('/', '/a', '/../..', 'statvfs@openssh.com', 'limits@openssh.com', '\0', 'x'.repeat(5000))
    .map(sshString),
  fc.uint8Array({ maxLength: 20 }).map(sshString),
  fc.uint8Array({ maxLength: 12 }),
);
const request = fc
  .tuple(
    fc.oneof(fc.integer({ min: 3, max: 20 }), fc.constant(200), fc.nat(255)),
    edgeNumber,
    fc.array(field, { maxLength: 5 }),
  )
  .map(([type, id, fields]) => packet(type, u32(id), ...fields));
const conversation = fc
  .array(request, { maxLength: 6 })
  .map((requests) => new Uint8Array(Buffer.concat([packet(INIT, u32(3)), ...requests])));

/** A client's end of a session, and what it has been answered. */
class Client {
  answers = Buffer.alloc(0);
  isOver = false;
  private readonly channel: Duplex;

  constructor(tree: ExportTree) {
    this.channel = new Duplex({
      read() {},
      write: (chunk: Buffer, _encoding, done) => {
        this.answers = Buffer.concat([this.answers, chunk]);
        done();
      },
    });
    new SftpSession(this.channel, tree, () => {
      this.isOver = true;
    });
  }

  async send(bytes: Uint8Array): Promise<void> {
    this.channel.push(Buffer.from(bytes));
    await turns();
  }

  /** Of each whole answer; null where something is left over. */
  packets(): { type: number; body: Buffer }[] | null {
    const all = [];
    let at = 0;
    while (at + 4 <= this.answers.length) {
      const end = at + 4 + this.answers.readUInt32BE(at);
      if (end > this.answers.length) return null;
      all.push({ type: this.answers[at + 4]!, body: this.answers.subarray(at + 5, end) });
      at = end;
    }
    return at === this.answers.length ? all : null;
  }

  async close(): Promise<void> {
    this.channel.destroy();
    await turns();
  }
}

async function turns(): Promise<void> {
  for (let turn = 0; turn < TURNS; turn++) await new Promise((next) => setImmediate(next));
}

/** Nothing is exported: every path is refused, and what is left is the protocol. */
const nothing = new ExportTree(() => new Roots([], []));

const directory = fs.mkdtempSync(join(fs.existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'omosix-sftp-'));
process.on('exit', () => fs.rmSync(directory, { recursive: true, force: true }));
const exported = join(directory, 'exported');
const beside = join(directory, 'beside');
const some = new ExportTree(() => new Roots([{ path: exported, mode: 'rw' }], [join(exported, 'hidden')]));

function lay(): void {
  fs.rmSync(exported, { recursive: true, force: true });
  fs.mkdirSync(join(exported, 'd'), { recursive: true });
  fs.mkdirSync(join(exported, 'hidden'));
  fs.mkdirSync(beside, { recursive: true });
  fs.writeFileSync(join(beside, 'secret'), 'secret');
  fs.writeFileSync(join(exported, 'hidden', 'secret'), 'secret');
  fs.writeFileSync(join(exported, 'f'), 'what may be read');
  fs.symlinkSync('../beside/secret', join(exported, 'out'));
  fs.symlinkSync(beside, join(exported, 'd', 'out'));
}

const NAMES = [
  '',
  'f',
  'd',
  'd/f',
  'g',
  'out',
  'd/out',
  'd/out/secret',
  'hidden',
  'hidden/secret',
  '..',
  '../beside',
  '../beside/secret',
];
const path = fc.constantFrom(...NAMES).map((name) => sshString(`${exported}/${name}`));
const position = fc
  .oneof(fc.bigInt({ min: 0n, max: 40n }), fc.constantFrom(2n ** 31n, 2n ** 53n, 2n ** 63n, 2n ** 64n - 1n))
  .map(u64);
const attributes = fc.oneof(
  fc.constant(u32(0)),
  position.map((size) => Buffer.concat([u32(1), size])),
  edgeNumber.map((mode) => Buffer.concat([u32(4), u32(mode)])),
  fc.tuple(edgeNumber, edgeNumber).map(([atime, mtime]) => Buffer.concat([u32(8), u32(atime), u32(mtime)])),
  fc.tuple(edgeNumber, field).map(([count, bytes]) => Buffer.concat([u32(0x80000000), u32(count), bytes])),
);
/** The one that was given so many ago. */
const handle = fc.nat(2).map((back) => ({ back }));
type Part = Uint8Array | { back: number };
const asked = (type: number, ...parts: fc.Arbitrary<Part>[]): fc.Arbitrary<[number, Part[]]> =>
  fc.tuple(...parts).map((made) => [type, made]);
const extended = (name: string, ...parts: fc.Arbitrary<Part>[]): fc.Arbitrary<[number, Part[]]> =>
  asked(200, fc.constant(sshString(name)), ...parts);
const bytes = fc.uint8Array({ maxLength: 40 }).map(sshString);
const likely = fc.oneof(
  { weight: 6, arbitrary: asked(3, path, fc.nat(63).map(u32), attributes) },
  { weight: 3, arbitrary: asked(11, path) },
  { weight: 3, arbitrary: asked(5, handle, position, edgeNumber.map(u32)) },
  { weight: 3, arbitrary: asked(6, handle, position, bytes) },
  { weight: 2, arbitrary: asked(12, handle) },
  ...[4, 8].map((type) => asked(type, handle)),
  ...[7, 13, 15, 16, 17, 19].map((type) => asked(type, path)),
  ...[9, 14].map((type) => asked(type, path, attributes)),
  asked(10, handle, attributes),
  asked(18, path, path),
  asked(20, path, path),
  ...['posix-rename@openssh.com', 'hardlink@openssh.com'].map((name) => extended(name, path, path)),
  ...['statvfs@openssh.com', 'expand-path@openssh.com'].map((name) => extended(name, path)),
  ...['fstatvfs@openssh.com', 'fsync@openssh.com'].map((name) => extended(name, handle)),
  extended('lsetstat@openssh.com', path, attributes),
);

/** Each request answered once, in its form, and nothing beside what is exported read or changed. */
async function holds(requests: [number, Part[]][]): Promise<boolean> {
  lay();
  const before = fs.readdirSync('/proc/self/fd').length;
  const client = new Client(some);
  await client.send(packet(INIT, u32(3)));
  const handles: Buffer[] = [];
  for (const [i, [type, parts]] of requests.entries()) {
    const fields = parts.map((part) =>
      'back' in part ? sshString(handles.at(-1 - part.back) ?? Buffer.of(0)) : part,
    );
    await client.send(packet(type, u32(i), ...fields));
    const packets = client.packets();
    if (packets === null || packets.length !== i + 2) return client.isOver;
    const { type: kind, body } = packets[i + 1]!;
    if (body.readUInt32BE(0) !== i) return false;
    if (kind === HANDLE) handles.push(body.subarray(8));
  }
  await client.close();
  const isKept = (file: string): boolean => fs.readFileSync(file, 'utf8') === 'secret';
  return (
    !client.answers.includes('\0\0\0\x06secret') &&
    fs.readdirSync('/proc/self/fd').length <= before &&
    fs.readdirSync(beside).join() === 'secret' &&
    isKept(join(beside, 'secret')) &&
    isKept(join(exported, 'hidden', 'secret'))
  );
}

export const sftp: Fuzz[] = [
  {
    name: 'SFTP: any bytes are answered in whole packets, or end the session',
    property: fc.asyncProperty(
      fc.oneof(conversation, damagedOf(mostlyMade(conversation)), fc.uint8Array({ maxLength: 200 })),
      async (sent) => {
        const client = new Client(nothing);
        await client.send(sent);
        await client.close();
        return client.packets() !== null;
      },
    ),
  },
  {
    name: 'SFTP: each request is answered once; what is not exported is neither read nor changed, and nothing stays open',
    property: fc.asyncProperty(fc.array(likely, { minLength: 1, maxLength: 12 }), holds),
  },
];
