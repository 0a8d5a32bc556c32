import { EMPTY } from '../../../../protocol/frame.ts';
import { MAX_READ_BYTES } from '../../../../protocol/limits.ts';
import { type SyscallName, TOO_LARGE_FOR_ONE_ANSWER } from '../../../../protocol/syscalls.ts';
import { job } from '../../loop/jobs.ts';
import { errorOf } from '../../loop/reply-error.ts';
import type { Holder, PendingCall, Reply } from '../../loop/state.ts';
import { UNWIND } from '../../loop/syscalls.ts';
import { carriable } from '../../promise/resolving.ts';
import { rejectPromise, resolvePromise } from '../../promise/settling.ts';
import type { Task } from '../../task.ts';
import { fsCalls } from './calls.ts';
import { abortError, encoded } from './checks.ts';
import type { Content, FileContent, Wanted } from './content.ts';
import { joined, type Region, spread, type Vector } from './regions.ts';

/** Receives the values of a call that has ended: what a callback gets after `null`. */
export type Completion =
  | { fn: Function; of?: { keepsAlive: boolean } }
  /** `as` names what of them a promise gets; `holder` is told when the call is over. */
  | { promise: object; as: string; holder?: Holder };

/** What a promise gets of the values of a callback. */
export type Pick = (values: unknown[]) => unknown;

/** Values for the callback, from the reply. */
type Values = (reply: Reply, extra: unknown) => unknown[];

/** A call that takes several syscalls; they block the loop, and the task can move between them. */
type Steps = (...args: never[]) => unknown[];

/** The asynchronous forms: a call that is completed by an event. What they wait for is plain data, so they move with the task. */
export class AsyncFs {
  private readonly task: Task;
  private readonly ops: Record<string, Values> = {};
  private readonly stepwise: Record<string, Steps> = {};
  private readonly picks: Record<string, Pick> = {};
  /** Runs a multi-step call as a job of its own, then completes it. */
  readonly inSteps: (op: string, args: unknown[], fn: Function) => void;
  /** A callback that settles a promise: bound, so that the heap carries it. */
  readonly settle = (
    promise: object,
    as: string,
    holder: Holder | undefined,
    error: unknown,
    ...values: unknown[]
  ): void => {
    if (error) rejectPromise(promise, error);
    else resolvePromise(promise, this.picks[as]!(values));
    if (holder && --holder.busy === 0) holder.idle();
  };

  constructor(task: Task, content: FileContent) {
    this.task = task;
    for (const [name, { decode }] of Object.entries(fsCalls))
      this.ops[name] = (reply, extra) => (decode ? [decode(reply, extra)] : []);
    this.ops.read = ({ tail }, region) => {
      const { target, given } = region as Region;
      target.set(tail);
      return [tail.length, given];
    };
    this.ops.readv = ({ tail }, vector) => {
      const { views, given } = vector as Vector;
      spread(tail, views);
      return [tail.length, given];
    };
    this.ops.write = ({ value }, given) => [value, given];
    this.ops.writeFile = () => [];
    this.ops.readFile = ({ tail }, wanted) => [encoded(tail, (wanted as Wanted).encoding)];
    this.stepwise.readFile = (wanted: Wanted) => [content.read(wanted)];
    this.stepwise.writeFile = (what: Content) => (content.write(what), []);
    this.stepwise.writeOpened = (fd: number, what: Content) => {
      content.write({ ...what, file: fd });
      task.syscalls.sync('fs.close', [fd]);
      return [];
    };
    this.inSteps = task.shims.restartable('node:fs.inSteps', (op: string, args: unknown[], fn: Function) => {
      let values: unknown[];
      try {
        values = this.stepwise[op]!(...(args as never[]));
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

  /** How the reply of a syscall becomes the values of a callback. */
  addOp(op: string, values: Values): void {
    this.ops[op] = values;
  }

  addSteps(op: string, steps: Steps): void {
    this.stepwise[op] = steps;
  }

  /** The function of the table called `name`. */
  simple(name: string, args: unknown[], completion: Completion): void {
    const call = fsCalls[name]!;
    const { args: prepared, tail, extra } = call.prepare(args);
    this.start(call.syscall, prepared, tail ?? EMPTY, name, extra, completion);
  }

  read(fd: number, region: Region, completion: Completion): void {
    const { target, position, given } = region;
    if (target.length === 0) return this.complete(completion, [0, given]);
    const args = [fd, Math.min(target.length, MAX_READ_BYTES), position];
    this.start('fs.read', args, EMPTY, 'read', region, completion);
  }

  readv(fd: number, vector: Vector, completion: Completion): void {
    const args = [fd, Math.min(vector.bytes, MAX_READ_BYTES), vector.position];
    this.start('fs.read', args, EMPTY, 'readv', vector, completion);
  }

  write(fd: number, { target, position, given }: Region, completion: Completion): void {
    this.start('fs.write', [fd, position], target.subarray(0, MAX_READ_BYTES), 'write', given, completion);
  }

  writev(fd: number, vector: Vector, completion: Completion): void {
    if (vector.bytes === 0) return this.complete(completion, [0, vector.given]);
    this.write(fd, { ...vector, target: joined(vector) }, completion);
  }

  readFile(wanted: Wanted, completion: Completion): void {
    if (this.isAborted(wanted.signal, completion)) return;
    if (typeof wanted.file === 'number') return this.steps('readFile', [wanted], completion);
    this.start('fs.readFile', [wanted.file, wanted.flag], EMPTY, 'readFile', wanted, completion);
  }

  writeFile(content: Content, completion: Completion): void {
    const { file, bytes, mode, flag, flush, signal } = content;
    if (this.isAborted(signal, completion)) return;
    if (typeof file === 'number') return this.steps('writeFile', [content], completion);
    // An abort may come when the file is open and nothing is written yet.
    if (signal) this.start('fs.open', [file, flag, mode], EMPTY, OPEN_TO_WRITE, content, completion);
    else if (bytes.length > MAX_READ_BYTES) this.steps('writeFile', [content], completion);
    else this.start('fs.writeFile', [file, { mode, flag, flush }], bytes, 'writeFile', null, completion);
  }

  /** An asynchronous call has ended. */
  done(pending: PendingCall, reply: Reply): void {
    if (pending.kind !== 'callback' && pending.kind !== 'promise') return;
    const { op, extra } = pending;
    const completion: Completion = pending.kind === 'callback' ? { fn: pending.fn } : completionOf(pending);
    if (reply.error?.code === TOO_LARGE_FOR_ONE_ANSWER) return this.steps('readFile', [extra], completion);
    if (reply.error) return this.fail(completion, errorOf(reply.error));
    const signal = op === 'readFile' || op === OPEN_TO_WRITE ? (extra as Wanted | Content).signal : null;
    if (op === OPEN_TO_WRITE) {
      const fd = reply.value as number;
      if (!(signal as AbortSignal).aborted) return this.steps('writeOpened', [fd, extra], completion);
      this.task.syscalls.async('fs.close', [fd], EMPTY, { kind: 'ignored' });
    }
    if (this.isAborted(signal, completion)) return;
    let values: unknown[];
    try {
      values = this.ops[op]!(reply, extra);
    } catch (error) {
      return this.fail(completion, error);
    }
    this.complete(completion, values);
  }

  steps(op: string, args: unknown[], completion: Completion): void {
    this.task.state.ready.push(job(this.inSteps, undefined, [op, args, this.functionOf(completion)]));
  }

  start(
    syscall: SyscallName,
    args: unknown[],
    tail: Uint8Array,
    op: string,
    extra: unknown,
    completion: Completion,
  ): void {
    const pending: PendingCall =
      'fn' in completion
        ? { kind: 'callback', op, extra, ...completion }
        : { kind: 'promise', op, extra, ...completion };
    this.task.syscalls.async(syscall, args as never, tail, pending);
  }

  complete(completion: Completion, values: unknown[]): void {
    if ('fn' in completion) this.task.state.ready.push(job(completion.fn, undefined, [null, ...values]));
    else this.settle(completion.promise, completion.as, completion.holder, null, ...values);
  }

  fail(completion: Completion, error: unknown): void {
    if ('fn' in completion) this.task.state.ready.push(job(completion.fn, undefined, [error]));
    else this.settle(completion.promise, completion.as, completion.holder, error);
  }

  functionOf(completion: Completion): Function {
    if ('fn' in completion) return completion.fn;
    return carriable(this.settle, completion.promise, completion.as, completion.holder);
  }

  private isAborted(signal: unknown, completion: Completion): boolean {
    if (!(signal as AbortSignal | undefined)?.aborted) return false;
    this.fail(completion, abortError((signal as AbortSignal).reason));
    return true;
  }
}

const OPEN_TO_WRITE = 'openToWrite';

function completionOf({ promise, as, holder }: PendingCall & { kind: 'promise' }): Completion {
  return { promise, as, ...(holder && { holder }) };
}
