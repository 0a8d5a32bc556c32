import { connect, type Socket } from 'node:net';
import { dirname } from 'node:path';
import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import {
  type Answer,
  type FromAgent,
  fromAgent,
  type Request,
  type ToAgent,
  type WatchedState,
} from '../../protocol/control.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { Fence } from '../../protocol/files.ts';
import { EMPTY, FrameType } from '../../protocol/frame.ts';
import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';
import type { DeputyRecord } from '../../protocol/records.ts';
import type { SnapshotHead } from '../../protocol/snapshot.ts';
import type { Placement, TaskLifeEvent, TaskSpec } from '../../protocol/task.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import type { ClusterFiles } from '../mfs/tree.ts';
import type { Asker } from '../mfs/wire/asker.ts';
import { FilesChannel } from '../mfs/wire/files-channel.ts';
import { TreeClient } from '../mfs/wire/tree-client.ts';
import { assertPrivate } from '../places.ts';
import { systemClock } from '../system-clock.ts';
import { type Ask, Requests, type WithoutId } from './requests.ts';

interface Pending {
  resolve(answer: Answer): void;
  reject(error: Error): void;
  progress(message: string): void;
}

interface RunFrom {
  /** Not from its beginning. */
  restore?: { head: SnapshotHead; state: () => Iterable<Uint8Array> } | undefined;
  /** The highest incarnation that was seen of one that was lost. */
  again?: number;
  /** Which of its deputies this is, with `--ha`. */
  ha?: Fence | undefined;
}

/** A connection to one agent's control socket: for commands, and for a deputy (one task a connection). */
export class AgentClient extends Requests {
  /** The agent's node ID and process. */
  node = 0;
  pid = 0;
  /** Commands from now on are for that node, over the link of this one (`mosctl -N`). */
  remote: number | null = null;
  /** Whose commands they are, then. */
  get target(): number {
    return this.remote ?? this.node;
  }
  /** The connection is over: the agent ended it, or died. */
  onClose: (error: Error | undefined) => void = () => {};
  /** Records of the task that `run` started, in order, unchecked. The tail is not reused: it may be kept. */
  onRecord: (record: unknown, tail: Uint8Array) => void = () => {};
  onEvent: (event: TaskLifeEvent) => void = () => {};

  private readonly frames: FrameStream;
  private readonly pending = new Map<number, Pending>();
  private nextId = 1;
  private closed = false;
  get isClosed(): boolean {
    return this.closed;
  }
  private greeted: (() => void) | undefined;
  private onState: (state: WatchedState) => void = () => {};
  /** Somebody wants a checkpoint file of the task that `run` started: to be answered by `checkpointed`. */
  onCheckpoint: (ask: number, file: string | null, after: CheckpointAfter) => void = () => {};
  /** The task is to be frozen, and its state kept: to be answered by `checkpointed` · it goes on, from that state or where it is. */
  onFreeze: (ask: number) => void = () => {};
  onUnfreeze: (goOn: boolean) => void = () => {};
  private uploading: Promise<void> = Promise.resolve();
  private state: (() => Iterable<Uint8Array>) | undefined;
  private program: (() => Uint8Array | Promise<Uint8Array>) | undefined;

  private constructor(
    readonly path: string,
    private readonly socket: Socket,
  ) {
    super();
    this.frames = new FrameStream(socket);
    this.frames.onFrame = (frame) => {
      if (frame.type === FrameType.RECORD) this.onRecord(frame.head, frame.tail);
      else this.control(validated(fromAgent, frame.head));
    };
    this.frames.onClose = (error) => {
      this.closed = true;
      for (const { reject } of this.pending.values()) reject(told(error));
      this.pending.clear();
      this.onClose(error);
    };
  }

  /** @throws OmosixError ENOAGENT where nobody listens, EVERSION where another version does, EREFUSED where others could */
  static async connect(socketPath: string): Promise<AgentClient> {
    assertPrivate(dirname(socketPath));
    const socket = connect(socketPath);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('error', (error: NodeJS.ErrnoException) =>
        reject(
          new OmosixError('ENOAGENT', `no agent answers on ${socketPath} (${error.code ?? error.message})`),
        ),
      );
    });
    const client = new AgentClient(socketPath, socket);
    await new Promise<void>((resolve, reject) => {
      client.greeted = resolve;
      client.onClose = (error) => reject(told(error));
      client.frames.send(FrameType.CONTROL, {
        op: 'hello',
        version: PROTOCOL_VERSION,
        pid: process.pid,
      } satisfies ToAgent);
    });
    client.onClose = () => {};
    return client;
  }

  /**
   * From now on `onState` hears what the agent sees, now and at most every so many ms, and `onEvent` what happens to
   * the tasks whose home it is. Resolves after the first state. For a connection that does nothing else.
   */
  async watch(
    everyMs: number,
    onState: (state: WatchedState) => void,
    onEvent: (event: TaskLifeEvent) => void,
  ): Promise<void> {
    this.onState = onState;
    this.onEvent = onEvent;
    await this.ask({ op: 'watch', everyMs }, 'state');
  }

  /**
   * Starts a task whose deputy this connection is: resolves when it executes. `program` is called only where the agent
   * lacks the image: its bytes hash (SHA-256, hex) to `spec.program`. The end of the connection kills the task. `again`: it was lost, and the
   * highest incarnation that was seen of it.
   */
  async run(
    spec: TaskSpec,
    placement: Placement,
    program: () => Uint8Array | Promise<Uint8Array>,
    { restore, again, ha }: RunFrom = {},
  ): Promise<void> {
    this.program = program;
    this.state = restore?.state;
    try {
      await this.ask(
        {
          op: 'run',
          spec,
          placement,
          ...(restore && { restore: restore.head }),
          ...(again !== undefined && { again }),
          ...(ha && { ha }),
        },
        'started',
      );
    } finally {
      this.program = undefined;
      this.state = undefined;
    }
  }

  /**
   * From now on this connection is for the cluster's files, and for nothing else; `task`: for whom. `fence`: by which of the deputies that
   * this task has one after the other: once a node has heard of a later one, all that is asked over this fails with ESTALE.
   */
  async asker(task?: string, fence?: Fence): Promise<Asker> {
    await this.ask({ op: 'files', ...(task !== undefined && { task }), ...(fence && { fence }) }, 'done');
    const channel = new FilesChannel(this.frames, systemClock, null);
    this.frames.onClose = () => {
      this.closed = true;
      channel.end('the agent is gone');
    };
    return channel;
  }

  /** The same, as a tree. */
  async files(task?: string, fence?: Fence): Promise<ClusterFiles> {
    const asker = await this.asker(task, fence);
    return new TreeClient({ now: async () => asker });
  }

  /** The state of the deputy's task comes in its stream; with `hold` it does nothing after it. @throws OmosixError EBUSY, EREFUSED */
  async capture(task: string, hold: boolean, asked: number): Promise<void> {
    await this.ask({ op: 'capture', task, ...(hold && { hold }), asked }, 'done');
  }

  /** How what `onCheckpoint` or `onFreeze` was told of came out: the file, or why not. */
  async checkpointed(ask: number, made: CheckpointMade | null, refusal: string | null): Promise<void> {
    await this.ask({ op: 'checkpointed', ask, made, refusal }, 'done');
  }

  /** The task is over for its deputy: end it wherever it executes. The `end` event comes before this resolves. */
  async endTask(task: string, code: number | null, signal: string | null): Promise<void> {
    await this.ask({ op: 'end', task, code, signal }, 'done');
  }

  /** A record for the task. */
  send(record: DeputyRecord, tail?: Uint8Array): void {
    this.frames.send(FrameType.RECORD, record, tail);
  }

  /** True where a sender of much data waits for `drained`. */
  get pressed(): boolean {
    return this.frames.pressed;
  }
  drained(): Promise<void> {
    return this.frames.drained();
  }

  /** No more `onRecord` and `onEvent` until `resume`: the task feels it as back-pressure. */
  pause(): void {
    this.frames.pause();
  }
  resume(): void {
    this.frames.resume();
  }

  /** Lets the process end although the connection is open. */
  unref(): void {
    this.socket.unref();
  }

  close(): void {
    this.frames.end();
  }

  /** What is asked of that node, over the link of this one. */
  on(node: number): Requests {
    const ask: Ask = (request, expected, progress) => this.askOf(node, request, expected, progress);
    return new (class extends Requests {
      protected override ask = ask;
    })();
  }

  protected override ask: Ask = (request, expected, progress) =>
    this.askOf(this.remote, request, expected, progress);

  private askOf<Op extends Answer['op']>(
    node: number | null,
    request: WithoutId<Request>,
    expected: Op,
    progress: (message: string) => void = () => {},
  ): Promise<Extract<Answer, { op: Op }>> {
    if (this.closed) return Promise.reject(gone());
    const id = this.nextId++;
    return new Promise((resolve, reject) => {
      this.pending.set(id, {
        resolve: (answer) =>
          answer.op === expected
            ? resolve(answer as Extract<Answer, { op: Op }>)
            : reject(
                new OmosixError('EPROTOCOL', `the agent answered '${answer.op}' where '${expected}' was due`),
              ),
        reject,
        progress,
      });
      const own = { ...request, id } as ToAgent;
      this.frames.send(
        FrameType.CONTROL,
        node === null ? own : ({ op: 'on', id, node, request: own } satisfies ToAgent),
      );
    });
  }

  private control(message: FromAgent): void {
    switch (message.op) {
      case 'hello':
        if (message.version !== PROTOCOL_VERSION) {
          throw new OmosixError(
            'EVERSION',
            `the agent (pid ${message.pid}) speaks protocol ${message.version}, this command ${PROTOCOL_VERSION}: restart the agent`,
          );
        }
        this.node = message.node;
        this.pid = message.pid;
        this.greeted?.();
        return;
      case 'event':
        this.onEvent(message.event);
        return;
      case 'needprogram':
        void this.upload(message.program);
        return;
      case 'needsnapshot':
        // It may be asked for again before all of it has gone: one after the other.
        this.uploading = this.uploading
          .then(() => this.uploadState())
          .catch((error: Error) => this.frames.destroy(error));
        return;
      case 'makecheckpoint':
        this.onCheckpoint(message.ask, message.file, message.after);
        return;
      case 'freeze':
        this.onFreeze(message.ask);
        return;
      case 'unfreeze':
        this.onUnfreeze(message.goOn);
        return;
      default: {
        const waiting = this.pending.get(message.id);
        if (message.op === 'progress') {
          waiting?.progress(message.message);
          return;
        }
        this.pending.delete(message.id);
        if (message.op === 'error')
          waiting?.reject(new OmosixError(message.code as OmosixError['code'], message.message));
        else {
          if (message.op === 'state') this.onState(message);
          waiting?.resolve(message);
        }
      }
    }
  }

  private async uploadState(): Promise<void> {
    const send = (piece: Uint8Array, last: boolean): void =>
      this.frames.send(FrameType.BULK, { what: 'snapshot', last }, piece);
    for (const piece of this.state?.() ?? []) {
      send(piece, false);
      await this.frames.drained();
    }
    send(EMPTY, true);
  }

  private async upload(program: string): Promise<void> {
    const bytes = await this.program?.();
    if (!bytes) return;
    for (let at = 0; ; at += BULK_CHUNK_BYTES) {
      const last = at + BULK_CHUNK_BYTES >= bytes.length;
      this.frames.send(
        FrameType.BULK,
        { what: 'program', program, last },
        bytes.subarray(at, at + BULK_CHUNK_BYTES),
      );
      if (last) return;
      await this.frames.drained();
    }
  }
}

const gone = (): OmosixError => new OmosixError('ENOAGENT', 'the agent is gone');

/** What the system says of a connection that broke (EPIPE, ECONNRESET) is that the agent has gone. */
const told = (error: Error | undefined): Error => (isOmosixError(error) ? error : gone());
