import type { Socket } from 'node:net';
import * as z from 'zod/mini';
import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import { type FromAgent, type Request, type ToAgent, toAgent } from '../../protocol/control.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { Fence } from '../../protocol/files.ts';
import { type Frame, FrameType } from '../../protocol/frame.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { orderGiven } from '../audit/order.ts';
import { processNamed } from '../audit/ordered-by.ts';
import { processName } from '../detached/process-name.ts';
import { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import { ProgramUpload } from '../guests/programs.ts';
import { RestoredState } from '../guests/restored-state.ts';
import { FilesChannel } from '../mfs/wire/files-channel.ts';
import type { Service } from '../mfs/wire/service.ts';
import { systemClock } from '../system-clock.ts';
import type { Deputy } from '../tasks/home-task.ts';
import { type Commands, type DeputyProcess, obey } from './commands.ts';
import { Watch } from './watch.ts';

type Run = Extract<ToAgent, { op: 'run' }>;

export const uploadHead = z.discriminatedUnion('what', [
  z.object({ what: z.literal('program'), program: z.string(), last: z.boolean() }),
  z.object({ what: z.literal('snapshot'), last: z.boolean() }),
]);

/** One connection to the control socket. */
export class ControlSession {
  private readonly frames: FrameStream;
  private greeted = false;
  /** As it says. */
  private pid: number | null = null;
  private task: string | null = null;
  private ha: DeputyProcess | null = null;
  private hadTask = false;
  private upload: { run: Run; pieces: ProgramUpload } | null = null;
  private endId: number | null = null;
  private watch: Watch | null = null;
  private files: Service | null = null;
  private restored: RestoredState | undefined;
  private readonly asked = new Map<
    number,
    { resolve(made: CheckpointMade | null): void; reject(error: Error): void }
  >();
  private lastAsk = 0;

  constructor(
    socket: Socket,
    private readonly commands: Commands,
    onClose: () => void,
  ) {
    this.frames = new FrameStream(socket, 'passed');
    this.frames.onFrame = (frame) => this.take(frame);
    this.frames.onClose = () => {
      // The deputy is gone, however: nobody is left for whom the task could act.
      if (this.task !== null) commands.end(this.task, null, null);
      this.task = null;
      if (this.ha) commands.deputyGone(this.ha);
      this.noCheckpoints();
      this.watch?.stop();
      this.files?.left();
      onClose();
    };
  }

  /** A session with a task keeps an agent that is to end when idle. */
  get hasTask(): boolean {
    return this.task !== null;
  }

  close(): void {
    this.frames.end();
  }

  /** Of a task whose home is here: monitors are told. */
  tell(event: TaskLifeEvent): void {
    this.watch?.tell(event);
  }

  private take({ type, head, tail, records }: Frame): void {
    if (records) {
      if (!this.hadTask) throw new OmosixError('EPROTOCOL', 'a record without a task');
      // What the deputy said before it heard that its task is over.
      if (this.task === null) return;
      // Never made to wait: what it may say without being asked is small, and its next word may end the task.
      this.commands.records(this.task, records);
    } else if (type === FrameType.BULK) this.takeBulk(validated(uploadHead, head), tail);
    else this.message(validated(toAgent, head));
  }

  private message(message: ToAgent): void {
    if (message.op === 'hello') {
      this.greeted = true;
      this.pid = message.pid ?? null;
      this.say({ op: 'hello', version: PROTOCOL_VERSION, node: this.commands.node, pid: process.pid });
      return;
    }
    if (!this.greeted) throw new OmosixError('EPROTOCOL', 'a request before hello');
    this.answer(message).catch((error: Error) => {
      if (isOmosixError(error))
        this.say({ op: 'error', id: message.id, code: error.code, message: error.message });
      else {
        this.frames.destroy(error);
        throw error;
      }
    });
  }

  private async answer(request: Request): Promise<void> {
    switch (request.op) {
      case 'watch':
        if (this.hadTask || this.upload !== null || this.watch !== null)
          throw new OmosixError('EREFUSED', 'one watch a connection, and not on that of a task');
        this.watch = new Watch(this.frames, request.id, request.everyMs, this.commands);
        return;
      case 'files':
        return this.serveFiles(request.id, request.task ?? null, request.fence ?? null);
      case 'run':
        return this.prepareRun(request);
      case 'capture':
        if (this.task === null || request.task !== this.task)
          throw new OmosixError('ENOTASK', `task ${request.task} is not this connection's`);
        await this.commands.capture(request.task, request.hold === true, request.asked);
        return this.say({ op: 'done', id: request.id });
      case 'protection':
        if (this.task === null || this.ha === null)
          throw new OmosixError('ENOTASK', 'this connection has no task under --ha');
        this.commands.protection(this.ha, this.task, request.protection);
        return this.say({ op: 'done', id: request.id });
      case 'checkpointed':
        this.checkpointed(request);
        return this.say({ op: 'done', id: request.id });
      case 'end':
        if (this.task === null || request.task !== this.task) {
          throw new OmosixError('ENOTASK', `task ${request.task} is not this connection's`);
        }
        this.endId = request.id;
        return this.commands.end(request.task, request.code, request.signal);
      default:
        this.noteOrder(request);
        return obey(request, this.commands, (answer) => this.say(answer));
    }
  }

  private noteOrder(request: Request): void {
    const given = orderGiven(request, () => processNamed(this.pid));
    if (given) this.commands.audit(given);
  }

  private serveFiles(id: number, task: string | null, fence: Fence | null): void {
    if (this.hadTask || this.upload !== null || this.watch !== null)
      throw new OmosixError('EREFUSED', 'files have a connection of their own');
    this.say({ op: 'done', id });
    const service = this.commands.files(task, fence);
    this.files = service;
    new FilesChannel(this.frames, systemClock, (...request) => service.serve(...request));
  }

  private async prepareRun(run: Run): Promise<void> {
    const isAgain = run.again !== undefined && run.spec.task === this.task;
    if ((this.task !== null && !isAgain) || this.upload !== null || this.watch !== null)
      throw new OmosixError('EREFUSED', 'one task a connection');
    this.upload = { run, pieces: new ProgramUpload() };
    await this.commands.opened();
    if (await this.commands.programs.get(run.spec.program)) this.run(run);
    else this.say({ op: 'needprogram', id: run.id, program: run.spec.program });
  }

  private takeBulk(head: z.infer<typeof uploadHead>, tail: Uint8Array): void {
    if (head.what === 'program') this.takeProgram(head.program, head.last, tail);
    else if (this.restored) this.restored.take(tail, head.last, this.frames);
    else throw new OmosixError('EPROTOCOL', 'a snapshot that was not asked for');
  }

  private takeProgram(program: string, last: boolean, tail: Uint8Array): void {
    const { upload } = this;
    if (upload?.run.spec.program !== program)
      throw new OmosixError('EPROTOCOL', 'a program that was not asked for');
    const image = upload.pieces.take(tail, last);
    if (!image) return;
    try {
      this.commands.programs.put(program, image);
      this.run(upload.run);
    } catch (error) {
      if (!isOmosixError(error)) throw error;
      this.say({ op: 'error', id: upload.run.id, code: error.code, message: error.message });
    }
  }

  private run({ id, spec, placement, restore, again, ha }: Run): void {
    this.upload = null;
    if (restore && restore.program !== spec.program)
      throw new OmosixError('EREFUSED', 'the snapshot is not of this program');
    if (!spec.task.startsWith(`${this.commands.node}:`)) {
      throw new OmosixError('EREFUSED', `task ${spec.task} cannot be at home on node ${this.commands.node}`);
    }
    const deputy: Deputy = {
      started: () => this.say({ op: 'started', id, task: spec.task }),
      refused: (reason) => this.say({ op: 'error', id, code: 'EREFUSED', message: reason }),
      event: (event: TaskLifeEvent) => this.say({ op: 'event', event }),
      checkpoint: (file, after) => this.askCheckpoint(file, after),
      freeze: async () => {
        await this.ask((ask) => ({ op: 'freeze', ask }));
      },
      unfreeze: (goOn) => this.say({ op: 'unfreeze', goOn }),
      ended: () => {
        this.task = null;
        if (this.endId !== null) this.say({ op: 'done', id: this.endId });
        this.endId = null;
        this.noCheckpoints();
      },
      records: (records) => {
        this.frames.sendEncoded(records);
        return this.frames;
      },
    };
    this.restored =
      restore &&
      new RestoredState(
        restore,
        () => this.say({ op: 'needsnapshot', id }),
        (source, sink) => this.commands.pace(source, sink),
      );
    this.commands.run(spec, placement, deputy, this.restored, again);
    this.task = spec.task;
    this.hadTask = true;
    if (ha && this.pid !== null) this.ha = { ...ha, process: processName(this.pid) };
  }

  private async askCheckpoint(file: string | null, after: CheckpointAfter): Promise<CheckpointMade> {
    const made = await this.ask((ask) => ({ op: 'makecheckpoint', ask, file, after }));
    if (made) return made;
    throw new OmosixError('ECHECKPOINT', 'its deputy does not say why not');
  }

  private ask(message: (ask: number) => FromAgent): Promise<CheckpointMade | null> {
    const ask = ++this.lastAsk;
    return new Promise((resolve, reject) => {
      this.asked.set(ask, { resolve, reject });
      this.say(message(ask));
    });
  }

  private checkpointed({ ask, made, refusal }: Extract<ToAgent, { op: 'checkpointed' }>): void {
    const asked = this.asked.get(ask);
    this.asked.delete(ask);
    if (refusal === null) asked?.resolve(made);
    else asked?.reject(new OmosixError('ECHECKPOINT', refusal));
  }

  private noCheckpoints(): void {
    for (const { reject } of this.asked.values())
      reject(new OmosixError('ENOTASK', 'the task ended before its checkpoint'));
    this.asked.clear();
  }

  private say(message: FromAgent): void {
    this.frames.send(FrameType.CONTROL, message);
  }
}
