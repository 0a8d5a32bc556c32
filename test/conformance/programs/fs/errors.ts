// What is not there, in each form of each function: Node's very errors.
import * as fs from 'node:fs';
import { forms, run } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.mkdirSync('d/e', { recursive: true });
fs.writeFileSync('f', 'f');
fs.symlinkSync('loop', 'loop');

const cases: Record<string, () => unknown> = {};
const missing: [string, ...unknown[]][] = [
  ['access', 'none'],
  ['appendFile', 'none/x', 'data'],
  ['chmod', 'none', 0o600],
  ['chown', 'none', -1, -1],
  ['copyFile', 'none', 'other'],
  ['cp', 'none', 'other'],
  ['lchown', 'none', -1, -1],
  ['link', 'none', 'other'],
  ['lstat', 'none'],
  ['lutimes', 'none', 1, 1],
  ['mkdir', 'none/x'],
  ['open', 'none', 'r'],
  ['opendir', 'none'],
  ['readFile', 'none'],
  ['readdir', 'none'],
  ['readlink', 'none'],
  ['rename', 'none', 'other'],
  ['rm', 'none'],
  ['rmdir', 'none'],
  ['stat', 'none'],
  ['statfs', 'none'],
  ['symlink', 'x', 'none/x'],
  ['truncate', 'none', 1],
  ['unlink', 'none'],
  ['utimes', 'none', 1, 1],
  ['writeFile', 'none/x', 'data'],
];
for (const [name, ...args] of missing) cases[`${name} of nothing`] = () => forms(name, args);

const others: [string, ...unknown[]][] = [
  ['copyFile', 'f', 'f2/x'],
  ['copyFile', 'f', 'd', fs.constants.COPYFILE_EXCL],
  ['cp', 'd', 'd2'],
  ['cp', 'd', 'd/e/inside', { recursive: true }],
  ['cp', 'f', 'f'],
  ['cp', 'f', 'd', { errorOnExist: true, force: false }],
  ['link', 'f', 'd'],
  ['mkdir', 'd'],
  ['mkdir', 'f/x', { recursive: true }],
  ['open', 'f', 'wx'],
  ['open', 'd', 'w'],
  ['readFile', 'd'],
  ['readdir', 'f'],
  ['readlink', 'f'],
  ['rename', 'f', 'd'],
  ['rm', 'd'],
  ['rmdir', 'd'],
  ['rmdir', 'f'],
  ['stat', 'loop'],
  ['stat', 'f/x'],
  ['symlink', 'x', 'f'],
  ['unlink', 'd'],
  ['writeFile', 'd', 'data'],
];
for (const [name, ...args] of others) cases[`${name} ${JSON.stringify(args)}`] = () => forms(name, args);

for (const name of ['close', 'fchmod', 'fchown', 'fdatasync', 'fstat', 'fsync', 'ftruncate', 'futimes']) {
  const args = { fchmod: [0o600], fchown: [-1, -1], futimes: [1, 1] }[name] ?? [];
  cases[`${name} of what is not open`] = () => forms(name, [999, ...args]);
}
cases['read of what is not open'] = () => forms('read', [999, Buffer.alloc(1)]);
cases['write of what is not open'] = () => forms('write', [999, Buffer.alloc(1)]);
cases['writev of what is not open'] = () => forms('writev', [999, [Buffer.alloc(1)]]);
cases['mkdtemp in nothing'] = async () =>
  (await forms('mkdtemp', ['none/x-'])).map((line) => line.replaceAll(/x-\w{6}/g, 'x-'));
cases['realpath of nothing'] = async () =>
  (await forms('realpath', ['none'])).map((line) => line.replaceAll(process.cwd(), '.'));
cases['realpath.native of nothing'] = () => fs.realpathSync.native('none');
await run(cases);
