// All that node:fs does with files, below the directory that is its argument; prints the same wherever that is.
import fs from 'node:fs';
import fsp from 'node:fs/promises';
import path from 'node:path';

const dir = process.argv[2]!;
const p = (...names: string[]): string => path.join(dir, ...names);
const say = (what: string, value: unknown): void =>
  console.log(`${what}: ${(JSON.stringify(value) ?? 'undefined').replaceAll(dir, 'DIR')}`);
const failed = (what: string, run: () => unknown): void => {
  try {
    say(what, ['no error', run()]);
  } catch (error) {
    const { name, message, code, errno, syscall, path: at, dest } = error as any;
    say(what, { name, message: message.replace(/[A-Za-z0-9]{6}'$/, "'"), code, errno, syscall, at, dest });
  }
};
const rejected = async (what: string, run: () => Promise<unknown>): Promise<void> => {
  let outcome: () => unknown;
  try {
    const value = await run();
    outcome = () => value;
  } catch (error) {
    outcome = () => {
      throw error;
    };
  }
  failed(what, outcome);
};

// Whole files
fs.writeFileSync(p('a'), 'first\n');
fs.appendFileSync(p('a'), 'second\n');
say('read', fs.readFileSync(p('a'), 'utf8'));
say('exists', [fs.existsSync(p('a')), fs.existsSync(p('none'))]);
fs.writeFileSync(p('mode'), '', { mode: 0o640 });
say('mode', fs.statSync(p('mode')).mode.toString(8));
failed('wx', () => fs.writeFileSync(p('a'), 'x', { flag: 'wx' }));
failed('none', () => fs.readFileSync(p('none')));
failed('a directory', () => fs.readFileSync(dir));

// Descriptors and positions
const fd = fs.openSync(p('b'), 'w+');
say('written', fs.writeSync(fd, 'hello, world'));
say('at', fs.writeSync(fd, 'HELLO', 0));
const buffer = Buffer.alloc(20);
say('from 0', [fs.readSync(fd, buffer, 0, 20, 0), buffer.toString('utf8', 0, 12)]);
say('at the end', fs.readSync(fd, buffer, 0, 20, null));
say('fstat', [fs.fstatSync(fd).size, fs.fstatSync(fd).isFile(), typeof fs.fstatSync(fd, { bigint: true }).size]);
fs.ftruncateSync(fd, 5);
fs.fsyncSync(fd);
fs.fdatasyncSync(fd);
fs.fchmodSync(fd, 0o600);
fs.futimesSync(fd, 1, 2);
say('times', [fs.fstatSync(fd).mtimeMs, fs.fstatSync(fd).mode.toString(8)]);
fs.closeSync(fd);
failed('closed', () => fs.readSync(fd, buffer));
const reading = fs.openSync(p('a'), 'r');
const pieces: string[] = [];
for (let n; (n = fs.readSync(reading, buffer, 0, 4, null)) > 0; ) pieces.push(buffer.toString('utf8', 0, n));
say('in pieces', pieces);
failed('not for writing', () => fs.writeSync(reading, 'x'));
fs.closeSync(reading);
const appending = fs.openSync(p('a'), 'a');
fs.writeSync(appending, 'third\n');
fs.closeSync(appending);
say('vector', (() => {
  const file = fs.openSync(p('v'), 'w+');
  fs.writevSync(file, [Buffer.from('ab'), Buffer.from('cd')], 0);
  const got = [Buffer.alloc(1), Buffer.alloc(3)];
  fs.readvSync(file, got, 0);
  fs.closeSync(file);
  return got.map(String);
})());

// Directories
say('mkdir -p', fs.mkdirSync(p('d/e/f'), { recursive: true }));
say('mkdir -p again', fs.mkdirSync(p('d/e/f'), { recursive: true }));
failed('mkdir', () => fs.mkdirSync(p('d')));
failed('mkdir in none', () => fs.mkdirSync(p('none/x')));
fs.writeFileSync(p('d/e/x'), 'x');
say('readdir', fs.readdirSync(p('d')).sort());
say('recursive', (fs.readdirSync(p('d'), { recursive: true }) as string[]).sort());
say('types', fs.readdirSync(p('d/e'), { withFileTypes: true }).map((e) => [e.name, e.isFile(), e.isDirectory()]).sort());
failed('readdir none', () => fs.readdirSync(p('none')));
failed('readdir file', () => fs.readdirSync(p('a')));
const opened = fs.opendirSync(p('d/e'));
const names: string[] = [];
for (let entry; (entry = opened.readSync()); ) names.push(entry.name);
opened.closeSync();
say('opendir', names.sort());
say('mkdtemp', fs.mkdtempSync(p('tmp-')).length - dir.length);
failed('rmdir full', () => fs.rmdirSync(p('d/e')));
fs.rmdirSync(p('d/e/f'));
failed('rm directory', () => fs.rmSync(p('d')));
failed('rm none', () => fs.rmSync(p('none')));
fs.rmSync(p('none'), { force: true });

// Names
fs.symlinkSync('a', p('link'));
say('readlink', [fs.readlinkSync(p('link')), fs.lstatSync(p('link')).isSymbolicLink(), fs.statSync(p('link')).isFile()]);
failed('readlink of a file', () => fs.readlinkSync(p('a')));
say('realpath', fs.realpathSync(p('link')).slice(-2));
failed('realpath none', () => fs.realpathSync.native(p('none')));
fs.linkSync(p('a'), p('hard'));
say('links', fs.statSync(p('a')).nlink);
failed('link exists', () => fs.linkSync(p('a'), p('hard')));
fs.renameSync(p('hard'), p('renamed'));
failed('rename none', () => fs.renameSync(p('none'), p('x')));
fs.unlinkSync(p('renamed'));
failed('unlink none', () => fs.unlinkSync(p('none')));
failed('unlink directory', () => fs.unlinkSync(p('d')));
fs.symlinkSync('loop2', p('loop1'));
fs.symlinkSync('loop1', p('loop2'));
failed('loop', () => fs.statSync(p('loop1')));
fs.chmodSync(p('a'), 0o604);
fs.utimesSync(p('a'), 100.5, 200.25);
say('attributes', [fs.statSync(p('a')).mode.toString(8), fs.statSync(p('a')).atimeMs, fs.statSync(p('a')).mtimeMs]);
fs.lutimesSync(p('link'), 5, 6);
say('lutimes', fs.lstatSync(p('link')).mtimeMs);
fs.truncateSync(p('a'), 3);
say('truncated', fs.readFileSync(p('a'), 'latin1'));
failed('truncate none', () => fs.truncateSync(p('none')));
fs.accessSync(p('a'), fs.constants.R_OK);
failed('access', () => fs.accessSync(p('none')));
failed('stat', () => fs.statSync(p('none')));
failed('through a file', () => fs.statSync(p('a/x')));
say('no throw', fs.statSync(p('none'), { throwIfNoEntry: false }));
say('statfs', fs.statfsSync(dir).bsize > 0);
failed('name too long', () => fs.writeFileSync(p('x'.repeat(256)), ''));

// Copies
fs.copyFileSync(p('b'), p('copy'));
say('copied', fs.readFileSync(p('copy'), 'utf8'));
failed('copy exclusively', () => fs.copyFileSync(p('b'), p('copy'), fs.constants.COPYFILE_EXCL));
failed('copy none', () => fs.copyFileSync(p('none'), p('copy')));
fs.cpSync(p('d'), p('d2'), { recursive: true });
say('cp', (fs.readdirSync(p('d2'), { recursive: true }) as string[]).sort());
failed('cp directory', () => fs.cpSync(p('d'), p('d3')));
failed('cp exists', () => fs.cpSync(p('b'), p('copy'), { force: false, errorOnExist: true }));
fs.rmSync(p('d2'), { recursive: true });

// Large, with callbacks, promises and streams
const large = Buffer.from(Uint8Array.from({ length: 9_000_000 }, (_, i) => i % 251));
await fsp.writeFile(p('large'), large);
say('large', [(await fsp.stat(p('large'))).size, (await fsp.readFile(p('large'))).equals(large)]);
const handle = await fsp.open(p('large'), 'r+');
await handle.write('here', 8_500_000);
say('handle', (await handle.read(Buffer.alloc(6), 0, 6, 8_499_999)).buffer.toString('latin1', 1, 5));
await handle.close();
const chunks: Buffer[] = [];
for await (const chunk of fs.createReadStream(p('large'), { start: 8_499_990, end: 8_500_010 })) chunks.push(chunk);
say('stream', Buffer.concat(chunks).toString('latin1', 10, 14));
await new Promise<void>((resolve, reject) => {
  const stream = fs.createWriteStream(p('streamed'));
  stream.on('error', reject);
  stream.on('close', resolve);
  for (let i = 0; i < 1000; i++) stream.write(`line ${i}\n`);
  stream.end();
});
say('streamed', fs.readFileSync(p('streamed'), 'utf8').split('\n').length);
await rejected('promise', () => fsp.readFile(p('none')));
await rejected('promise readdir', () => fsp.readdir(p('none')));
await rejected('promise rm', () => fsp.rm(p('d')));
say('promise cp', await fsp.cp(p('d'), p('d4'), { recursive: true }));
say('promise rm', await fsp.rm(p('d4'), { recursive: true }));
await new Promise<void>((resolve) => fs.readFile(p('none'), (error) => resolve(say('callback', error?.message))));
const lines: string[] = [];
for await (const line of (await fsp.open(p('streamed'))).readLines()) lines.push(line);
say('lines', [lines.length, lines.at(-1)]);
for await (const entry of await fsp.opendir(p('d/e'))) say('entry', [entry.name, entry.parentPath ?? entry.path]);
fs.writeFileSync(Buffer.concat([Buffer.from(p('odd-')), Buffer.from([0xff])]), 'odd');
say('odd', fs.readdirSync(dir, { encoding: 'latin1' }).filter((name) => name.startsWith('odd')));
fs.rmSync(p('d'), { recursive: true });
say('left', fs.readdirSync(dir).filter((name) => !name.startsWith('tmp-') && !name.startsWith('odd')).sort());
