import { inspect } from 'node:util';
import { EMPTY } from '../../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import {
  type SyscallName,
  type SyscallTable,
  TOO_LARGE_FOR_ONE_ANSWER,
} from '../../../../protocol/syscalls.ts';
import { job } from '../../loop/jobs.ts';
import { errorOf } from '../../loop/reply-error.ts';
import type { PendingCall, Reply } from '../../loop/state.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import { carriable } from '../../promise/resolving.ts';
import { rejectPromise, resolvePromise } from '../../promise/settling.ts';
import type { Task } from '../../task.ts';
import { fsCalls } from './calls.ts';
import type { FileContent } from './content.ts';
import { bytesOf, encoded, fdOf, isFd, modeOf, optionsOf, pathOf } from './paths.ts';

/** Receives the values of a call that has ended: what a callback gets after `null`. */
export type Completion =
  | { fn: Function }
  /** `as` names what of them a promise gets. */
  | { promise: object; as: string };

/** What a promise gets of the values of a callback. */
export type Pick = (values: unknown[]) => unknown;

const DEFAULT_FILE_MODE = 0o666;

/** Values for the callback, from the reply. */
type Values = (reply: Reply, extra: unknown) => unknown[];

/** The asynchronous forms: a call that is completed by an event. What they wait for is plain data, so they move with the task. */
export class AsyncFs {
  private readonly task: Task;
  private readonly content: FileContent;
  private readonly ops: Record<string, Values> = {};
  /** Runs a multi-step call as a job of its own, then completes it. */
  readonly inSteps: (op: string, args: unknown[], fn: Function) => void;
  /** A callback that settles a promise: bound, so that the heap carries it. */
  readonly settle = (promise: object, as: string, error: unknown, ...values: unknown[]): void => {
    if (error) rejectPromise(promise, error);
    else resolvePromise(promise, this.picks[as]!(values));
  };
  private readonly picks: Record<string, Pick> = {};

  constructor(task: Task, content: FileContent) {
    this.task = task;
    this.content = content;
    for (const [name, { decode }] of Object.entries(fsCalls)) {
      this.ops[name] = (reply, extra) => (decode ? [decode(reply, extra)] : []);
    }
    this.ops.read = ({ tail }, extra) => {
      const { target, buffer } = extra as { target: Uint8Array; buffer: unknown };
      target.set(tail);
      return [tail.length, buffer];
    };
    this.ops.write = ({ value }, data) => [value, data];
    this.ops.writeFile = () => [];
    this.ops.readFile = ({ tail }, extra) => [encoded(tail, (extra as { encoding: string | null }).encoding)];
    this.inSteps = task.shims.restartable('node:fs.inSteps', (op: string, args: unknown[], fn: Function) => {
      let values: unknown[];
      try {
        values =
          op === 'readFile'
            ? [content.read(args[0], args[1])]
            : (content.write(args[0], args[1], args[2], args[3] as string), []);
      } catch (error) {
        if (error === UNWIND) throw error;
        task.state.ready.push(job(fn, undefined, [error]));
        return;
      }
      task.state.ready.push(job(fn, undefined, [null, ...values]));
    });
  }

  /** A way for promises to be settled. */
  addPick(as: string, pick: Pick): void {
    this.picks[as] = pick;
  }

  /** The function of the table called `name`. */
  simple(name: string, args: unknown[], completion: Completion): void {
    const call = fsCalls[name]!;
    const { args: prepared, tail, extra } = call.prepare(args);
    this.start(call.syscall, prepared, tail ?? EMPTY, name, extra, completion);
  }

  read(fd: unknown, buffer: unknown, rest: unknown[], completion: Completion): void {
    const { target, position } = this.content.region(buffer, rest[0], rest[1], rest[2]);
    this.start(
      'fs.read',
      [fdOf(fd), Math.min(target.length, MAX_READ_BYTES), position],
      EMPTY,
      'read',
      { target, buffer },
      completion,
    );
  }

  write(fd: unknown, data: unknown, rest: unknown[], completion: Completion): void {
    const text = typeof data === 'string';
    const bytes = text
      ? bytesOf(data, typeof rest[1] === 'string' ? rest[1] : 'utf8')
      : this.content.region(data, rest[0], rest[1], rest[2]).target;
    const position = text
      ? typeof rest[0] === 'number'
        ? rest[0]
        : null
      : this.content.region(data, rest[0], rest[1], rest[2]).position;
    this.start(
      'fs.write',
      [fdOf(fd), position],
      bytes.subarray(0, MAX_READ_BYTES),
      'write',
      data,
      completion,
    );
  }

  readFile(file: unknown, given: unknown, completion: Completion): void {
    const options = optionsOf(given);
    const flag = String(options.flag ?? 'r');
    if (isFd(file)) return this.steps('readFile', [fdOf(file), { ...options }], completion);
    const path = pathOf(file);
    this.start(
      'fs.readFile',
      [path, flag],
      EMPTY,
      'readFile',
      { path, flag, encoding: options.encoding },
      completion,
    );
  }

  writeFile(file: unknown, data: unknown, given: unknown, defaultFlag: string, completion: Completion): void {
    const options = optionsOf(given, 'utf8');
    const bytes = bytesOf(data, options.encoding);
    if (isFd(file) || bytes.length > MAX_READ_BYTES) {
      return this.steps(
        'writeFile',
        [isFd(file) ? fdOf(file) : pathOf(file), bytes, given, defaultFlag],
        completion,
      );
    }
    const args: SyscallTable['fs.writeFile']['args'] = [
      pathOf(file),
      {
        mode: modeOf(options.mode, DEFAULT_FILE_MODE),
        flag: String(options.flag ?? defaultFlag),
        flush: options.flush === true,
      },
    ];
    this.start('fs.writeFile', args, bytes, 'writeFile', null, completion);
  }

  /** An asynchronous call has ended. */
  done(pending: PendingCall, reply: Reply): void {
    if (pending.kind === 'stdin' || pending.kind === 'ignored') return;
    const completion: Completion =
      pending.kind === 'callback' ? { fn: pending.fn } : { promise: pending.promise, as: pending.as };
    if (reply.error?.code === TOO_LARGE_FOR_ONE_ANSWER) {
      const { path, ...options } = pending.extra as { path: string };
      return this.steps('readFile', [path, options], completion);
    }
    const { ready } = this.task.state;
    if (reply.error) {
      const error = errorOf(reply.error);
      if ('fn' in completion) ready.push(job(completion.fn, undefined, [error]));
      else this.settle(completion.promise, completion.as, error);
      return;
    }
    const values = this.ops[pending.op]!(reply, pending.extra);
    if ('fn' in completion) ready.push(job(completion.fn, undefined, [null, ...values]));
    else this.settle(completion.promise, completion.as, null, ...values);
  }

  private steps(op: string, args: unknown[], completion: Completion): void {
    const fn = 'fn' in completion ? completion.fn : carriable(this.settle, completion.promise, completion.as);
    this.task.state.ready.push(job(this.inSteps, undefined, [op, args, fn]));
  }

  private start(
    syscall: SyscallName,
    args: unknown[],
    tail: Uint8Array,
    op: string,
    extra: unknown,
    completion: Completion,
  ): void {
    const pending: PendingCall =
      'fn' in completion
        ? { kind: 'callback', op, extra, fn: completion.fn }
        : { kind: 'promise', op, extra, ...completion };
    this.task.syscalls.async(syscall, args as never, tail, pending);
  }
}

/** The callback at the end of the arguments. */
export function splitCallback(args: unknown[]): { given: unknown[]; fn: Function } {
  const fn = args.at(-1);
  if (typeof fn === 'function') return { given: args.slice(0, -1), fn };
  throw Object.assign(new TypeError(`The "cb" argument must be of type function. Received ${inspect(fn)}`), {
    code: 'ERR_INVALID_ARG_TYPE',
  });
}
