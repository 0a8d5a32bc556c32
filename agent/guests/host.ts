import { FrameType } from '../../protocol/frame.ts';
import {
  type BulkHead,
  bulkHead,
  type FromHost,
  fromHost,
  type PieceHead,
  type ToHost,
} from '../../protocol/host.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import { validated } from '../frames/validate.ts';
import type { ProcessUsage } from './usage.ts';

export interface HostListener {
  message(message: FromHost): void;
  /** For the task's deputy: whole frames. */
  records(records: readonly Uint8Array[]): void;
  bulk(head: BulkHead, tail: Uint8Array): void;
  /** A part of a piece that was asked for by `more`. */
  piece?(head: PieceHead, tail: Uint8Array): void;
  /** Once, and the last. */
  exit(reason: string): void;
}

const IDLE: HostListener = { message() {}, records() {}, bulk() {}, exit() {} };

/** What a task executes in, or may soon: a process, or a thread of one. Everything it says is checked: it runs the user's code. */
export abstract class Host {
  readonly frames: FrameStream;
  /** A killed one does nothing more: nobody has to wait until it is gone. */
  abstract readonly diesAtOnce: boolean;
  abstract readonly alive: boolean;
  protected listener: HostListener = IDLE;
  private exited: string | undefined;

  /** `frames` pass records. */
  constructor(frames: FrameStream) {
    this.frames = frames;
    frames.onFrame = ({ type, head, tail, records }) => {
      if (records) this.listener.records(records);
      else if (type === FrameType.BULK) this.listener.bulk(validated(bulkHead, head), tail);
      else this.listener.message(validated(fromHost, head));
    };
  }

  /** From now on this one hears everything. */
  listen(listener: HostListener): void {
    this.listener = listener;
    if (this.exited !== undefined) listener.exit(this.exited);
  }

  send(message: ToHost, tail?: Uint8Array): void {
    this.frames.send(FrameType.CONTROL, message, tail);
  }
  sendRecords(records: readonly Uint8Array[]): void {
    this.frames.sendEncoded(records);
  }
  sendBulk(head: BulkHead, parts: readonly Uint8Array[]): void {
    this.frames.sendParts(FrameType.BULK, head, parts);
  }

  /** Raises the poll flag of a host that computes. */
  abstract poke(): void;
  /** The task begins here: what was used so far is not its own. */
  abstract beginAccount(): void;
  /** What the task has used here; the last known when that has ended. */
  abstract usage(): ProcessUsage;
  /** Stops it, or lets it go on. */
  abstract signal(signal: 'SIGSTOP' | 'SIGCONT'): void;
  abstract kill(): void;

  protected get isGone(): boolean {
    return this.exited !== undefined;
  }

  protected gone(reason: string): void {
    if (this.isGone) return;
    this.exited = reason;
    const { listener } = this;
    this.listener = IDLE;
    listener.exit(reason);
  }
}
