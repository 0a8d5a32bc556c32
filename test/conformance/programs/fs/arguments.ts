// Wrong arguments: Node's checks, in its words.
import * as fs from 'node:fs';
import { forms, run } from '../cases.ts';

process.chdir(process.argv[2]!);
fs.writeFileSync('f', 'some text');
const fd = fs.openSync('f', 'r+');

const cases: Record<string, () => unknown> = {};
const wrong: [string, ...unknown[]][] = [
  ['access', 5],
  ['access', 'f', 8],
  ['access', 'f', 'r'],
  ['chmod', 'f', 'xyz'],
  ['chmod', 'f', -1],
  ['chown', 'f', 'root', 0],
  ['chown', 'f', 0, -2],
  ['copyFile', 'f', null],
  ['copyFile', {}, 'g'],
  ['copyFile', 'f', 'g', 99],
  ['cp', 'f', 'g', { recursive: 'yes' }],
  ['ftruncate', fd, 'x'],
  ['ftruncate', fd, 1.5],
  ['link', 'f', 7],
  ['lstat', true],
  ['mkdir', 'x', { recursive: 1 }],
  ['mkdir', 'x', 'rwx'],
  ['mkdtemp', 7],
  ['mkdtemp', 'x-', { encoding: 'bogus' }],
  ['open', 'f', 'bogus'],
  ['open', 'f', 'r', '99'],
  ['open', 'a\0b'],
  ['readFile', 'f', { encoding: 'bogus' }],
  ['readFile', 'f', 'bogus'],
  ['readFile', 'f', { signal: 5 }],
  ['readFile', 'f', { flag: 'q' }],
  ['readFile', undefined],
  ['rename', 'f'],
  ['rm', 'f', { force: 'yes' }],
  ['rm', 'f', { recursive: 'yes' }],
  ['rm', 'f', { maxRetries: -1 }],
  ['rmdir', 'f', { retryDelay: 'x' }],
  ['stat', [1, 2]],
  ['symlink', 1, 'b'],
  ['truncate', 'f', 'long'],
  ['unlink', new URL('http://example.com/f')],
  ['unlink', new URL('file:///a%2Fb')],
  ['utimes', 'f', 'never', 1],
  ['utimes', 'f', {}, 1],
  ['writeFile', 'f', 5],
  ['writeFile', 'f', null],
  ['writeFile', 'f', {}],
  ['writeFile', 'f', 'x', { flush: 'yes' }],
  ['writeFile', 'f', 'x', { mode: 'rw' }],
  ['appendFile', 'f', Symbol.iterator],
];
for (const [name, ...args] of wrong) {
  const shown = args.map((arg) =>
    arg === fd ? 'fd' : typeof arg === 'object' ? JSON.stringify(arg) : String(arg),
  );
  cases[`${name}(${shown.join(', ')})`] = () => forms(name, args);
}
const onDescriptors: [string, ...unknown[]][] = [
  ['close', 'x'],
  ['close', -1],
  ['close', 1.5],
  ['fstat', undefined],
  ['fsync', 2 ** 31],
  ['read', fd, 'x'],
  ['read', fd, Buffer.alloc(0)],
  ['read', fd, Buffer.alloc(4), 5, 1, 0],
  ['read', fd, Buffer.alloc(4), 0, 5, 0],
  ['read', fd, Buffer.alloc(4), -1, 1, 0],
  ['read', fd, Buffer.alloc(4), 0, 4, 'x'],
  ['read', fd, Buffer.alloc(4), 0, 4, -2],
  ['readv', fd, 'x'],
  ['readv', fd, ['x']],
  ['write', fd, 5],
  ['write', fd, Buffer.alloc(4), 5],
  ['write', fd, Buffer.alloc(4), 0, 5],
  ['write', fd, Buffer.alloc(4), 1.5],
  ['write', fd, 'ab', 0, 'bogus'],
  ['writev', fd, [1]],
];
for (const [name, ...args] of onDescriptors)
  cases[`${name}(${args.map((arg) => (arg === fd ? 'fd' : JSON.stringify(arg))).join(', ')})`] = () =>
    forms(name, args);

const uncalled = fs as unknown as Record<string, (...args: unknown[]) => unknown>;
for (const name of ['stat', 'readFile', 'writeFile', 'open', 'exists', 'readdir', 'mkdtemp', 'rename', 'cp'])
  cases[`${name} without a callback`] = () => uncalled[name]!('f', 'x');
cases['watch of nothing'] = () => fs.watch('none');
cases['watchFile without a listener'] = () => uncalled.watchFile!('f');
cases.lchmod = () => uncalled.lchmod;
await run(cases);
