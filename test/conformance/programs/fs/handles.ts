// FileHandle, in all that it does.
import * as fs from 'node:fs';
import { appendFile, open, readFile, writeFile } from 'node:fs/promises';
import { run, told } from '../cases.ts';

process.chdir(process.argv[2]!);
const failed = async (work: Promise<unknown>) => work.then(() => 'no error', told);
await writeFile('f', 'one\ntwo\r\nthree\n\nfive');

await run({
  'open and close': async () => {
    const file = await open('f');
    const before = file.fd > 2;
    return [before, await file.close(), file.fd, await file.close()];
  },
  'closed is told': async () => {
    const file = await open('f');
    let told = 0;
    (file as unknown as NodeJS.EventEmitter).on('close', () => told++);
    await file.close();
    return told;
  },
  'what is closed cannot be used': async () => {
    const file = await open('f');
    await file.close();
    return [
      await failed(file.read()),
      await failed(file.stat()),
      await failed(file.writeFile('x')),
      await failed(file.sync()),
    ];
  },
  'it is closed when all is done': async () => {
    const file = await open('f');
    const read = file.read(Buffer.alloc(3), 0, 3, 0);
    const closed = file.close();
    const { bytesRead, buffer } = await read;
    await closed;
    return [bytesRead, buffer.toString(), file.fd];
  },
  read: async () => {
    const file = await open('f');
    const results = [
      await file.read(Buffer.alloc(3)),
      await file.read({ buffer: Buffer.alloc(2) }),
      await file.read(Buffer.alloc(4), { offset: 1, length: 2, position: 4 }),
      await file.read(Buffer.alloc(4), 0, 0, 0),
    ];
    const { bytesRead, buffer } = await file.read();
    await file.close();
    return [results, bytesRead, buffer.length];
  },
  'read of nothing': async () => {
    const file = await open('f');
    const error = await failed(file.read(Buffer.alloc(0), 0, 1));
    await file.close();
    return error;
  },
  readv: async () => {
    const file = await open('f');
    const { bytesRead, buffers } = await file.readv([Buffer.alloc(2), Buffer.alloc(3)], 1);
    await file.close();
    return [bytesRead, buffers.map(String)];
  },
  'write and writev': async () => {
    const file = await open('w', 'w+');
    const results = [
      await file.write('text'),
      await file.write('T', 0),
      await file.write(Buffer.from('abcdef'), 2, 2, 4),
      await file.write(Buffer.from('xyz'), { offset: 1, position: null } as never),
      await file.writev([Buffer.from('1'), Buffer.from('2')], 10),
      await file.write(Buffer.alloc(0)),
    ];
    await file.close();
    return [results, fs.readFileSync('w')];
  },
  'whole contents': async () => {
    const file = await open('w', 'w+');
    await file.writeFile('first ');
    await file.appendFile('second');
    const there = await file.readFile('utf8');
    await file.truncate(5);
    const { size } = await file.stat();
    await file.close();
    return [there, size, await readFile('w', 'utf8')];
  },
  'functions take a handle': async () => {
    const file = await open('w', 'w+');
    await writeFile(file, 'by handle');
    await appendFile(file, ' and more');
    const rest = await readFile(file, 'utf8');
    await file.close();
    return [rest, fs.readFileSync('w', 'utf8')];
  },
  properties: async () => {
    const file = await open('w', 'r+');
    await file.chmod(0o600);
    await file.utimes(3, 4);
    await file.chown(process.getuid!(), process.getgid!());
    await file.sync();
    await file.datasync();
    const { mode, mtimeMs } = await file.stat();
    const { mtimeNs } = await file.stat({ bigint: true });
    await file.truncate();
    await file.close();
    return [(mode & 0o777).toString(8), mtimeMs, mtimeNs, fs.statSync('w').size];
  },
  readLines: async () => {
    const file = await open('f');
    const lines: string[] = [];
    for await (const line of file.readLines()) lines.push(line);
    return lines;
  },
  'readLines of a part': async () => {
    const file = await open('f');
    const lines: string[] = [];
    for await (const line of file.readLines({ start: 4, end: 9 })) lines.push(line);
    return lines;
  },
  'writeFile of what comes': async () => {
    async function* pieces() {
      yield 'one ';
      await null;
      yield Buffer.from('two ');
      yield 'three';
    }
    await writeFile('w', pieces());
    await writeFile('v', ['a', 'b', Uint8Array.of(99)]);
    return [await readFile('w', 'utf8'), await readFile('v', 'latin1')];
  },
  'writeFile of what fails': async () => {
    async function* pieces() {
      yield 'begun';
      throw new Error('no more');
    }
    return [await failed(writeFile('w', pieces())), fs.readFileSync('w', 'utf8')];
  },
  'wrong arguments': async () => {
    const file = await open('f', 'r');
    const errors = [
      await failed(file.read('x' as never)),
      await failed(file.read(Buffer.alloc(2), 3)),
      await failed(file.write(5 as never)),
      await failed(file.write('to what is read only')),
      await failed(file.chmod('x' as never)),
      await failed(file.truncate('x' as never)),
      await failed(file.readv('x' as never)),
    ];
    await file.close();
    return errors;
  },
  'the name of its class': async () => {
    const file = await open('f');
    const { name } = file.constructor;
    await file.close();
    return name;
  },
});
