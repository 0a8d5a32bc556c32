// Directories: their listings, and one that is left half read.
import * as fs from 'node:fs';
import { promises } from 'node:fs';
import { run } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.mkdirSync('tree/a/deep', { recursive: true });
fs.mkdirSync('tree/b');
for (const name of ['tree/one', 'tree/a/two', 'tree/a/deep/three', 'tree/ä']) fs.writeFileSync(name, name);
fs.symlinkSync('one', 'tree/link');
fs.symlinkSync('b', 'tree/to-b');
for (let i = 0; i < 40; i++) fs.writeFileSync(`tree/b/${String(i).padStart(2, '0')}`, '');

const kind = (entry: fs.Dirent) =>
  `${entry.name} ${entry.parentPath} ${entry.isFile()} ${entry.isDirectory()} ${entry.isSymbolicLink()}`;

await run({
  readdir: () => fs.readdirSync('tree'),
  'readdir by callback': () => new Promise((done) => fs.readdir('tree', (...got) => done(got))),
  'readdir by promise': () => promises.readdir('tree'),
  'readdir as bytes': () => fs.readdirSync('tree', { encoding: 'buffer' }),
  'readdir in hex': () => fs.readdirSync('tree', 'hex'),
  'readdir with types': () => fs.readdirSync('tree', { withFileTypes: true }).map(kind),
  'a Dirent': () => fs.readdirSync('tree', { withFileTypes: true })[0],
  'a Dirent is one': () => fs.readdirSync('tree', { withFileTypes: true })[0] instanceof fs.Dirent,
  'readdir with types as bytes': async () =>
    (await promises.readdir('tree', { withFileTypes: true, encoding: 'buffer' } as never)).map(
      (entry) => (entry as unknown as fs.Dirent).name,
    ),
  'an entry of what was no directory': async () => {
    await promises.readdir('tree/one').catch(() => {});
    fs.statSync('tree/one/x');
  },
  'readdir of all below': () => fs.readdirSync('tree', { recursive: true }),
  'readdir of all below by promise': () => promises.readdir('tree', { recursive: true }),
  'readdir of all below with types': () =>
    fs.readdirSync('tree', { recursive: true, withFileTypes: true }).map(kind),
  'readdir of all below, named oddly': () => fs.readdirSync('./tree/../tree/a/', { recursive: true }),
  'opendir, step by step': () => {
    const dir = fs.opendirSync('tree');
    const found: string[] = [];
    for (let entry = dir.readSync(); entry; entry = dir.readSync()) found.push(kind(entry));
    dir.closeSync();
    return [dir.path, found.sort()];
  },
  'opendir, iterated': async () => {
    const found: string[] = [];
    for await (const entry of await promises.opendir('tree/b')) found.push(entry.name);
    return found.sort();
  },
  'opendir, half read': async () => {
    const dir = await promises.opendir('tree/b');
    let count = 0;
    for await (const entry of dir) if (entry.isFile() && ++count === 20) break;
    try {
      dir.readSync();
    } catch (error) {
      return [count, (error as NodeJS.ErrnoException).code, (error as Error).message];
    }
    return count;
  },
  'opendir by callbacks': () =>
    new Promise((done) => {
      fs.opendir('tree/a', { bufferSize: 1 }, (error, dir) => {
        dir.read((failed, entry) => {
          dir.close((closed) => done([error, failed, entry?.parentPath, closed]));
        });
      });
    }),
  'opendir by promises': async () => {
    const dir = await promises.opendir('tree/a/deep');
    const entries = [(await dir.read())?.name, await dir.read()];
    return [entries, await dir.close()];
  },
  'opendir of all below': async () => {
    const found: string[] = [];
    for await (const { name, parentPath } of await promises.opendir('tree/a', { recursive: true }))
      found.push(`${parentPath}/${name}`);
    return found.sort();
  },
  'a closed directory': () => {
    const dir = fs.opendirSync('tree');
    dir.closeSync();
    return dir.closeSync();
  },
  'a closed directory by promise': async () => {
    const dir = fs.opendirSync('tree');
    await dir.close();
    return dir.read();
  },
});
