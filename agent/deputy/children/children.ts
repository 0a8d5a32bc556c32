import type { ChildProcess } from 'node:child_process';
import type { Duplex } from 'node:stream';
import {
  type ChildExit,
  type ChildRequest,
  type ChildStarted,
  type ChildStdio,
  STARTER,
} from '../../../protocol/children.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import { atMost } from '../at-most.ts';
import { wireError } from '../wire-error.ts';
import type { TaskLauncher } from './launcher.ts';
import { Pipe, type ReadResult } from './pipe.ts';
import { failureOf, start } from './start.ts';

/** For the last messages of one that has ended to be taken, unless another process still holds its channel. */
const LAST_WORDS_MS = 1_000;

interface Child {
  process: ChildProcess;
  pipes: Map<number, Pipe>;
  /** What it says before it ends is heard before. */
  channel: Pipe | undefined;
  exit: Promise<ChildExit>;
  /** The task knows of its end. */
  isTold: boolean;
}

/** The programs that the task has started: they run here, and their pipes reach the task wherever it is. */
export class Children {
  private readonly running = new Map<number, Child>();
  private last = 0;

  /** `starter`: the channel to the program that has started the task. */
  constructor(
    readonly launcher: TaskLauncher | null = null,
    private readonly starter: Pipe | null = null,
  ) {}

  /** @throws what `spawn` throws, but for what it tells by an event */
  async spawn(
    request: ChildRequest,
    handed: (stdio: { fd: number }) => number,
    limit: number,
  ): Promise<ChildStarted> {
    if (this.running.size >= limit)
      throw Object.assign(new Error('spawn EAGAIN'), { code: 'EAGAIN', errno: -11, syscall: 'spawn' });
    const process = start(
      request,
      (stdio) => ('fd' in stdio ? handed(stdio) : this.streamOf(stdio)),
      this.launcher,
    );
    const failure = failureOf(process);
    if (failure) return { failed: wireError(await failure) };
    const id = ++this.last;
    const pipes = new Map<number, Pipe>();
    request.stdio.forEach((each, i) => {
      if (each === 'pipe' || each === 'ipc') pipes.set(i, new Pipe(process.stdio[i] as Duplex));
    });
    const exit = new Promise<ChildExit>((resolve) => {
      process.once('exit', (code, signal) => resolve({ code, signal }));
    });
    // A signal that cannot be sent is told to who sends it.
    process.on('error', () => {});
    const channel = pipes.get(request.stdio.indexOf('ipc'));
    this.running.set(id, { process, pipes, channel, exit, isTold: false });
    return { child: id, pid: process.pid! };
  }

  async read(id: number, pipe: number, length: number): Promise<ReadResult> {
    const result = await this.pipeOf(id, pipe)?.read(length);
    this.forget(id);
    return result ?? { bytes: EMPTY, isEnd: true };
  }

  async write(id: number, pipe: number, bytes: Uint8Array): Promise<void> {
    const to = this.pipeOf(id, pipe);
    if (!to) throw Object.assign(new Error('write EPIPE'), { code: 'EPIPE', errno: -32, syscall: 'write' });
    await to.write(bytes);
  }

  async end(id: number, pipe: number, whole: boolean): Promise<void> {
    const to = this.pipeOf(id, pipe);
    if (whole) to?.close();
    else await to?.shut();
    this.forget(id);
  }

  async wait(id: number): Promise<ChildExit> {
    const child = this.running.get(id);
    if (!child) return { code: null, signal: null };
    const exit = await child.exit;
    if (child.channel) await atMost(LAST_WORDS_MS, child.channel.over);
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

  /** The task is over: its ends of all pipes are closed, the programs go on. Resolves when its last words are out to the one that has started it. */
  async close(): Promise<void> {
    for (const { pipes } of this.running.values()) for (const pipe of pipes.values()) pipe.close();
    await this.starter?.shut();
  }

  /** It was started by a program that it speaks with. */
  get hasStarter(): boolean {
    return this.starter !== null;
  }

  private pipeOf(id: number, pipe: number): Pipe | null | undefined {
    return id === STARTER ? this.starter : this.running.get(id)?.pipes.get(pipe);
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
