import { OmosixError } from '../../protocol/errors.ts';
import type { SnapshotHead } from '../../protocol/snapshot.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import { Gather } from '../frames/gather.ts';
import type { Host } from './host.ts';

/** What holds a sender until a host has room. */
type Pace = (source: FrameStream, sink: FrameStream) => void;

/** The state of a task from a checkpoint file, on its way from its new deputy into a host. */
export class RestoredState {
  private feed: Gather | null = null;
  private host: Host | null = null;

  /** `ask` makes the deputy send it, piece by piece, to `take`. */
  constructor(
    private readonly head: SnapshotHead,
    private readonly ask: () => void,
    private readonly pace: Pace,
  ) {}

  /** Resolves when the host has made the task again. @throws OmosixError ESNAPSHOT with the host's reason */
  async into(host: Host): Promise<void> {
    this.host = host;
    this.feed = new Gather((parts, last) => host.sendBulk({ what: 'snapshot', last }, parts));
    try {
      await new Promise<void>((resolve, reject) => {
        const refuse = (reason: string): void => reject(new OmosixError('ESNAPSHOT', reason));
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
        this.ask();
      });
    } catch (error) {
      host.kill();
      throw error;
    } finally {
      this.feed = null;
    }
  }

  /** A piece of it, which came over `channel`. */
  take(piece: Uint8Array, last: boolean, channel: FrameStream): void {
    if (!this.feed || !this.host) return;
    this.feed.add(piece, last);
    this.pace(channel, this.host.frames);
  }
}
