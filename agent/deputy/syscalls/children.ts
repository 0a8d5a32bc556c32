import { constants } from 'node:os';
import * as z from 'zod/mini';
import { SERIALIZATIONS, STARTER } from '../../../protocol/children.ts';
import { MAX_ASKED_CHILDREN, MAX_READ_BYTES, MAX_STRING_CHARS } from '../../../protocol/limits.ts';
import { type Ran, run } from '../children/run.ts';
import { type Call, fd, owner, type Syscall, size, syscall } from './context.ts';
import type { Descriptor } from './descriptors.ts';
import { share } from './lending.ts';

const MOST_STDIO = 1024;
const number = z.int().check(z.gte(1));
/** As long as Linux lets one be. */
const text = z.string().check(z.maxLength(2 * MAX_STRING_CHARS));
const signal = z.int().check(z.gte(0), z.lte(64));
const limit = z.nullable(z.number().check(z.gte(0)));
const request = {
  file: text,
  args: z.array(text),
  cwd: z.nullable(text),
  env: z.array(text),
  stdio: z
    .array(
      z.union([
        z.literal('pipe'),
        z.literal('ipc'),
        z.literal('ignore'),
        z.object({ fd }),
        z.object({ child: number, pipe: size }),
      ]),
    )
    .check(z.maxLength(MOST_STDIO)),
  serialization: z.enum(SERIALIZATIONS),
  detached: z.boolean(),
  uid: z.nullable(owner),
  gid: z.nullable(owner),
};
/** Also of who has started it. */
const program = z.int().check(z.gte(STARTER));
const onPipe = z.tuple([program, size]);

/** Other programs: they run here, with the rights of this process. */
export const childCalls: Record<string, Syscall> = {
  'child.spawn': syscall(z.tuple([z.object(request)]), async ([what], call) => {
    await ready(call);
    return { value: await call.context.children.spawn(what, descriptorIn(call), MAX_ASKED_CHILDREN) };
  }),
  'child.read': syscall(z.tuple([program, size, size]), async ([child, pipe, length], { context }) => {
    const wanted = Math.min(Math.max(length, 1), MAX_READ_BYTES);
    const { bytes, isEnd } = await context.children.read(child, pipe, wanted);
    return { value: isEnd, bytes };
  }),
  'child.write': syscall(onPipe, async ([child, pipe], { context, tail }) => {
    await context.children.write(child, pipe, tail);
    return { value: null };
  }),
  'child.end': syscall(z.tuple([program, size, z.boolean()]), async ([child, pipe, whole], { context }) => {
    await context.children.end(child, pipe, whole);
    return { value: null };
  }),
  'child.wait': syscall(z.tuple([number]), async ([child], { context }) => ({
    value: await context.children.wait(child),
  })),
  'child.kill': syscall(z.tuple([number, signal]), ([child, name], { context }) => ({
    value: context.children.kill(child, name),
  })),
  'child.input': syscall(z.tuple([]), (_, { context, tail }) => {
    context.childRun.input.push(tail);
    return { value: null };
  }),
  'child.run': syscall(
    z.tuple([
      z.object({ ...request, timeoutMs: limit, maxBufferBytes: limit, killSignal: signal }),
      z.array(z.nullable(size)).check(z.maxLength(MOST_STDIO)),
    ]),
    async ([what, sizes], call) => {
      await ready(call);
      const { childRun } = call.context;
      const input = Buffer.concat([...childRun.input.splice(0), call.tail]);
      let at = 0;
      const inputs = sizes.map((bytes) => bytes && input.subarray(at, (at += bytes)));
      const ran: Ran = await run(
        what,
        inputs.map((each) => each || null),
        (stdio) => {
          if ('fd' in stdio) return descriptorIn(call)(stdio);
          throw badDescriptor();
        },
        call.context.children.launcher,
      );
      childRun.output = ran.output.subarray(MAX_READ_BYTES);
      return { value: ran.result, bytes: ran.output.subarray(0, MAX_READ_BYTES) };
    },
  ),
  'child.rest': syscall(z.tuple([]), (_, { context: { childRun } }) => {
    const bytes = childRun.output.subarray(0, MAX_READ_BYTES);
    childRun.output = childRun.output.subarray(bytes.length);
    return { value: null, bytes };
  }),
};

/** It may write where the task does: what the task has written comes first. */
const ready = ({ context }: Call): Promise<void> => context.output.drained();

const descriptorIn =
  ({ context }: Call) =>
  ({ fd: number }: { fd: number }): number => {
    let descriptor: Descriptor;
    try {
      descriptor = context.descriptors.get(number, 'spawn');
    } catch {
      throw badDescriptor();
    }
    // Its number here is of nothing that the program could read or write.
    if (descriptor.remote)
      throw spawnError('ENOTSUP', "a file below /mfs cannot be another program's stream: give it a pipe");
    return share(descriptor);
  };

const badDescriptor = (): Error => spawnError('EBADF');

function spawnError(code: 'EBADF' | 'ENOTSUP', why?: string): Error {
  const message = why === undefined ? `spawn ${code}` : `spawn ${code} (${why})`;
  return Object.assign(new Error(message), { errno: -constants.errno[code], code, syscall: 'spawn' });
}
