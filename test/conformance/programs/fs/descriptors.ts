// Descriptors and their positions, through reads and writes in all forms.
import * as fs from 'node:fs';
import { promisify } from 'node:util';
import { run } from '../cases.ts';

process.chdir(process.argv[2]!);
const text = (buffer: Uint8Array) => Buffer.from(buffer).toString();
const fd = fs.openSync('f', 'w+', 0o640);

await run({
  'write text': () => fs.writeSync(fd, 'hello, '),
  'write at the position that is left': () => fs.writeSync(fd, Buffer.from('world')),
  'write at a position': () => fs.writeSync(fd, 'W', 7),
  'write a part': () => fs.writeSync(fd, Buffer.from('..!!..'), 2, 2),
  'write by options': () =>
    fs.writeSync(fd, Buffer.from('abc'), { offset: 1, length: 1, position: 0 } as never),
  'write latin1': () => fs.writeSync(fd, 'é', null, 'latin1'),
  'read at a position': () => {
    const buffer = Buffer.alloc(5);
    return [fs.readSync(fd, buffer, 0, 5, 0), text(buffer)];
  },
  'read at the end': () => fs.readSync(fd, Buffer.alloc(5)),
  'read by options': () => {
    const buffer = Buffer.alloc(8, '-');
    return [fs.readSync(fd, buffer, { offset: 2, length: 3, position: 1n }), text(buffer)];
  },
  'read into a DataView': () => {
    const view = new DataView(new ArrayBuffer(6), 2, 3);
    return [fs.readSync(fd, view, 0, 3, 0), view.getUint8(0)];
  },
  'read of a length of 0': () => fs.readSync(fd, Buffer.alloc(5), 0, 0, 0),
  readv: () => {
    const parts = [Buffer.alloc(3), Buffer.alloc(0), new Uint16Array(2), Buffer.alloc(100)];
    return [fs.readvSync(fd, parts, 0), parts[0]!.toString(), [...parts[2]!]];
  },
  writev: () => [
    fs.writevSync(fd, [Buffer.from('one'), Buffer.from('two')], 20),
    fs.readFileSync('f').length,
  ],
  'writev of nothing': () => fs.writevSync(fd, []),
  'callback of read': () =>
    new Promise((done) => {
      fs.read(fd, Buffer.alloc(4), 0, 4, 0, (error, bytes, buffer) =>
        done([error, bytes, buffer.toString()]),
      );
    }),
  'callback of read with options': () =>
    new Promise((done) => {
      fs.read(fd, { position: 2, length: 3 } as never, (error: unknown, bytes: number, buffer: Buffer) =>
        done([error, bytes, buffer.length, buffer.toString('utf8', 0, bytes)]),
      );
    }),
  'callback of write': () =>
    new Promise((done) => {
      fs.write(fd, 'text', 0, 'utf8', (error, bytes, data) => done([error, bytes, data]));
    }),
  'callback of readv': () =>
    new Promise((done) => {
      fs.readv(fd, [Buffer.alloc(2), Buffer.alloc(2)], 0, (error, bytes, parts) =>
        done([error, bytes, parts.map(String)]),
      );
    }),
  'promisified read': async () => {
    const { bytesRead, buffer } = await promisify(fs.read)(fd, Buffer.alloc(3), 0, 3, 1);
    return [bytesRead, buffer.toString()];
  },
  'promisified write': () => promisify(fs.write)(fd, 'xy', 1),
  'promisified exists': async () => [await promisify(fs.exists)('f'), await promisify(fs.exists)('none')],
  ftruncate: () => [fs.ftruncateSync(fd, 4), fs.fstatSync(fd).size],
  'ftruncate longer': () => [fs.ftruncateSync(fd, 8), fs.readFileSync('f')],
  'ftruncate below 0': () => [fs.ftruncateSync(fd, -5), fs.fstatSync(fd).size],
  sync: () => [fs.fsyncSync(fd), fs.fdatasyncSync(fd)],
  'write at the end of what was cut': () => [fs.writeSync(fd, 'z'), fs.fstatSync(fd).size],
  'appends ignore a position': () => {
    fs.writeFileSync('log', 'one ');
    const log = fs.openSync('log', 'a');
    fs.writeSync(log, 'two ', 0);
    fs.writeSync(log, 'three');
    fs.closeSync(log);
    return fs.readFileSync('log', 'utf8');
  },
  'readFile goes on at the position': () => {
    const log = fs.openSync('log', 'r');
    fs.readSync(log, Buffer.alloc(4));
    const rest = [fs.readFileSync(log, 'utf8'), fs.readFileSync(log, 'utf8')];
    fs.closeSync(log);
    return rest;
  },
  'writeFile goes on at the position': () => {
    const log = fs.openSync('log', 'r+');
    fs.readSync(log, Buffer.alloc(4));
    fs.writeFileSync(log, 'TWO');
    fs.appendFileSync(log, '+');
    fs.closeSync(log);
    return fs.readFileSync('log', 'utf8');
  },
  'two descriptors of one file': () => {
    const [a, b] = [fs.openSync('log', 'r'), fs.openSync('log', 'r')];
    const buffer = Buffer.alloc(3);
    fs.readSync(a, buffer);
    fs.readSync(a, buffer);
    const [far, near] = [buffer.toString(), text(buffer.fill(0, fs.readSync(b, buffer)))];
    fs.closeSync(a);
    fs.closeSync(b);
    return [far, near];
  },
  'flags as a number': () => {
    const { O_RDWR, O_CREAT, O_EXCL } = fs.constants;
    const made = fs.openSync('n', O_RDWR | O_CREAT | O_EXCL, 0o600);
    const mode = fs.fstatSync(made).mode.toString(8);
    fs.closeSync(made);
    return mode;
  },
  'a descriptor that is closed': () => {
    fs.closeSync(fd);
    return fs.fstatSync(fd);
  },
});
