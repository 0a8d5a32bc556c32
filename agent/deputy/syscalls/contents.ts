import fs from 'node:fs';
import * as z from 'zod/mini';
import { OmosixError } from '../../../protocol/errors.ts';
import { aheadCalls, aheadNames } from '../../../protocol/files.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../protocol/limits.ts';
import { text } from '../../../protocol/node.ts';
import { TOO_LARGE_FOR_ONE_ANSWER } from '../../../protocol/syscalls.ts';
import { localAnswersAhead } from '../../mfs/ahead.ts';
import { identityOf } from '../../mfs/stat.ts';
import type { Outcome } from '../stream.ts';
import {
  bits,
  type Call,
  fd,
  flags,
  path,
  position,
  type Syscall,
  type SyscallContext,
  size,
  syscall,
} from './context.ts';
import type { Descriptor } from './descriptors.ts';
import { lendReading, lendWriting, outputFiles } from './lending.ts';
import { native } from './native.ts';

const STDIN = 0;
const asks = z.optional(z.boolean());
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
    const { fd: own, failure, remote } = context.descriptors.get(number, 'close');
    context.descriptors.delete(number);
    // The standard streams stay open for what omrun itself has to say; to the task they are closed.
    if (own > 2) await native('close', sync, own);
    await remote?.close();
    if (failure) throw failure;
    return { value: null };
  }),
  'fs.read': syscall(z.tuple([fd, size, position, asks]), async ([number, length, at, isAsked], call) => {
    const { context } = call;
    const descriptor = context.descriptors.get(number, 'read');
    const { isRegular, fd: own } = descriptor;
    const wanted = Math.min(length, MAX_READ_BYTES);
    if (number === STDIN && !isRegular) return { value: null, bytes: await context.input.read(wanted) };
    const lent = isAsked ? lendReading(descriptor, at, context) : null;
    const buffer = Buffer.allocUnsafe(wanted);
    const from = at ?? descriptor.offset;
    // Another read that begins meanwhile is of what follows.
    advance(descriptor, at, wanted);
    if (at === null) descriptor.reads++;
    let got = 0;
    try {
      got = (await native('read', call.sync && isRegular, own, buffer, 0, wanted, from)) as number;
    } finally {
      if (at === null) descriptor.reads--;
      if (at === null && from !== null && descriptor.offset === from + wanted) descriptor.offset = from + got;
    }
    return { value: lent && { ...lent, at: from }, bytes: buffer.subarray(0, got) };
  }),
  'fs.write': syscall(z.tuple([fd, position, asks]), async ([number, at, isAsked], call) => {
    const descriptor = call.context.descriptors.getSound(number, 'write');
    const { isRegular, fd: own } = descriptor;
    if (isOutput(number) && at === null) return { value: await call.context.output.write(number, call.tail) };
    const to = at ?? descriptor.offset;
    const sync = call.sync && isRegular;
    const written = (await native('write', sync, own, call.tail, 0, call.tail.length, to)) as number;
    advance(descriptor, at, written);
    const file = isAsked ? lendWriting(descriptor, call.context) : null;
    return { value: file === null ? written : { bytes: written, fd: number, file } };
  }),
  'fs.readFile': syscall(z.tuple([path, flags]), readFile),
  'fs.ahead': syscall(
    z.tuple([text, aheadNames, aheadCalls]),
    async ([prefix, names, calls], { context }) => ({
      value: null,
      bytes: localAnswersAhead(prefix, names, calls, othersSee(context)),
    }),
  ),
  'fs.writeFile': syscall(
    z.tuple([z.union([path, fd]), z.object({ mode: bits, flag: flags, flush: z.boolean() })]),
    async ([file, options], { context, sync, tail }) => {
      if (typeof file === 'number') {
        const descriptor = context.descriptors.getSound(file, 'write');
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

/** Calls that are not answered. */
export const onewayContentCalls = {
  'fs.seek': (args: unknown[], { descriptors }: SyscallContext): void => {
    const parsed = z.safeParse(z.tuple([fd, size]), args);
    if (!parsed.success) throw wrong('fs.seek');
    const found = descriptors.list().find(([number]) => number === parsed.data[0])?.[1];
    if (found?.isOwn && found.offset !== null) found.offset = parsed.data[1];
  },
  /** What was promised to be written. The first error is the result, and stays until somebody is told. */
  'fs.write': (args: unknown[], tail: Uint8Array, { descriptors }: SyscallContext): Error | null => {
    const parsed = z.safeParse(z.tuple([fd, position]), args);
    if (!parsed.success) throw wrong('fs.write');
    const [number, at] = parsed.data;
    const found = descriptors.list().find(([open]) => open === number)?.[1];
    if (!found?.isRegular || number <= 2) throw wrong('fs.write');
    if (found.failure) return null;
    try {
      putAll(found, tail, at);
      return null;
    } catch (error) {
      found.failure = error as Error;
      found.hasFailed = true;
      return error as Error;
    }
  },
};

const wrong = (name: string): OmosixError =>
  new OmosixError('EPROTOCOL', `the task's host sent a wrong '${name}'`);

/** At once: the calls after it are to find it done. */
function putAll(descriptor: Descriptor, bytes: Uint8Array, at: number | null): void {
  for (let done = 0; done < bytes.length; ) {
    const to = at === null ? descriptor.offset : at + done;
    const put = fs.writeSync(descriptor.fd, bytes, done, bytes.length - done, to);
    advance(descriptor, at, put);
    done += put;
  }
}

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

/** What the task prints to is asked for in order with that. */
function othersSee(context: SyscallContext): (stat: fs.BigIntStats) => boolean {
  const files = outputFiles(context);
  return files.size === 0 ? () => false : (stat) => files.has(identityOf(stat));
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
