import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import type { Outcome } from '../../agent/deputy/stream.ts';
import { onewayContentCalls } from '../../agent/deputy/syscalls/contents.ts';
import type { SyscallContext } from '../../agent/deputy/syscalls/context.ts';
import { execute } from '../../agent/deputy/syscalls/execute.ts';
import { share } from '../../agent/deputy/syscalls/lending.ts';
import { EMPTY } from '../../protocol/frame.ts';
import { syscallContext } from './syscall-context.ts';

let directory: string;
let context: SyscallContext;
const at = (name: string): string => path.join(directory, name);
let seq = 0;
const call = (name: string, args: unknown[], tail: Uint8Array = EMPTY): Promise<Outcome> =>
  execute({ k: 'call', seq: ++seq, name, args, mode: 'sync', seen: 0 }, tail, context);
const open = async (name: string, flags: string): Promise<number> =>
  (await call('fs.open', [at(name), flags, 0o666])).value as number;
const textOf = ({ bytes }: Outcome): string => String(bytes);

beforeEach(() => {
  directory = fs.mkdtempSync(path.join(os.tmpdir(), 'omosix-lending-'));
  fs.writeFileSync(at('f'), 'abcdefghijklmnopqrstuvwxyz');
  context = syscallContext();
});
afterEach(() => {
  for (const [number, { fd }] of context.descriptors.list()) if (number > 2) fs.closeSync(fd);
  fs.rmSync(directory, { recursive: true });
});

test('of a file that is read ahead the position is counted here, and is where the task says', async () => {
  const fd = await open('f', 'r');
  expect(textOf(await call('fs.read', [fd, 3, null]))).toBe('abc');
  const lent = await call('fs.read', [fd, 3, null, true]);
  expect(lent.value).toMatchObject({ at: 3, size: 26 });
  expect(textOf(lent)).toBe('def');
  expect(textOf(await call('fs.read', [fd, 3, null]))).toBe('ghi');
  onewayContentCalls['fs.seek']([fd, 20], context);
  expect(textOf(await call('fs.read', [fd, 3, null]))).toBe('uvw');
  expect(textOf(await call('fs.read', [fd, 100, null]))).toBe('xyz');
  expect(textOf(await call('fs.read', [fd, 100, null]))).toBe('');
});

test('another program goes on where the task is, and is seen from then on', async () => {
  const fd = await open('f', 'r');
  await call('fs.read', [fd, 3, null, true]);
  onewayContentCalls['fs.seek']([fd, 10], context);
  const shared = share(context.descriptors.get(fd, 'spawn'));
  const { stdout } = spawnSync('dd', ['bs=5', 'count=1'], { stdio: [shared, 'pipe', 'ignore'] });
  expect(String(stdout)).toBe('klmno');
  const read = await call('fs.read', [fd, 3, null, true]);
  expect(textOf(read)).toBe('pqr');
  expect(read.value).toBe(null);
});

test('nothing is lent of what is no ordinary file, of what is written too, or of what the task prints to', async () => {
  const asks = async (fd: number) => (await call('fs.read', [fd, 3, 0, true])).value;
  expect(await asks(await open('f', 'r'))).not.toBe(null);
  expect(await asks(await open('f', 'r+'))).toBe(null);
  const device = context.descriptors.add(fs.openSync('/dev/zero', 'r'));
  expect((await call('fs.read', [device, 3, null, true])).value).toBe(null);
  const writes = async (flags: string) =>
    typeof (await call('fs.write', [await open('g', flags), null, true], Buffer.from('x'))).value;
  expect(await writes('w')).toBe('object');
  expect(await writes('a')).toBe('object');
  expect(await writes('as')).toBe('number');
});

test('nothing is lent where threads may see the file, too', async () => {
  const fd = await open('f', 'r');
  context = { ...context, threads: { ...context.threads, self: 1 } };
  expect((await call('fs.read', [fd, 3, null, true])).value).toBe(null);
  const other = await open('g', 'w');
  expect((await call('fs.write', [other, null, true], Buffer.from('x'))).value).toBe(1);
});

test('writes behind are done when they come, in their order', async () => {
  const fd = await open('g', 'w');
  await call('fs.write', [fd, null, true], Buffer.from('one '));
  const put = (text: string, place: number | null = null) =>
    onewayContentCalls['fs.write']([fd, place], Buffer.from(text), context);
  expect([put('two '), put('three'), put('T', 4)]).toEqual([null, null, null]);
  expect(fs.readFileSync(at('g'), 'utf8')).toBe('one Two three');
});

test.each(['fs.fsync', 'fs.close', 'fs.write'])(
  'what went wrong behind is the error of %s, once, and nothing is written meanwhile',
  async (name) => {
    const fd = await open('g', 'w');
    await call('fs.write', [fd, null, true], Buffer.from('one'));
    const { fd: own } = context.descriptors.get(fd, 'write');
    const put = () => onewayContentCalls['fs.write']([fd, null], Buffer.from('more'), context);
    const { writeSync } = fs;
    fs.writeSync = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), {
        code: 'ENOSPC',
        errno: -28,
        syscall: 'write',
      });
    };
    try {
      expect(put()).toMatchObject({ code: 'ENOSPC' });
    } finally {
      fs.writeSync = writeSync;
    }
    expect(put()).toBe(null);
    expect(fs.readFileSync(at('g'), 'utf8')).toBe('one');
    const args = name === 'fs.write' ? [fd, null, true] : [fd];
    expect((await call(name, args, Buffer.from('two'))).error).toMatchObject({
      code: 'ENOSPC',
      syscall: 'write',
    });
    if (name === 'fs.close') {
      expect(() => fs.fstatSync(own)).toThrow('EBADF');
      return;
    }
    // From now on each write is answered.
    expect(await call('fs.write', [fd, null, true], Buffer.from(' two'))).toEqual({ value: 4 });
    expect(fs.readFileSync(at('g'), 'utf8')).toBe('one two');
  },
);

test('a wrong oneway call ends the task', () => {
  for (const args of [[1, null], [99, null], [3, -1], ['3', null], []])
    expect(() => onewayContentCalls['fs.write'](args, EMPTY, context)).toThrow("a wrong 'fs.write'");
  expect(() => onewayContentCalls['fs.seek']([3, -1], context)).toThrow("a wrong 'fs.seek'");
});
