import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import type { ChildExit, ChildRequest, ChildStarted, ChildStdio } from '../../../protocol/children.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { wireError } from '../wire-error.ts';
import { Pipe, type ReadResult } from './pipe.ts';
import { failureOf, start } from './start.ts';

interface Child {
  process: ChildProcess;
  pipes: Map<number, Pipe>;
  exit: Promise<ChildExit>;
  /** The task knows of its end. */
  isTold: boolean;
}

/** The programs that the task has started: they run here, and their pipes reach the task wherever it is. */
export class Children {
  private readonly running = new Map<number, Child>();
  private last = 0;

  /** @throws what `spawn` throws, but for what it tells by an event */
  async spawn(
    request: ChildRequest,
    handed: (stdio: { fd: number }) => number,
    limit: number,
  ): Promise<ChildStarted> {
    if (this.running.size >= limit)
      throw Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN', errno: -11, syscall: 'spawn' });
    const process = start(request, (stdio) => ('fd' in stdio ? handed(stdio) : this.streamOf(stdio)));
    const failure = failureOf(process);
    if (failure) return { failed: wireError(await failure) };
    const id = ++this.last;
    const pipes = new Map<number, Pipe>();
    request.stdio.forEach((each, i) => {
      if (each === 'pipe') pipes.set(i, new Pipe(process.stdio[i] as Duplex));
    });
    const exit = new Promise<ChildExit>((resolve) => {
      process.once('exit', (code, signal) => resolve({ code, signal }));
    });
    // A signal that cannot be sent is told to who sends it.
    process.on('error', () => {});
    this.running.set(id, { process, pipes, exit, isTold: false });
    return { child: id, pid: process.pid! };
  }

  async read(id: number, pipe: number, length: number): Promise<ReadResult> {
    const child = this.running.get(id);
    const result = await child?.pipes.get(pipe)?.read(length);
    this.forget(id);
    return result ?? { bytes: EMPTY, isEnd: true };
  }

  async write(id: number, pipe: number, bytes: Uint8Array): Promise<void> {
    const to = this.running.get(id)?.pipes.get(pipe);
    if (!to) throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -32, syscall: 'write' });
    await to.write(bytes);
  }

  async end(id: number, pipe: number, whole: boolean): Promise<void> {
    const to = this.running.get(id)?.pipes.get(pipe);
    if (whole) to?.close();
    else await to?.shut();
    this.forget(id);
  }

  async wait(id: number): Promise<ChildExit> {
    const child = this.running.get(id);
    if (!child) return { code: null, signal: null };
    const exit = await child.exit;
    child.isTold = true;
    this.forget(id);
    return exit;
  }

  /** False where it has ended. @throws what `kill` throws */
  kill(id: number, signal: number): boolean {
    const { process } = this.running.get(id) ?? {};
    if (!process || process.exitCode !== null || process.signalCode !== null) return false;
    return process.kill(signal);
  }

  /** The task is over: its ends of all pipes are closed, the programs go on. */
  close(): void {
    for (const { pipes } of this.running.values()) for (const pipe of pipes.values()) pipe.close();
  }

  /** One that runs, or whose output is not all taken. */
  get any(): ChildProcess | undefined {
    return this.running.values().next().value?.process;
  }

  private streamOf(stdio: Exclude<ChildStdio & object, { fd: number }>): Duplex {
    const found = this.running.get(stdio.child)?.pipes.get(stdio.pipe);
    if (found) return found.stream;
    throw Object.assign(new Error('spawn EBADF'), { code: 'EBADF', errno: -9, syscall: 'spawn' });
  }

  private forget(id: number): void {
    const child = this.running.get(id);
    if (child?.isTold && [...child.pipes.values()].every((pipe) => pipe.isDone)) this.running.delete(id);
  }
}
