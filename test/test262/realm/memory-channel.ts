import type { IncomingFrame, SyncChannel } from '../../../migrator/host/channel.ts';
import { Gathered } from '../../../migrator/host/gathered.ts';
import { EMPTY, type FrameType } from '../../../protocol/frame.ts';

// As the real channel: the guest may put something else in their places.
const { parse, stringify } = JSON;

/** What crosses between a realm and the agent outside of it: text and bytes, no objects of the other realm. */
export interface Wire {
  send(type: FrameType, head: string, tail: Uint8Array): void;
  /** Throws when the host is not needed any more. */
  receive(): { type: FrameType; head: string; tail: Uint8Array };
  /** Undefined: the program is one test. */
  readonly batch: BatchTravel | undefined;
}

/** How a program of many tests is captured. */
export interface BatchTravel {
  /** Whether a capture in this test is to be followed by a move to another realm. Once it is. */
  leavesIn(test: number): boolean;
  /** Polls to pass before a test's first, second… capture. */
  pollsFor(test: number, captures: number): number;
  /** It went on in the same realm. */
  bounced(test: number): void;
}

/** `SyncChannel` for a host that lives in the process of its agent: nothing waits for other things to be sent. */
export class MemoryChannel
  implements Pick<SyncChannel, 'gathered' | 'send' | 'sendSoon' | 'extend' | 'receive' | 'tail' | 'tailInto'>
{
  readonly gathered = new Gathered();
  private readonly wire: Wire;
  private readonly tails = new WeakMap<IncomingFrame, Uint8Array>();
  private current: IncomingFrame | undefined;

  constructor(wire: Wire) {
    this.wire = wire;
  }

  send(type: FrameType, head: unknown, tail: Uint8Array = EMPTY): void {
    this.wire.send(type, stringify(head), tail);
  }

  sendSoon(type: FrameType, head: unknown, tail: Uint8Array): void {
    this.send(type, head, tail);
  }

  extend(): boolean {
    return false;
  }

  receive(): IncomingFrame {
    const { type, head, tail } = this.wire.receive();
    const frame = { type, head: parse(head) as unknown, tailBytes: tail.length };
    this.tails.set(frame, tail);
    this.current = frame;
    return frame;
  }

  tail(frame: IncomingFrame): Uint8Array {
    return new Uint8Array(this.tails.get(frame)!);
  }

  /** Fills `target` with the next bytes of the current frame's tail. */
  tailInto(target: Uint8Array): void {
    const rest = this.tails.get(this.current!)!;
    target.set(rest.subarray(0, target.length));
    this.tails.set(this.current!, rest.subarray(target.length));
  }
}
