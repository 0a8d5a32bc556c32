import { type ChildProcessWithoutNullStreams, spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build } from 'esbuild';
import { FrameStream } from '../../agent/frames/frame-stream.ts';
import type { ToAgent } from '../../protocol/control.ts';
import { EMPTY, FrameType } from '../../protocol/frame.ts';
import type {
  AnswerRecord,
  CallRecord,
  DeputyRecord,
  EventRecord,
  TaskRecord,
} from '../../protocol/records.ts';
import type { TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';

type Received = { record: DeputyRecord; tail: Uint8Array };

/** A task that is played by the test: it speaks the task's end of the stream to a real omrun process. */
export class FakeTask {
  seq = 0;
  seen = 0;
  readonly received: Received[] = [];
  private wake: () => void = () => {};
  private taken = 0;

  constructor(
    readonly spec: TaskSpec,
    private readonly frames: FrameStream,
  ) {
    this.send({ k: 'attach', inc: 1, seq: 0, seen: 0, open: null });
  }

  take(record: DeputyRecord, tail: Uint8Array): void {
    this.received.push({ record, tail });
    if (record.k === 'event') this.seen = record.n;
    this.wake();
  }

  send(record: TaskRecord, tail: Uint8Array = EMPTY): void {
    this.frames.send(FrameType.RECORD, record, tail);
  }

  /** What the agent tells of it. */
  life(event: TaskLifeEvent): void {
    this.frames.send(FrameType.CONTROL, { op: 'event', event });
  }

  call(name: string, args: unknown[], mode: CallRecord['mode'] = 'sync', tail?: Uint8Array): number {
    this.seq += 1;
    this.send({ k: 'call', seq: this.seq, name, args, mode, seen: this.seen }, tail);
    return this.seq;
  }

  print(text: string, fd: 1 | 2 = 1): number {
    return this.call('stdio.write', [fd], 'oneway', Buffer.from(text));
  }

  /** The answer to a synchronous call. */
  async sync(name: string, args: unknown[], tail?: Uint8Array): Promise<AnswerRecord & { bytes: Buffer }> {
    const seq = this.call(name, args, 'sync', tail);
    const { record, tail: bytes } = await this.until(
      ({ record }) => record.k === 'answer' && record.seq === seq,
    );
    return { ...(record as AnswerRecord), bytes: Buffer.from(bytes) };
  }

  /** The first event of this name that was not looked at before. */
  async event<Name extends EventRecord['name']>(
    name: Name,
  ): Promise<Extract<EventRecord, { name: Name }> & { bytes: Buffer }> {
    const { record, tail } = await this.until(
      ({ record }) => record.k === 'event' && record.name === name,
      this.taken,
    );
    this.taken = this.received.findIndex((received) => received.record === record) + 1;
    return { ...(record as Extract<EventRecord, { name: Name }>), bytes: Buffer.from(tail) };
  }

  async until(isIt: (received: Received) => boolean, from = 0): Promise<Received> {
    for (;;) {
      const found = this.received.slice(from).find(isIt);
      if (found) return found;
      await new Promise<void>((resolve) => {
        this.wake = resolve;
      });
    }
  }
}

/** An agent that is the test, in a directory of its own, and the real omrun that comes to it. */
export class FakeAgent {
  readonly directory = mkdtempSync(join(realpathSync(tmpdir()), 'omosix-deputy-'));
  readonly ended: { code: number | null; signal: string | null }[] = [];
  /** Says no to every task. */
  refusal: string | null = null;
  private server: Server | null = null;
  private arrived: (task: FakeTask) => void = () => {};
  private readonly connections = new Set<FrameStream>();

  async start(): Promise<void> {
    mkdirSync(join(this.directory, 'run'), { mode: 0o700 });
    writeFileSync(join(this.directory, 'program.mjs'), '');
    writeFileSync(join(this.directory, 'in'), 'one two three');
    await build({
      entryPoints: [join(import.meta.dirname, 'omrun-entry.ts')],
      outfile: join(this.directory, 'omrun.mjs'),
      bundle: true,
      platform: 'node',
      format: 'esm',
      banner: {
        js: "import { createRequire as $r } from 'node:module'; const require = $r(import.meta.url);",
      },
    });
    this.server = createServer((socket) => this.serve(new FrameStream(socket)));
    await new Promise<void>((resolve) =>
      this.server!.listen(join(this.directory, 'run/agent.sock'), resolve),
    );
  }

  stop(): void {
    this.drop();
    this.server?.close();
    rmSync(this.directory, { recursive: true, force: true });
  }

  /** As if the agent died. */
  drop(): void {
    for (const frames of this.connections) frames.end();
  }

  /** Starts omrun; through a shell where `shell` says how (`$OMRUN` stands for it). */
  run(shell = 'exec $OMRUN'): { child: ChildProcessWithoutNullStreams; task: Promise<FakeTask> } {
    const task = new Promise<FakeTask>((resolve) => {
      this.arrived = resolve;
    });
    const command = `${process.execPath} ${join(this.directory, 'omrun.mjs')} ${join(this.directory, 'program.mjs')}`;
    const child = spawn('/bin/sh', ['-c', shell.replace('$OMRUN', command)], {
      cwd: this.directory,
      env: { ...process.env, OMOSIX_HOME: this.directory },
    });
    return { child, task };
  }

  private serve(frames: FrameStream): void {
    this.connections.add(frames);
    let task: FakeTask | null = null;
    const answer = (message: unknown): void => frames.send(FrameType.CONTROL, message);
    frames.onClose = () => this.connections.delete(frames);
    frames.onFrame = ({ type, head, tail }) => {
      if (type === FrameType.RECORD) return task?.take(head as DeputyRecord, tail);
      const message = head as ToAgent;
      if (message.op === 'hello')
        answer({ op: 'hello', version: PROTOCOL_VERSION, node: 1, pid: process.pid });
      else if (message.op === 'run' && this.refusal !== null) {
        answer({ op: 'error', id: message.id, code: 'EREFUSED', message: this.refusal });
      } else if (message.op === 'run') {
        answer({ op: 'started', id: message.id, task: message.spec.task });
        task = new FakeTask(message.spec, frames);
        this.arrived(task);
      } else if (message.op === 'end') {
        this.ended.push({ code: message.code, signal: message.signal });
        answer({ op: 'done', id: message.id });
      }
    };
  }
}

/** What a process wrote and how it ended. */
export async function outcome(child: ChildProcessWithoutNullStreams): Promise<{
  stdout: string;
  stderr: string;
  code: number | null;
  signal: string | null;
}> {
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk) => {
    stdout += chunk;
  });
  child.stderr.on('data', (chunk) => {
    stderr += chunk;
  });
  const [code, signal] = await new Promise<[number | null, string | null]>((resolve) =>
    child.once('close', (...how) => resolve(how)),
  );
  return { stdout, stderr, code, signal };
}
