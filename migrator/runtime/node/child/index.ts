import { getSystemErrorName, inspect } from 'node:util';
import { type ChildRequest, type ChildStarted, SERIALIZATIONS } from '../../../../protocol/children.ts';
import { EMPTY } from '../../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import type { Task } from '../../task.ts';
import type { Channels } from '../channel/channel.ts';
import { nodeError, streamErrors } from '../errors.ts';
import type { AsyncFs } from '../fs/async.ts';
import { writeOut } from '../output.ts';
import { type AsyncForm, makeSpawning, requestOf } from './asked.ts';
import { runAtHome, stdioOf } from './run.ts';

/** The host's own: the program's stands in its place later. */
const native = process;
/** The program may replace them, and would be handed that. */
const { defineProperty, getOwnPropertyDescriptor } = Object;

/** The words of `stdio`; any other text is input, which only the forms that wait take. */
const KINDS = new Set(['ignore', 'inherit', 'overlapped', 'pipe']);

/** Whether the task waits for a child or its pipe. */
interface Handle {
  keepsAlive: boolean;
}

/** What `child_process`, which is compiled with the program, has of its home. */
export function makeChildParts(
  task: Task,
  async: AsyncFs,
  channels: Channels,
  nativeRequire: (name: string) => unknown,
): Record<string, unknown> {
  const { syscalls, shims } = task;
  const spawning = makeSpawning(nativeRequire, (asked) => runAtHome(task, asked));
  async.addOp('child.read', ({ value, tail }) => [
    value,
    Buffer.from(tail.buffer, tail.byteOffset, tail.length),
  ]);
  async.addOp('child.write', () => []);
  async.addOp('child.wait', ({ value }) => [value]);

  /** The task's environment stands for that of the process. */
  const withEnv = (options: unknown): unknown => {
    if (options === undefined || options === null) return { env: { ...task.state.process.env } };
    if (typeof options !== 'object' || Array.isArray(options)) return options;
    const { env } = options as { env?: unknown };
    return { ...options, env: env ?? { ...task.state.process.env } };
  };
  /** Arguments as `(file, [args], [options])` takes them. */
  const complete = ([file, args, options]: unknown[]): unknown[] =>
    typeof args === 'object' && args !== null && !Array.isArray(args)
      ? [file, withEnv(args)]
      : [file, args, withEnv(options)];
  const completed = (form: AsyncForm, [file, args, options, done]: unknown[]): unknown[] => {
    if (form === 'spawn') return complete([file, args, options]);
    if (form === 'fork') return forking(complete([file, args, options]));
    if (form === 'exec')
      return typeof args === 'function' ? [file, withEnv(undefined), args] : [file, withEnv(args), options];
    if (Array.isArray(args) || args === undefined || args === null)
      return typeof options === 'function'
        ? [file, args, withEnv(undefined), options]
        : [file, args, withEnv(options), done];
    if (typeof args === 'function') return [file, [], withEnv(undefined), args];
    return typeof args === 'object' ? [file, withEnv(args), options] : [file, args, options, done];
  };
  /** Node's own takes these from the process that it is in, which is the host. */
  const forking = (given: unknown[]): unknown[] =>
    given.map((each, i) => {
      if (i === 0 || typeof each !== 'object' || each === null || Array.isArray(each)) return each;
      const { execPath, execArgv } = each as { execPath?: unknown; execArgv?: unknown };
      const { spec } = task.state;
      return { ...each, execPath: execPath || spec.execPath, execArgv: execArgv || ownExecArgv() };
    });
  const ownExecArgv = (): unknown => (globalThis.process as { execArgv: unknown }).execArgv;
  const run = (name: 'spawnSync' | 'execFileSync') =>
    shims.restartable(`node:child_process.${name}`, (...args: unknown[]) =>
      shown(() => spawning.native[name](...complete(args))),
    );

  /** Node writes what such a program says on standard error to that of its own process: here it is the task's. */
  const shown = (start: () => unknown): unknown => {
    const own = getOwnPropertyDescriptor(native, 'stderr')!;
    const stderr = { write: (bytes: Uint8Array) => writeOut(task, 2, Buffer.from(bytes), false) };
    defineProperty(native, 'stderr', { value: stderr, configurable: true });
    try {
      return start();
    } finally {
      defineProperty(native, 'stderr', own);
    }
  };

  return {
    ask(form: AsyncForm, args: unknown[]) {
      const asked = spawning.asked(form, completed(form, args));
      return { ...asked, request: requestOf(asked) };
    },
    /** Entries that are no streams of the program's. */
    stdioOf(given: unknown[]) {
      const entries = spawning.stdio(given);
      const input = given.find(
        (each) => ArrayBuffer.isView(each) || (typeof each === 'string' && !KINDS.has(each)),
      );
      if (input !== undefined) throw nodeError('ERR_INVALID_SYNC_FORK_INPUT', inspect(input));
      return entries.map(stdioOf);
    },
    signalNumber: spawning.signalNumber,
    errnoName: (errno: number) => getSystemErrorName(errno),
    errnoError: spawning.errnoError,
    nodeError,
    errors: streamErrors(),
    spawn: shims.restartable('node:child_process.spawn', (request: ChildRequest): ChildStarted => {
      return syscalls.sync('child.spawn', [request]).value;
    }),
    kill: shims.restartable('node:child_process.kill', (child: number, signal: number): boolean => {
      return syscalls.sync('child.kill', [child, signal]).value;
    }),
    read(child: number, pipe: number, of: Handle, fn: Function) {
      async.start('child.read', [child, pipe, MAX_READ_BYTES], EMPTY, 'child.read', null, { fn, of });
    },
    write(child: number, pipe: number, bytes: Uint8Array, of: Handle, fn: Function) {
      async.start('child.write', [child, pipe], bytes, 'child.write', null, { fn, of });
    },
    end(child: number, pipe: number, whole: boolean, of: Handle, fn: Function) {
      async.start('child.end', [child, pipe, whole], EMPTY, 'child.write', null, { fn, of });
    },
    wait(child: number, of: Handle, fn: Function) {
      async.start('child.wait', [child], EMPTY, 'child.wait', null, { fn, of });
    },
    spawnSync: run('spawnSync'),
    execFileSync: run('execFileSync'),
    execSync: shims.restartable('node:child_process.execSync', (command: unknown, options?: unknown) =>
      shown(() => spawning.native.execSync(command, withEnv(options))),
    ),
    channels: { open: channels.open, listen: channels.listen, send: channels.send, close: channels.close },
    serializations: [undefined, ...SERIALIZATIONS],
  };
}
