// Synchronous file calls between loops: write, append, read back in pieces, stat, directory, errors.
import * as fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
const directory = fs.mkdtempSync(join(tmpdir(), 'omosix-program-'));
try {
  const file = join(directory, 'data.txt');
  fs.writeFileSync(file, 'start\n');
  for (let i = 0; i < 20; i++) fs.appendFileSync(file, `line ${i}\n`);
  console.log(fs.readFileSync(file, 'utf8').split('\n').length, fs.statSync(file).size, fs.statSync(file).isFile(), fs.existsSync(file + 'x'));
  const fd = fs.openSync(file, 'r+');
  const piece = Buffer.alloc(7);
  let read = 0;
  let checksum = 0;
  for (let n; (n = fs.readSync(fd, piece, 0, 7, null)) > 0; ) { read += n; for (const b of piece.subarray(0, n)) checksum = (checksum * 31 + b) % 65521; }
  console.log(read, checksum, fs.writeSync(fd, 'END', 0), fs.readSync(fd, piece, 0, 5, 0), piece.toString('utf8', 0, 5));
  fs.closeSync(fd);
  for (let i = 0; i < 4; i++) fs.mkdirSync(join(directory, `d${i}`, 'deep'), { recursive: true });
  fs.renameSync(file, join(directory, 'd1', 'moved'));
  fs.symlinkSync('d1/moved', join(directory, 'link'));
  console.log(fs.readdirSync(directory).join(), fs.readlinkSync(join(directory, 'link')), fs.readFileSync(join(directory, 'link')).length, fs.lstatSync(join(directory, 'link')).isSymbolicLink());
  for (const [name, attempt] of [['read', () => fs.readFileSync(join(directory, 'none'))], ['dir', () => fs.readFileSync(directory)], ['rmdir', () => fs.rmdirSync(join(directory, 'd1'))], ['closed', () => fs.closeSync(fd)], ['type', () => fs.readFileSync({} as never)]] as const) {
    try { attempt(); console.log(name, 'worked'); } catch (e) { const { code, syscall } = e as NodeJS.ErrnoException; console.log(name, code, syscall); }
  }
  const entries = fs.readdirSync(directory, { withFileTypes: true });
  console.log(entries.map((e) => `${e.name}:${e.isDirectory()}`).join());
  fs.readFile(join(directory, 'd1', 'moved'), 'utf8', (error, text) => { let n = 0; for (const c of text) if (c === '\n') n++; console.log('callback', error, n); fs.rmSync(directory, { recursive: true }); console.log(fs.existsSync(directory)); });
} catch (error) {
  fs.rmSync(directory, { recursive: true, force: true });
  throw error;
}
