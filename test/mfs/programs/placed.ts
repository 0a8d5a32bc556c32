// Reads at explicit positions of files that change by other names and other descriptors meanwhile. Arguments: the directory, and where it really is.
import fs from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';

const [, , seen, real] = process.argv as [string, string, string, string];
const file = (name: string): string => join(seen, name);
const text = (bytes: Uint8Array): string => JSON.stringify(Buffer.from(bytes).toString('latin1'));
const say = (what: string, bytes: Uint8Array | string): void =>
  console.log(what, typeof bytes === 'string' ? bytes : text(bytes));
const readAsync = promisify(fs.read) as unknown as (
  fd: number,
  bytes: Uint8Array,
  offset: number,
  length: number,
  position: number | null,
) => Promise<{ bytesRead: number }>;

function at(fd: number, position: number | null, length = 8): Uint8Array {
  const bytes = Buffer.alloc(length, '.');
  const got = fs.readSync(fd, bytes, 0, length, position);
  return Buffer.concat([bytes, Buffer.from(` ${got}`)]);
}
const failure = (run: () => unknown): string => {
  try {
    return String(run());
  } catch (error) {
    return `${(error as NodeJS.ErrnoException).code} ${(error as Error).message}`;
  }
};

fs.writeFileSync(join(real, 'a'), '0123456789'.repeat(10));
fs.writeFileSync(join(real, 'b'), 'abcdefghij'.repeat(10));
const a = fs.openSync(file('a'), 'r');
for (const position of [0, 95, 100, 1000, 3]) say(`at ${position}`, at(a, position));
say('own position', at(a, null));
say('behind that', at(a, 50));
say('own position', at(a, null));

// By another descriptor, of this program and of nobody it knows.
const writing = fs.openSync(file('a'), 'r+');
fs.writeSync(writing, 'WRITTEN', 20);
say('written', at(a, 18, 12));
for (let i = 0; i < 5; i++) {
  fs.writeSync(writing, String(i), 30 + i);
  say('written behind', at(a, 28, 10));
}
say('opened to write', failure(() => at(fs.openSync(file('a'), 'a'), 0)));
fs.closeSync(writing);
fs.truncateSync(join(real, 'a'), 25);
say('shorter', at(a, 20));
fs.renameSync(join(real, 'b'), join(real, 'a'));
say('replaced', at(a, 0));
const b = fs.openSync(file('a'), 'r');
say('what has replaced it', at(b, 0));
fs.unlinkSync(join(real, 'a'));
say('removed', at(a, 1) && at(b, 1));
fs.closeSync(b);
say('closed', failure(() => at(b, 0)));
fs.writeFileSync(join(real, 'c'), 'another');
const c = fs.openSync(file('c'), 'r');
say('a number that is used again', at(c, 0));

const handle = await fs.promises.open(file('c'));
for (const position of [0, 3, 99]) {
  const { bytesRead, buffer } = await handle.read(Buffer.alloc(4, '.'), 0, 4, position);
  say(`handle ${bytesRead}`, buffer);
}
await handle.close();
const bytes = Buffer.alloc(30, '.');
const reads = [0, 1, 2].map((i) => readAsync(c, bytes, i * 10, 10, i));
say('callbacks', (await Promise.all(reads)).map(({ bytesRead }) => bytesRead).join());
say('callbacks', bytes);
const parts: Buffer[] = [];
for await (const part of fs.createReadStream(file('c'), { start: 2, end: 5 })) parts.push(part as Buffer);
say('stream', Buffer.concat(parts));
const stats = await Promise.all(['c', 'none'].map((name) => fs.promises.stat(file(name)).catch(({ code }) => ({ size: code }))));
say('promises', stats.map(({ size }) => size).join());
say('names', (await fs.promises.readdir(seen)).join());
await fs.promises.access(file('none')).catch(({ code, syscall }) => say('access', `${code} ${syscall}`));
