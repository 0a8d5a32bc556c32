import fs from 'node:fs';
import * as z from 'zod/mini';
import { EMPTY } from '../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../protocol/limits.ts';
import { TOO_LARGE_FOR_ONE_ANSWER } from '../../../protocol/syscalls.ts';
import type { Outcome } from '../stream.ts';
import { bits, type Call, fd, flags, path, position, type Syscall, size, syscall } from './context.ts';
import type { Descriptor } from './descriptors.ts';
import { native } from './native.ts';

const STDIN = 0;
const isOutput = (number: number): boolean => number === 1 || number === 2;

/** Calls that open, read and write files. */
export const contentCalls: Record<string, Syscall> = {
  'fs.open': syscall(
    z.tuple([path, flags, z.nullable(bits)]),
    async ([file, flag, mode], { context, sync }) => {
      const args = mode === null ? [file, flag] : [file, flag, mode];
      // Opening a pipe blocks until its other end is there, and the deputy must go on hearing signals.
      const opened = (await native('open', sync && !mayBlock(file), ...args)) as number;
      return { value: context.descriptors.add(opened) };
    },
  ),
  'fs.close': syscall(z.tuple([fd]), async ([number], { context, sync }) => {
    const { fd: own } = context.descriptors.get(number, 'close');
    context.descriptors.delete(number);
    // The standard streams stay open for what omrun itself has to say; to the task they are closed.
    if (own > 2) await native('close', sync, own);
    return { value: null };
  }),
  'fs.read': syscall(z.tuple([fd, size, position]), async ([number, length, at], call) => {
    const descriptor = call.context.descriptors.get(number, 'read');
    const { isRegular, fd: own } = descriptor;
    const wanted = Math.min(length, MAX_READ_BYTES);
    if (number === STDIN && !isRegular) return { value: null, bytes: await call.context.input.read(wanted) };
    const buffer = Buffer.allocUnsafe(wanted);
    const from = at ?? descriptor.offset;
    const got = (await native('read', call.sync && isRegular, own, buffer, 0, wanted, from)) as number;
    advance(descriptor, at, got);
    return { value: null, bytes: buffer.subarray(0, got) };
  }),
  'fs.write': syscall(z.tuple([fd, position]), async ([number, at], call) => {
    const descriptor = call.context.descriptors.get(number, 'write');
    const { isRegular, fd: own } = descriptor;
    if (isOutput(number) && at === null) return { value: await call.context.output.write(number, call.tail) };
    const to = at ?? descriptor.offset;
    const sync = call.sync && isRegular;
    const written = (await native('write', sync, own, call.tail, 0, call.tail.length, to)) as number;
    advance(descriptor, at, written);
    return { value: written };
  }),
  'fs.readFile': syscall(z.tuple([path, flags]), readFile),
  'fs.writeFile': syscall(
    z.tuple([z.union([path, fd]), z.object({ mode: bits, flag: flags, flush: z.boolean() })]),
    async ([file, options], { context, sync, tail }) => {
      if (typeof file === 'number') {
        const descriptor = context.descriptors.get(file, 'write');
        const { isRegular, fd: own, offset } = descriptor;
        if (isOutput(file)) await context.output.write(file, tail);
        else if (offset === null) await native('writeFile', sync && isRegular, own, tail, options);
        else await writeAll(descriptor, tail, sync && isRegular);
      } else await native('writeFile', sync && !mayBlock(file), file, tail, options);
      return { value: null };
    },
  ),
  'fs.copyFile': syscall(z.tuple([path, path, bits]), async ([from, to, mode], { sync }) => {
    await native('copyFile', sync && !mayBlock(from) && !mayBlock(to), from, to, mode);
    return { value: null };
  }),
};

/** What was read or written at the file's own position moves it. */
function advance(descriptor: Descriptor, at: number | null, bytes: number): void {
  if (at === null && descriptor.offset !== null) descriptor.offset += bytes;
}

async function writeAll(descriptor: Descriptor, bytes: Uint8Array, sync: boolean): Promise<void> {
  for (let at = 0; at < bytes.length; ) {
    const left = bytes.length - at;
    const put = (await native('write', sync, descriptor.fd, bytes, at, left, descriptor.offset)) as number;
    advance(descriptor, null, put);
    at += put;
  }
}

async function readFile([file, flag]: [string | Buffer, string | number], { sync }: Call): Promise<Outcome> {
  // A pipe or device is not opened here at all: what is read from it cannot be read again.
  if (mayBlock(file) || (statOf(file)?.size ?? 0) > MAX_READ_BYTES) throw tooLarge();
  const bytes = (await native('readFile', sync, file, { flag })) as Uint8Array;
  if (bytes.length > MAX_READ_BYTES) throw tooLarge();
  return { value: null, bytes: bytes.length === 0 ? EMPTY : bytes };
}

/** Neither a file nor a directory nor nothing: a pipe, a device, a socket. */
function mayBlock(file: string | Buffer): boolean {
  const stat = statOf(file);
  return stat !== undefined && !stat.isFile() && !stat.isDirectory();
}

/** What is known beforehand; where that is an error, the call itself says so in its own words. */
function statOf(file: string | Buffer): fs.Stats | undefined {
  try {
    return fs.statSync(file, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

function tooLarge(): Error {
  return Object.assign(new Error('too large for one answer'), { code: TOO_LARGE_FOR_ONE_ANSWER });
}
