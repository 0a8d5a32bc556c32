import { OmosixError } from '../../protocol/errors.ts';
import { type SnapshotHead, stateBytesOf } from '../../protocol/snapshot.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import { Gather } from '../frames/gather.ts';
import type { Sink } from '../hub.ts';
import type { Host } from './host.ts';

/** What holds a sender until there is room. */
type Pace = (source: FrameStream, sink: Sink | undefined) => void;

/** The state of a task on its way from its deputy into a host, here or on another node. */
export class RestoredState {
  private feed: Gather | null = null;
  /** How often it was asked for, and how often it has come whole: it may be asked for again before that. */
  private asked = 0;
  private come = 0;
  /** Where what was fed last went. */
  private sink: Sink | undefined;
  private refuse: (reason: string) => void = () => {};

  /** `ask` makes whoever has it send it, piece by piece, to `take`. */
  constructor(
    readonly head: SnapshotHead,
    private readonly ask: () => void,
    private readonly pace: Pace,
  ) {}

  get bytes(): number {
    return stateBytesOf(this.head);
  }

  /** Resolves when the host has made the task again. @throws OmosixError ESNAPSHOT with the host's reason */
  async into(host: Host): Promise<void> {
    this.feed = new Gather((parts, last) => host.sendBulk({ what: 'snapshot', last }, parts));
    this.sink = host.frames;
    try {
      await new Promise<void>((resolve, reject) => {
        this.refuse = (reason) => reject(new OmosixError('ESNAPSHOT', reason));
        const { refuse } = this;
        host.listen({
          message: (message) => {
            if (message.op === 'restored') resolve();
            else if (message.op === 'refused') refuse(message.reason);
            else if (message.op === 'failed') refuse(message.message);
          },
          records() {},
          bulk() {},
          exit: refuse,
        });
        host.send({ op: 'restore', head: this.head, anew: true });
        this.askNow();
      });
    } catch (error) {
      host.kill();
      throw error;
    } finally {
      this.feed = null;
    }
  }

  /** The node that restores it wants it: it goes there as it comes. */
  pass(send: (parts: readonly Uint8Array[], last: boolean) => Sink | undefined): void {
    this.feed = new Gather((parts, last) => {
      this.sink = send(parts, last);
    });
    this.sink = undefined;
    this.askNow();
  }

  private askNow(): void {
    this.asked++;
    this.ask();
  }

  /** No more of it comes. */
  fail(reason: string): void {
    this.refuse(reason);
  }

  /** A piece of it, which came over `channel`. */
  take(piece: Uint8Array, last: boolean, channel: FrameStream): void {
    const isOfLast = this.come + 1 === this.asked;
    if (last) this.come++;
    if (!this.feed || !isOfLast) return;
    this.feed.add(piece, last);
    this.pace(channel, this.sink);
  }
}
