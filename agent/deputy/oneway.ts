import { MAX_READ_BYTES, OUTPUT_WINDOW_BYTES } from '../../protocol/limits.ts';
import type { CallRecord } from '../../protocol/records.ts';
import type { ThreadPart } from './deputy.ts';
import type { Output, OutputFd } from './output.ts';
import type { TaskStream } from './stream.ts';
import { onewayContentCalls } from './syscalls/contents.ts';
import type { SyscallContext } from './syscalls/context.ts';
import { onewayCalls } from './syscalls/threads.ts';
import { wireError } from './wire-error.ts';

interface OnewayParts {
  context: SyscallContext;
  stream: Pick<TaskStream, 'emit' | 'acknowledge' | 'acknowledgeWrites'>;
  output: Pick<Output, 'push' | 'queuedBytes'>;
  capture: ThreadPart['capture'] | null;
  /** The task's host breaks the rules. */
  broken(reason: string): void;
}

/** Calls that have no answer: output, writes to files that nobody waits for, messages between threads. */
export class Oneway {
  private writtenSeq = 0;
  private toldSeq = 0;
  private isOver = false;

  constructor(private readonly parts: OnewayParts) {}

  run(call: CallRecord, tail: Uint8Array): void {
    const { name, args } = call;
    const { context } = this.parts;
    const run = onewayCalls[name];
    if (run) run(args, tail, context.threads);
    else if (name === 'fs.seek') onewayContentCalls[name](args, context);
    else if (name === 'fs.write') this.writeBehind(call, tail);
    else this.write(call, tail);
  }

  /** The task is over. */
  close(): void {
    this.isOver = true;
  }

  private writeBehind({ seq, args }: CallRecord, tail: Uint8Array): void {
    const { context, stream } = this.parts;
    const error = onewayContentCalls['fs.write'](args, tail, context);
    if (error) stream.emit({ name: 'writeerror', fd: args[0] as number, error: wireError(error) });
    if (this.writtenSeq === this.toldSeq) setImmediate(() => this.tellWritten());
    this.writtenSeq = seq;
  }

  /** Those that came together are acknowledged together. */
  private tellWritten(): void {
    this.toldSeq = this.writtenSeq;
    if (!this.isOver) this.parts.stream.acknowledgeWrites(this.writtenSeq);
  }

  private write({ seq, name, args }: CallRecord, tail: Uint8Array): void {
    const { stream, output, broken } = this.parts;
    const fd = args[0];
    const capture = fd === 1 || fd === 2 ? this.parts.capture?.[fd] : null;
    if (capture && name === 'stdio.write') {
      capture(tail);
      stream.acknowledge(seq);
      return;
    }
    if (name !== 'stdio.write' || (fd !== 1 && fd !== 2))
      broken(`the task's host sent '${name}' as a oneway call`);
    else if (output.queuedBytes > OUTPUT_WINDOW_BYTES + MAX_READ_BYTES)
      broken("the task's host does not wait for its output");
    else output.push(seq, fd satisfies OutputFd, tail);
  }
}
