// What is known of files, and what can be set.
import * as fs from 'node:fs';
import { promises } from 'node:fs';
import { forms, run } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('f', 'some text');
fs.mkdirSync('d');
fs.symlinkSync('f', 'l');
const fd = fs.openSync('f', 'r+');
const uid = process.getuid!();
const gid = process.getgid!();
const kinds = (stat: fs.StatsBase<number | bigint>) =>
  [
    stat.isFile(),
    stat.isDirectory(),
    stat.isSymbolicLink(),
    stat.isFIFO(),
    stat.isSocket(),
    stat.isBlockDevice(),
  ]
    .map(Number)
    .join('');
const timesOf = (path: string) => {
  const { atimeMs, mtimeMs, mtime, atime } = fs.lstatSync(path);
  return [atimeMs, mtimeMs, mtime.toISOString(), atime.getTime()];
};

await run({
  kinds: () => ['f', 'd', 'l', '/dev/null'].map((path) => kinds(fs.lstatSync(path))),
  'kinds, big': () => ['f', 'd', 'l', '/dev/null'].map((path) => kinds(fs.lstatSync(path, { bigint: true }))),
  'a character device': () => fs.statSync('/dev/null').isCharacterDevice(),
  'stat is a Stats': () => [fs.statSync('f') instanceof fs.Stats, fs.statSync('f').constructor.name],
  'big stat': () => fs.statSync('f', { bigint: true }).constructor.name,
  'keys of stat': () => Object.keys(fs.statSync('f')),
  'keys of big stat': () => Object.keys(fs.statSync('f', { bigint: true })),
  'size and links': () => {
    const { size, nlink, uid: user, gid: group, blksize, blocks } = fs.statSync('f');
    return [size, nlink, user === uid, group === gid, blksize, blocks >= 0];
  },
  'the same file in each form': async () => {
    const { ino, dev } = fs.statSync('f');
    const others = [fs.fstatSync(fd), fs.lstatSync('f'), await promises.stat('f'), fs.statSync('l')];
    const big = fs.statSync('f', { bigint: true });
    return [...others.map((other) => other.ino === ino && other.dev === dev), big.ino === BigInt(ino)];
  },
  'stat of nothing is undefined': () => [
    fs.statSync('none', { throwIfNoEntry: false }),
    fs.lstatSync('none', { throwIfNoEntry: false }),
  ],
  'stat in all forms': () => forms('stat', ['f'], (stat) => (stat as fs.Stats).size),
  'fstat in all forms': () => forms('fstat', [fd], (stat) => (stat as fs.Stats).isFile()),
  'big lstat in all forms': () =>
    forms('lstat', ['l', { bigint: true }], (stat) => (stat as fs.BigIntStats).size),
  utimes: () => [fs.utimesSync('f', 1000.5, 2000.25), timesOf('f')],
  'utimes with dates and text': () => [fs.utimesSync('f', new Date(1_234_567), '98765.5'), timesOf('f')],
  'utimes by nanoseconds': () => {
    fs.utimesSync('f', 1, 1.000_001);
    const { mtimeNs, mtimeMs } = fs.statSync('f', { bigint: true });
    return [mtimeNs, mtimeMs];
  },
  'times before 1970': () => [fs.utimesSync('f', new Date(-1500), new Date(-2500)), timesOf('f')],
  futimes: () => [fs.futimesSync(fd, 10, 20), timesOf('f')],
  lutimes: () => [fs.lutimesSync('l', 30, 40), timesOf('l'), timesOf('f')],
  'utimes in all forms': () => forms('utimes', ['d', 5, 6]),
  'lutimes in all forms': () => forms('lutimes', ['l', 5, 6]),
  'futimes in all forms': () => forms('futimes', [fd, 5, 6]),
  chmod: () => [fs.chmodSync('f', 0o640), (fs.statSync('f').mode & 0o777).toString(8)],
  'chmod as text': () => [fs.chmodSync('f', '604'), (fs.statSync('f').mode & 0o777).toString(8)],
  fchmod: () => [fs.fchmodSync(fd, 0o600), (fs.statSync('f').mode & 0o777).toString(8)],
  'chmod in all forms': () => forms('chmod', ['f', 0o644]),
  'fchmod in all forms': () => forms('fchmod', [fd, 0o644]),
  'chown to oneself': () => forms('chown', ['f', uid, gid]),
  'chown that changes nothing': () => forms('chown', ['f', -1, -1]),
  lchown: () => forms('lchown', ['l', uid, gid]),
  fchown: () => forms('fchown', [fd, uid, gid]),
  statfs: () => {
    const { type, bsize, blocks } = fs.statfsSync('.');
    const big = fs.statfsSync('.', { bigint: true });
    return [
      big.type === BigInt(type),
      big.bsize === BigInt(bsize),
      big.blocks === BigInt(blocks),
      Object.keys(big),
    ];
  },
  'statfs by promise': async () => (await promises.statfs('.')).constructor.name,
  'fsync and fdatasync in all forms': async () => [
    await forms('fsync', [fd]),
    await forms('fdatasync', [fd]),
  ],
  constants: () => [fs.constants.O_RDONLY, fs.constants.R_OK, promises.constants === fs.constants],
});
fs.closeSync(fd);
