// Many writes one after the other, and what others see of them.
import { spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import * as fs from 'node:fs';
import { run } from '../cases.ts';
import { handled, opened } from '../fs-cases.ts';

process.chdir(process.argv[2]!);
const hash = (bytes: Uint8Array): string => createHash('sha1').update(bytes).digest('hex');
const data = Buffer.alloc(100_000, 'some text, again and again; ');
fs.writeFileSync('data', data);

await run({
  'write many': () =>
    opened(
      'w',
      (fd) => {
        for (let i = 0; i < 9; i++) fs.writeSync(fd, `line ${i}\n`);
        const between = [fs.fstatSync(fd).size, fs.statSync('out').size, hash(fs.readFileSync('out'))];
        for (let i = 0; i < 4; i++) fs.writeSync(fd, data, 0, 50_000);
        return [...between, fs.readFileSync('out').length];
      },
      'out',
    ),
  'write at positions, and read what was written': () =>
    opened(
      'w+',
      (fd) => {
        const found: string[] = [];
        for (let i = 6; i > 0; i--) {
          fs.writeSync(fd, `<${i}>`, i * 10);
          const back = Buffer.alloc(5);
          fs.readSync(fd, back, 0, 5, i * 10);
          if (i % 3 === 0) found.push(back.toString('latin1'));
        }
        fs.fsyncSync(fd);
        return [...found, hash(fs.readFileSync('out'))];
      },
      'out',
    ),
  'append, and by another': () =>
    opened(
      'a',
      (fd) => {
        for (let i = 0; i < 5; i++) {
          fs.writeSync(fd, `a${i}`);
          fs.appendFileSync('out', `b${i}`);
        }
        return fs.readFileSync('out').toString('latin1').slice(-20);
      },
      'out',
    ),
  'write to what is only read': () =>
    opened('r', (fd) => {
      return fs.writeSync(fd, 'x');
    }),
  'write to what is closed': () => {
    const fd = fs.openSync('out', 'w');
    for (let i = 0; i < 5; i++) fs.writeSync(fd, 'abc');
    fs.closeSync(fd);
    return fs.writeSync(fd, 'x');
  },
  'a large piece at once': () =>
    opened(
      'w',
      (fd) => [fs.writeSync(fd, data), fs.writeSync(fd, data), fs.writeSync(fd, data), fs.fstatSync(fd).size],
      'out',
    ),
  'written by a program that shares it': () =>
    opened(
      'w',
      (fd) => {
        for (let i = 0; i < 5; i++) fs.writeSync(fd, 'ours ');
        spawnSync('sh', ['-c', 'echo theirs'], { stdio: ['ignore', fd, 'inherit'] });
        for (let i = 0; i < 5; i++) fs.writeSync(fd, 'ours ');
        return fs.readFileSync('out', 'latin1');
      },
      'out',
    ),
  'FileHandle writes': () =>
    handled(
      async (handle) => {
        for (let i = 0; i < 6; i++) await handle.write(`${i},`);
        await handle.sync();
        return [(await handle.stat()).size, fs.readFileSync('out', 'latin1')];
      },
      'w',
      'out',
    ),
  'callbacks of writes, in their order': () =>
    new Promise((done) => {
      const fd = fs.openSync('out', 'w');
      const told: unknown[] = [];
      const more = (i: number): void => {
        if (i === 4) {
          fs.close(fd, () => done([...told, fs.readFileSync('out', 'latin1')]));
          return;
        }
        fs.write(fd, `w${i} `, (error, bytes) => {
          told.push(error ?? bytes);
          more(i + 1);
        });
      };
      more(0);
    }),
  'copied by streams': async () => {
    await new Promise((done, failed) => {
      const out = fs.createWriteStream('copy');
      out.on('finish', () => done(null)).on('error', failed);
      fs.createReadStream('data').pipe(out);
    });
    return hash(fs.readFileSync('copy')) === hash(fs.readFileSync('data'));
  },
});
