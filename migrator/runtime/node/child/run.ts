import type { ChildStdio } from '../../../../protocol/children.ts';
import { EMPTY } from '../../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import type { Task } from '../../task.ts';
import { type AskedRun, type AskedStdio, type Heard, requestOf } from './asked.ts';

/** `spawnSync` at home, as Node's own asks for it. Within a restartable shim. */
export function runAtHome({ syscalls }: Task, asked: AskedRun): Heard {
  const { timeout, maxBuffer, killSignal, stdio } = asked;
  const inputs = stdio.map(({ input }) => input ?? null);
  let input = Buffer.concat(inputs.filter((bytes) => bytes !== null));
  for (; input.length > MAX_READ_BYTES; input = input.subarray(MAX_READ_BYTES))
    syscalls.sync('child.input', [], input.subarray(0, MAX_READ_BYTES));
  const request = {
    ...requestOf(asked),
    stdio: stdio.map(stdioOf),
    timeoutMs: timeout ?? null,
    maxBufferBytes: Number.isFinite(maxBuffer) ? (maxBuffer as number) : null,
    killSignal: killSignal || SIGTERM,
  };
  const sizes = inputs.map((bytes) => bytes?.length ?? null);
  const { value, tail } = syscalls.sync('child.run', [request, sizes], input);
  const { pid, code, signal, error, sizes: outputs } = value;
  const heard: Heard = { pid, status: signal === null ? code : null, signal, output: null };
  if (outputs !== null) heard.output = parted(outputs, wholeOutput(syscalls, outputs, tail));
  if (error !== 0) heard.error = error;
  return heard;
}

const SIGTERM = 15;

/** A pipe or nothing; or one of the task's descriptors. */
export function stdioOf({ type, fd }: AskedStdio, index: number): ChildStdio {
  if (type === 'ignore') return 'ignore';
  if (type === 'inherit') return { fd: index };
  return fd === undefined ? 'pipe' : { fd };
}

function wholeOutput(syscalls: Task['syscalls'], sizes: (number | null)[], first: Uint8Array): Uint8Array {
  const total = sizes.reduce<number>((sum, size) => sum + (size ?? 0), 0);
  const pieces = [first];
  for (let got = first.length; got < total; got += pieces.at(-1)!.length)
    pieces.push(syscalls.sync('child.rest', [], EMPTY).tail);
  return pieces.length === 1 ? first : Buffer.concat(pieces);
}

function parted(sizes: (number | null)[], all: Uint8Array): (Uint8Array | null)[] {
  let at = 0;
  return sizes.map((size) => {
    if (size === null) return null;
    at += size;
    return Buffer.from(all.subarray(at - size, at));
  });
}
