// Many reads and writes one after the other, with changes in between that the next one must see.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { run } from '../cases.ts';
import { handled, opened } from '../fs-cases.ts';

process.chdir(process.argv[2]!);
const KB = 1024;
const hash = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const data = Buffer.alloc(60 * KB);
for (let i = 0; i < 12; i++) data.writeUInt32BE((i * 2654435761) % 2 ** 32, i * 5 * KB);
fs.writeFileSync('data', data);
const at = (place: number, length = 5 * KB): string => data.toString('hex', place, place + Math.min(4, length));
const length = 5 * KB;
const next = (fd: number, position: number | null = null): string => {
  const buffer = Buffer.alloc(length);
  const got = fs.readSync(fd, buffer, 0, length, position);
  return `${got} ${buffer.toString('hex', 0, Math.min(4, got))}`;
};
const skip = (fd: number, reads: number): void => {
  for (let i = 0; i < reads; i++) next(fd);
};
/** Reads to the end. */
const whole = (fd: number, chunk: number): string => {
  const buffer = Buffer.alloc(chunk);
  const all = createHash('sha1');
  let count = 0;
  for (let got = 1; got > 0; count++) {
    got = fs.readSync(fd, buffer, 0, chunk, null);
    all.update(buffer.subarray(0, got));
  }
  return `${count} ${all.digest('hex')}`;
};

await run({
  whole: () => [hash(data), opened('r', (fd) => whole(fd, 16 * KB)), opened('r', (fd) => whole(fd, 11_001))],
  'much, by calls that wait and calls that do not': async () => {
    const much = new Uint32Array(1_500_000);
    for (let i = 0, x = 1; i < much.length; i++) much[i] = x = (x * 48271) % 2147483647;
    const bytes = Buffer.from(much.buffer);
    fs.writeFileSync('much', bytes);
    const chunk = 64 * KB;
    const wrong: number[] = [];
    const check = (place: number, got: number, buffer: Buffer): void => {
      if (!buffer.subarray(0, got).equals(bytes.subarray(place, place + chunk))) wrong.push(place);
    };
    const fd = fs.openSync('much', 'r');
    const later: Promise<void>[] = [];
    for (let place = 0, i = 0; place < bytes.length; place += chunk, i++) {
      const buffer = Buffer.alloc(chunk);
      if (i % 7 < 5 || i < 20) check(place, fs.readSync(fd, buffer, 0, chunk, place), buffer);
      else
        later.push(
          new Promise((resolve) => {
            fs.read(fd, buffer, 0, chunk, place, (_error, got) => resolve(check(place, got, buffer)));
          }),
        );
    }
    await Promise.all(later);
    fs.closeSync(fd);
    fs.rmSync('much');
    return [wrong, later.length, bytes.length];
  },
  'whole at positions': () =>
    opened('r', (fd) => {
      const parts: string[] = [];
      for (let place = 0; place < data.length; place += length) parts.push(next(fd, place));
      return parts.length === 12 && parts.every((part, i) => part === `${length} ${at(i * length)}`);
    }),
  'another length in the middle': () =>
    opened('r', (fd) => {
      skip(fd, 5);
      const one = Buffer.alloc(3);
      fs.readSync(fd, one);
      return [one.toString('hex'), next(fd), next(fd), next(fd), next(fd), at(25 * KB + 3)];
    }),
  'a position in between': () =>
    opened('r', (fd) => {
      skip(fd, 5);
      return [next(fd, 0), next(fd), next(fd, 7), next(fd), at(30 * KB)];
    }),
  'written by another descriptor': () =>
    opened('r', (fd) => {
      skip(fd, 5);
      opened('r+', (other) => {
        fs.writeSync(other, 'WXYZ', 25 * KB);
        fs.writeSync(other, 'wxyz', 30 * KB);
        fs.writeSync(other, 'abcd', 35 * KB);
      });
      return [next(fd), next(fd), next(fd)];
    }),
  'written while both are open': () =>
    opened('r+', (other) =>
      opened('r', (fd) =>
        [0, 1, 2, 3, 4].map((i) => {
          fs.writeSync(other, `<${i}>`, i * length);
          return next(fd);
        }),
      ),
    ),
  'written by name': () =>
    opened('r', (fd) => {
      skip(fd, 5);
      fs.writeFileSync('data', Buffer.alloc(50 * KB, 'n'));
      return [next(fd), next(fd), next(fd), next(fd), next(fd), next(fd)];
    }),
  truncated: () =>
    opened('r', (fd) => {
      fs.writeFileSync('data', data);
      skip(fd, 5);
      fs.truncateSync('data', 27 * KB);
      const results = [next(fd), next(fd)];
      fs.writeFileSync('data', data);
      return [...results, next(fd)];
    }),
  'grown at its end': () =>
    opened('r', (fd) => {
      skip(fd, 12);
      const end = next(fd);
      fs.appendFileSync('data', 'more');
      return [end, next(fd), next(fd)];
    }),
  'by another program': () =>
    opened('r', (fd) => {
      skip(fd, 5);
      spawnSync('sh', ['-c', 'printf CHILD | dd of=data bs=1 seek=25600 conv=notrunc 2>/dev/null']);
      return [next(fd), next(fd)];
    }),
  'read on by another program': () =>
    opened('r', (fd) => {
      skip(fd, 5);
      const { stdout } = spawnSync('head', ['-c', '5120'], { stdio: [fd, 'pipe', 'inherit'] });
      return [stdout.toString('hex', 0, 4), stdout.length, next(fd), at(30 * KB), next(fd)];
    }),
  'two files in turn': () => {
    fs.writeFileSync('other', data.subarray(1));
    return opened('r', (a) =>
      opened('r', (b) => [0, 1, 2, 3].map(() => `${next(a)} ${next(b)}`), 'other'),
    );
  },
  'read behind closing': () => {
    const fd = fs.openSync('data', 'r');
    skip(fd, 5);
    fs.closeSync(fd);
    const other = fs.openSync('other', 'r');
    const result = [other === fd, next(other)];
    fs.closeSync(other);
    return result;
  },
  'FileHandle, one after the other': () =>
    handled(async (handle) => {
      const all = createHash('sha1');
      let bytes = 0;
      for (;;) {
        const { bytesRead, buffer } = await handle.read(Buffer.alloc(8_000), 0, 8_000);
        if (bytesRead === 0) break;
        bytes += bytesRead;
        all.update(buffer.subarray(0, bytesRead));
      }
      return [bytes, all.digest('hex') === hash(fs.readFileSync('data'))];
    }),
  'FileHandle, many at once at positions': () =>
    handled(async (handle) => {
      const places = Array.from({ length: 6 }, (_, i) => i * 8_000);
      const reads = places.map((place) => handle.read(Buffer.alloc(8_000), 0, 8_000, place));
      return (await Promise.all(reads)).map(({ bytesRead, buffer }) => bytesRead + buffer.toString('hex', 0, 3));
    }),
});
