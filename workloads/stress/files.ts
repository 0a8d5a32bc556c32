// Writes a file into one directory, copies it into another and back, changes it there, and looks each time whether it is what it was.
// Usage: files.ts [FROM = .] [TO = .] [BYTES = 2000000]

import { createHash } from 'node:crypto';
import {
  appendFileSync,
  closeSync,
  copyFileSync,
  existsSync,
  ftruncateSync,
  mkdtempSync,
  openSync,
  readdirSync,
  readFileSync,
  readSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';

const from = mkdtempSync(join(process.argv[2] ?? '.', 'stress-'));
const to = mkdtempSync(join(process.argv[3] ?? '.', 'stress-'));
const size = Number(process.argv[4] ?? 2_000_000);

const hashOf = (path: string): string =>
  createHash('sha256').update(readFileSync(path)).digest('hex').slice(0, 16);

try {
  const bytes = Buffer.alloc(size);
  for (let i = 0; i < size; i++) bytes[i] = (i * 31 + (i >> 8)) & 255;
  writeFileSync(join(from, 'original'), bytes);
  console.log(`written ${statSync(join(from, 'original')).size} ${hashOf(join(from, 'original'))}`);
  copyFileSync(join(from, 'original'), join(to, 'copy'));
  console.log(`copied ${hashOf(join(to, 'copy'))}`);
  copyFileSync(join(to, 'copy'), join(from, 'back'));
  console.log(`and back ${hashOf(join(from, 'back'))}`);

  const descriptor = openSync(join(to, 'copy'), 'r+');
  writeSync(descriptor, Buffer.from('changed'), 0, 7, size >> 1);
  const read = Buffer.alloc(12);
  readSync(descriptor, read, 0, 12, (size >> 1) - 2);
  ftruncateSync(descriptor, size - 1000);
  closeSync(descriptor);
  console.log(`changed ${read.toString('hex')} ${hashOf(join(to, 'copy'))}`);
  for (let line = 1; line <= 50; line++) appendFileSync(join(to, 'lines'), `line ${line}\n`);
  console.log(`appended ${hashOf(join(to, 'lines'))}`);
  renameSync(join(to, 'lines'), join(to, 'renamed'));
  console.log(`listed ${readdirSync(to).sort().join(' ')}; ${readdirSync(from).sort().join(' ')}`);
} finally {
  rmSync(from, { recursive: true, force: true });
  rmSync(to, { recursive: true, force: true });
}
console.log(`removed ${!existsSync(from) && !existsSync(to)}`);
