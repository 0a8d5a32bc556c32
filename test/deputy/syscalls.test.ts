import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Outcome } from '../../agent/deputy/stream.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { execute } from '../../agent/deputy/syscalls/execute.ts';
import { EMPTY } from '../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../protocol/limits.ts';
import { TOO_LARGE_FOR_ONE_ANSWER } from '../../protocol/syscalls.ts';
import { syscallContext } from './syscall-context.ts';

let directory: string;
let home: string;
let context: SyscallContext;
let killed: unknown[];

beforeEach(() => {
  home = process.cwd();
  directory = fs.mkdtempSync(path.join(fs.realpathSync(os.tmpdir()), 'omosix-syscalls-'));
  process.chdir(directory);
  killed = [];
  context = syscallContext((...args) => killed.push(args) > 0);
});
afterEach(() => {
  process.chdir(home);
  fs.rmSync(directory, { recursive: true });
});

let seq = 0;
function call(
  name: string,
  args: unknown[],
  mode: 'sync' | 'async',
  tail: Uint8Array = EMPTY,
): Promise<Outcome> {
  return execute({ k: 'call', seq: ++seq, name, args, mode, seen: 0 }, tail, context);
}

/** The error that node itself throws, as it would travel. */
function errorOf(act: () => unknown): unknown {
  try {
    act();
  } catch (error) {
    const {
      name,
      message,
      code,
      errno,
      syscall,
      path: file,
      dest,
    } = error as NodeJS.ErrnoException & { dest?: string };
    return JSON.parse(JSON.stringify({ name, message, code, errno, syscall, path: file, dest }));
  }
  throw new Error('no error');
}

describe.each(['sync', 'async'] as const)('%s', (mode) => {
  const run = (name: string, ...args: unknown[]): Promise<Outcome> => call(name, args, mode);

  test('open, write, read, close do what node does', async () => {
    const { value: fd } = await run('fs.open', 'a.txt', 'w+', 0o600);
    expect(await call('fs.write', [fd, null], mode, Buffer.from('hello world'))).toEqual({ value: 11 });
    expect(await call('fs.write', [fd, 6], mode, Buffer.from('W'))).toEqual({ value: 1 });
    const { value, bytes } = await run('fs.read', fd, 100, 0);
    expect(value).toBe(null);
    expect(String(bytes)).toBe('hello World');
    expect((await run('fs.read', fd, 100, 11)).bytes!.length).toBe(0);
    expect((await run('fs.fstat', fd)).value).toMatchObject({ size: 11, ino: fs.statSync('a.txt').ino });
    expect(await run('fs.ftruncate', fd, 5)).toEqual({ value: null });
    expect(await run('fs.close', fd)).toEqual({ value: null });
    expect(fs.readFileSync('a.txt', 'utf8')).toBe('hello');
    expect(fs.statSync('a.txt').mode & 0o777).toBe(0o600);
  });

  test('whole files', async () => {
    const options = { mode: 0o666, flag: 'w', flush: false };
    expect(await call('fs.writeFile', ['b', options], mode, Buffer.from('one'))).toEqual({ value: null });
    await call('fs.writeFile', ['b', { ...options, flag: 'a' }], mode, Buffer.from(' two'));
    expect(String((await run('fs.readFile', 'b', 'r')).bytes)).toBe('one two');
    expect(await run('fs.copyFile', 'b', 'c', 0)).toEqual({ value: null });
    expect(fs.readFileSync('c', 'utf8')).toBe('one two');
  });

  test('a file too large for one answer says so before it is read; a short read serves the loop', async () => {
    fs.writeFileSync('large', '');
    fs.truncateSync('large', MAX_READ_BYTES + 1);
    expect((await run('fs.readFile', 'large', 'r')).error?.code).toBe(TOO_LARGE_FOR_ONE_ANSWER);
    const { value: fd } = await run('fs.open', 'large', 'r', null);
    expect((await run('fs.read', fd, MAX_READ_BYTES * 2, null)).bytes!.length).toBe(MAX_READ_BYTES);
    expect((await run('fs.read', fd, MAX_READ_BYTES * 2, null)).bytes!.length).toBe(1);
    await run('fs.close', fd);
  });

  test('names and properties', async () => {
    const first = fs.mkdirSync('w/y/z', { recursive: true })!.replace('w', 'x');
    expect((await run('fs.mkdir', 'x/y/z', { recursive: true, mode: 0o777 })).value).toBe(first);
    fs.writeFileSync('x/f', 'data');
    expect(await run('fs.symlink', 'f', 'x/link')).toEqual({ value: null });
    expect((await run('fs.readlink', 'x/link')).value).toBe('f');
    expect((await run('fs.realpath', 'x/link')).value).toBe(path.join(directory, 'x/f'));
    expect(await run('fs.link', 'x/f', 'x/hard')).toEqual({ value: null });
    expect(await run('fs.chmod', 'x/f', 0o640)).toEqual({ value: null });
    expect(await run('fs.utimes', 'x/f', 1000.5, 2000.25)).toEqual({ value: null });
    const { isFile: _, ...stat } = fs.statSync('x/f');
    for (const key of ['dev', 'ino', 'mode', 'nlink', 'size', 'blksize'] as const) {
      expect((await run('fs.stat', 'x/f')).value).toHaveProperty(key, stat[key]);
    }
    expect((await run('fs.stat', 'x/f')).value).toMatchObject({
      atimeNs: '1000500000000',
      mtimeNs: '2000250000000',
      birthtimeNs: String(fs.statSync('x/f', { bigint: true }).birthtimeNs),
    });
    expect((await run('fs.lstat', 'x/link')).value).toHaveProperty('size', 1);
    const listing = { recursive: false, withFileTypes: true, raw: false };
    const entries = JSON.parse(String((await run('fs.readdir', 'x', listing)).bytes));
    expect(JSON.parse(String((await run('fs.opendir', 'x', listing)).bytes))).toHaveLength(entries.length);
    // Kinds as UV_DIRENT_*.
    expect(entries.sort((a: { name: string }, b: { name: string }) => (a.name < b.name ? -1 : 1))).toEqual([
      { name: 'f', parentPath: 'x', type: 1 },
      { name: 'hard', parentPath: 'x', type: 1 },
      { name: 'link', parentPath: 'x', type: 3 },
      { name: 'y', parentPath: 'x', type: 2 },
    ]);
    expect(await run('fs.rename', 'x/f', 'x/g')).toEqual({ value: null });
    expect(await run('fs.unlink', 'x/g')).toEqual({ value: null });
    expect(await run('fs.rmdir', 'x/y/z')).toEqual({ value: null });
    expect(await run('fs.rm', 'x', { recursive: true, force: false })).toEqual({ value: null });
    expect(fs.existsSync('x')).toBe(false);
    expect((await run('fs.mkdtemp', 'tmp-')).value).toMatch(/^tmp-.{6}$/);
  });

  test('more of names and properties', async () => {
    fs.mkdirSync('t/u', { recursive: true });
    fs.writeFileSync('t/u/f', 'data');
    fs.symlinkSync('f', 't/u/l');
    const options = {
      dereference: false,
      errorOnExist: false,
      force: true,
      mode: 0,
      preserveTimestamps: false,
      recursive: true,
      verbatimSymlinks: false,
    };
    await run('fs.cp', 't', 'all', options);
    expect(fs.readFileSync('all/u/f', 'utf8')).toBe('data');
    const { bytes } = await run('fs.cpList', 't', 'some', { dereference: false });
    expect(JSON.parse(String(bytes))).toContainEqual(['t/u/f', 'some/u/f']);
    await call('fs.cp', ['t', 'some', options], mode, Buffer.from('["t","t/u"]'));
    expect(fs.readdirSync('some/u')).toEqual([]);
    await run('fs.lutimes', 't/u/l', -1.5, -2.5);
    expect(fs.lstatSync('t/u/l').mtimeMs).toBe(-2500);
    expect(await run('fs.chown', 't/u/f', -1, -1)).toEqual({ value: null });
    expect((await run('fs.chown', 't/u/f', -2, -1)).error?.code).toBe('ERR_INVALID_ARG_VALUE');
    const { blocks } = fs.statfsSync('.');
    expect((await run('fs.statfs', '.')).value).toMatchObject({ blocks });
    const odd = { base64: Buffer.from([0x61, 0xff]).toString('base64') };
    await call('fs.writeFile', [odd, { mode: 0o666, flag: 'w', flush: false }], mode, Buffer.from('odd'));
    expect(fs.readFileSync(Buffer.from([0x61, 0xff]), 'utf8')).toBe('odd');
    expect((await run('fs.rm', 't', { recursive: false, force: false })).error).toMatchObject({
      code: 'ERR_FS_EISDIR',
      info: { code: 'EISDIR', syscall: 'rm' },
    });
  });

  test('errors are those of node, to the letter', async () => {
    fs.mkdirSync('d/e', { recursive: true });
    fs.writeFileSync('f', '');
    const cases: [string, unknown[], () => unknown][] = [
      ['fs.open', ['none', 'r', null], () => fs.openSync('none', 'r')],
      ['fs.open', ['f', 'wx', null], () => fs.openSync('f', 'wx')],
      ['fs.open', ['f', 'bogus', null], () => fs.openSync('f', 'bogus')],
      ['fs.readFile', ['none', 'r'], () => fs.readFileSync('none')],
      ['fs.readFile', ['f/x', 'r'], () => fs.readFileSync('f/x')],
      ['fs.readFile', ['d', 'r'], () => fs.readFileSync('d')],
      ['fs.stat', ['none'], () => fs.statSync('none')],
      ['fs.access', ['none', 0], () => fs.accessSync('none')],
      [
        'fs.readdir',
        ['none', { recursive: false, withFileTypes: false, raw: false }],
        () => fs.readdirSync('none'),
      ],
      ['fs.mkdir', ['d', { recursive: false, mode: 0o777 }], () => fs.mkdirSync('d')],
      ['fs.rmdir', ['d'], () => fs.rmdirSync('d')],
      ['fs.rename', ['none', 'other'], () => fs.renameSync('none', 'other')],
      ['fs.copyFile', ['none', 'other', 0], () => fs.copyFileSync('none', 'other')],
      ['fs.symlink', ['x', 'f'], () => fs.symlinkSync('x', 'f')],
      ['fs.unlink', ['d'], () => fs.unlinkSync('d')],
    ];
    for (const [name, args, act] of cases)
      expect((await run(name, ...args)).error, name).toEqual(errorOf(act));
  });

  test('a descriptor that the task did not open does not exist', async () => {
    const own = fs.openSync(path.join(directory, 'own'), 'w+');
    const error = { code: 'EBADF', errno: -9 };
    expect((await run('fs.read', own, 10, null)).error).toMatchObject({
      ...error,
      message: 'EBADF: bad file descriptor, read',
    });
    expect((await run('fs.write', own, null)).error).toMatchObject(error);
    expect((await run('fs.close', own)).error).toMatchObject(error);
    expect((await run('fs.fstat', own)).error).toMatchObject(error);
    expect((await run('fs.fchmod', own, 0)).error).toMatchObject(error);
    fs.closeSync(own);
  });

  test('a closed descriptor is closed, also a standard one, which omrun keeps', async () => {
    const { value: fd } = await run('fs.open', 'k', 'w', null);
    await run('fs.close', fd);
    expect((await run('fs.close', fd)).error).toMatchObject({ code: 'EBADF', syscall: 'close' });
    await run('fs.close', 1);
    expect((await call('fs.write', [1, null], mode, Buffer.from('x'))).error).toMatchObject({
      code: 'EBADF',
    });
    expect(fs.fstatSync(1)).toBeTruthy();
  });
});

test('chdir changes what relative names mean', async () => {
  fs.mkdirSync('sub');
  expect((await call('process.chdir', ['sub'], 'sync')).value).toBe(path.join(directory, 'sub'));
  await call('fs.writeFile', ['here', { mode: 0o666, flag: 'w', flush: false }], 'sync', Buffer.from('x'));
  expect(fs.existsSync(path.join(directory, 'sub/here'))).toBe(true);
  const failed = (await call('process.chdir', ['none'], 'sync')).error;
  expect(failed).toEqual(errorOf(() => process.chdir('none')));
});

test('umask returns the old mask', async () => {
  const old = process.umask(0o027);
  expect((await call('process.umask', [0o022], 'sync')).value).toBe(0o027);
  process.umask(old);
});

describe('hostile arguments', () => {
  test('get an error, never an exception', async () => {
    expect((await call('fs.nothing', [], 'sync')).error?.message).toMatch(/knows no syscall/);
    expect((await call('constructor', [], 'sync')).error?.message).toMatch(/knows no syscall/);
    expect((await call('fs.open', [{}, 'r', null], 'sync')).error?.code).toBe('ERR_INVALID_ARG_VALUE');
    expect((await call('fs.open', ['a\0b', 'r', null], 'sync')).error?.code).toBe('ERR_INVALID_ARG_VALUE');
    expect((await call('fs.read', [0, -1, null], 'sync')).error?.code).toBe('ERR_INVALID_ARG_VALUE');
    expect(
      (
        await call(
          'fs.readdir',
          ['.', { recursive: false, withFileTypes: false, raw: false, filter: 'x' }],
          'sync',
        )
      ).error,
    ).toBeUndefined();
    expect(killed).toEqual([]);
  });

  test('whatever they are', async () => {
    const names = [
      'fs.open',
      'fs.close',
      'fs.read',
      'fs.write',
      'fs.stat',
      'fs.readFile',
      'fs.access',
      'fs.readlink',
      'fs.fsync',
      'stdin.read',
      'process.chdir',
    ];
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...names),
        fc.array(fc.jsonValue(), { maxLength: 4 }),
        fc.boolean(),
        async (name, args, sync) => {
          const outcome = await call(name, args, sync ? 'sync' : 'async');
          expect(outcome.error === undefined || typeof outcome.error.message === 'string').toBe(true);
        },
      ),
      { numRuns: 300 },
    );
  });
});

test('a watch keeps what has happened until it is asked, and ends when it is told to', async () => {
  fs.mkdirSync('watched');
  const { value: id } = await call('fs.watch', ['watched', { recursive: false }], 'sync');
  const waiting = call('fs.watched', [id], 'async');
  fs.writeFileSync('watched/new', '');
  expect((await waiting).value).toContainEqual({ type: 'rename', filename: 'new' });
  const last = call('fs.watched', [id], 'async');
  await call('fs.unwatch', [id], 'async');
  for (let answer = await last; answer.value !== null; answer = await call('fs.watched', [id], 'async'));
  expect(await call('fs.watched', [999], 'async')).toEqual({ value: null });
  expect((await call('fs.watch', ['none', { recursive: false }], 'sync')).error?.code).toBe('ENOENT');
});
