// Directories, links, names, and what is copied and removed.
import * as fs from 'node:fs';
import { promises } from 'node:fs';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { forms, run } from '../cases.ts';

process.chdir(process.argv[2]!);
const root = process.cwd();
const names = (directory: string) => (fs.readdirSync(directory, { recursive: true }) as string[]).sort();
const short = (name: unknown) => String(name).replace(root, '.');

await run({
  'mkdir gives nothing': () => forms('mkdir', ['a']).then((lines) => lines[0]),
  'mkdir of a whole path gives the first': () => short(fs.mkdirSync('b/c/d', { recursive: true })),
  'mkdir of what is there': () => fs.mkdirSync('b/c/d', { recursive: true }),
  'mkdir with a mode': () => [fs.mkdirSync('m', 0o700), (fs.statSync('m').mode & 0o777).toString(8)],
  'mkdir with a mode as text': () => [
    fs.mkdirSync('m2', '0710'),
    (fs.statSync('m2').mode & 0o777).toString(8),
  ],
  mkdtemp: () => /^t-\w{6}$/.test(fs.mkdtempSync('t-')),
  'mkdtemp by promise': async () => /^t-\w{6}$/.test(await promises.mkdtemp('t-')),
  'mkdtemp as bytes': () => Buffer.isBuffer(fs.mkdtempSync('t-', { encoding: 'buffer' })),
  symlink: () => [fs.symlinkSync('b', 'l'), fs.readlinkSync('l'), fs.lstatSync('l').isSymbolicLink()],
  'readlink as bytes': () => fs.readlinkSync('l', 'buffer'),
  'readlink in hex': () => forms('readlink', ['l', 'hex']),
  realpath: () => short(fs.realpathSync('l/c')),
  'realpath in all forms': async () => (await forms('realpath', ['l/c'])).map(short),
  'realpath.native': () => short(fs.realpathSync.native('l/c')),
  'realpath as bytes': () => Buffer.isBuffer(fs.realpathSync('l/c', 'buffer')),
  link: () => {
    fs.writeFileSync('f', 'content');
    fs.linkSync('f', 'hard');
    return [fs.statSync('hard').nlink, fs.statSync('f').ino === fs.statSync('hard').ino];
  },
  rename: () => [fs.renameSync('f', 'g'), fs.existsSync('f'), fs.readFileSync('g', 'utf8')],
  'a path as bytes': () => fs.readFileSync(Buffer.from('g'), 'utf8'),
  'a path as a URL': () => fs.readFileSync(pathToFileURL('g'), 'utf8'),
  'paths are resolved where the program is': () => [path.resolve('g'), path.relative('a', root)].map(short),
  'a path that is no UTF-8': () => {
    const bytes = Buffer.from([0x78, 0xff, 0xfe]);
    fs.writeFileSync(bytes, 'bytes');
    const found = fs.readdirSync('.', 'buffer').filter((name) => name.includes(0xff));
    const text = fs.readFileSync(bytes, 'utf8');
    fs.unlinkSync(bytes);
    return [text, found];
  },
  copyFile: () => [fs.copyFileSync('g', 'h'), fs.readFileSync('h', 'utf8')],
  'copyFile exclusively': () => fs.copyFileSync('g', 'h', fs.constants.COPYFILE_EXCL),
  cp: () => {
    fs.writeFileSync('b/c/one', '1');
    fs.writeFileSync('b/two', '2');
    fs.cpSync('b', 'copy', { recursive: true });
    return names('copy');
  },
  'cp by callback': () =>
    new Promise((done) => fs.cp('b', 'copy2', { recursive: true }, (error) => done([error, names('copy2')]))),
  'cp of what is picked': () => {
    const asked: string[] = [];
    const filter = (from: string, to: string) => {
      asked.push(`${from}>${to}`);
      return !from.endsWith('c');
    };
    fs.cpSync('b', 'copy3', { recursive: true, filter });
    return [asked.sort(), names('copy3')];
  },
  'cp of what a promise picks': async () => {
    const filter = async (from: string) => {
      await null;
      return !from.endsWith('one');
    };
    return [await promises.cp('b', 'copy4', { recursive: true, filter }), names('copy4')];
  },
  'cp over what is there': () => [
    fs.writeFileSync('copy/two', 'changed'),
    fs.cpSync('b', 'copy', { recursive: true, force: false }),
    fs.readFileSync('copy/two', 'utf8'),
  ],
  'rm of a tree': () => [fs.rmSync('copy', { recursive: true }), fs.existsSync('copy')],
  'rm by promise': async () => [
    await promises.rm('copy2', { recursive: true, maxRetries: 2 }),
    fs.existsSync('copy2'),
  ],
  'rm by force': () => fs.rmSync('none', { force: true }),
  'rm by force, by callback': () =>
    new Promise((done) => fs.rm('none', { force: true }, (...got) => done(got))),
  'rm of a link': () => [fs.symlinkSync('b', 'l2'), fs.rmSync('l2'), fs.existsSync('b')],
  rmdir: () => [fs.mkdirSync('e'), fs.rmdirSync('e'), fs.existsSync('e')],
  exists: () => [
    fs.existsSync('g'),
    fs.existsSync('none'),
    fs.existsSync(undefined as never),
    fs.existsSync('a\0'),
  ],
  'exists by callback': () => new Promise((done) => fs.exists('g', done)),
  access: () => forms('access', ['g', fs.constants.R_OK | fs.constants.W_OK]),
  truncate: () => [
    fs.truncateSync('g', 3),
    fs.readFileSync('g', 'utf8'),
    fs.truncateSync('g'),
    fs.statSync('g').size,
  ],
  'appendFile in all forms': async () => [
    await forms('appendFile', ['g', 'x']),
    fs.readFileSync('g', 'utf8'),
  ],
  'writeFile in all forms': async () => [
    await forms('writeFile', ['g', 'äöü', 'latin1']),
    fs.readFileSync('g'),
  ],
  'readFile in all forms': () => forms('readFile', ['g', { encoding: 'base64' }]),
  'writeFile with a mode and flags': () => {
    fs.writeFileSync('w', 'x', { mode: 0o600, flag: 'wx', flush: true });
    return (fs.statSync('w').mode & 0o777).toString(8);
  },
  'writeFile of views': () => {
    fs.writeFileSync('w', new Uint16Array([0x6968, 0x0a21]));
    fs.appendFileSync('w', new DataView(Uint8Array.of(65, 66, 67).buffer, 1) as never);
    return fs.readFileSync('w', 'latin1');
  },
});
