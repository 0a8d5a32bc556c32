import type { PeerMessage } from '../protocol/peer.ts';
import type { Clock, Log } from '../protocol/ports.ts';
import type { Note } from './audit/audit.ts';
import type { FrameStream } from './frames/frame-stream.ts';
import { refusalOf } from './migration/machine/too-new.ts';
import type { Peers } from './transport/peers.ts';

/** A node event of the migration machines, without its time. */
export type NodeChange =
  | { on: 'linkdown' | 'linkup'; node: number }
  /** `why`: in words, after its name. */
  | { on: 'nodedead'; node: number; why: string }
  | { on: 'silent'; node: number; name: string; silentMs: number };

export interface HubReceiver {
  message(from: number, message: PeerMessage): void;
  records(from: number, task: string, inc: number, records: readonly Uint8Array[]): void;
  node(change: NodeChange): void;
}

/** Where much may be written: asks its writers to wait. */
export interface Sink {
  readonly pressed: boolean;
  drained(): Promise<void>;
}

/**
 * Everything that happens in an agent goes through here, one thing after the other and each to its end: so what a node
 * says to itself arrives in the order in which it was said, as over a connection.
 */
export class Hub {
  private readonly queue: (() => void)[] = [];
  private running = false;
  private readonly holding = new WeakSet<FrameStream>();

  constructor(
    readonly self: number,
    readonly clock: Clock,
    readonly log: Log,
    readonly audit: Note,
    private readonly peers: () => Peers,
    private readonly receiver: HubReceiver,
  ) {}

  post(happening: () => void): void {
    this.queue.push(happening);
    if (this.running) return;
    this.running = true;
    try {
      for (let next = this.queue.shift(); next; next = this.queue.shift()) next();
    } finally {
      this.running = false;
    }
  }

  send(to: number, message: PeerMessage): void {
    this.log.debug('say', { to, op: message.op });
    if (to === this.self) {
      this.post(() => this.receiver.message(to, message));
      return;
    }
    const peer = this.peers().get(to);
    const refusal = peer?.up ? refusalOf(message, peer.speaks) : null;
    if (refusal) {
      this.post(() => this.receiver.message(to, refusal));
      return;
    }
    peer?.send(message);
    // Steps of a move are dropped where there is no connection: whoever waits for the answer hears of it.
    if (!peer?.up) this.post(() => this.receiver.node({ on: 'linkdown', node: to }));
  }

  /** Worth something only now: dropped where there is no connection. */
  sendCasually(to: number, message: Extract<PeerMessage, { op: 'usage' }>): void {
    if (to === this.self) this.send(to, message);
    else this.peers().get(to)?.session.casually(message);
  }

  /** @returns what the sender's own source must wait for, if it is remote */
  sendRecords(to: number, task: string, inc: number, records: readonly Uint8Array[]): Sink | undefined {
    if (to === this.self) {
      this.post(() => this.receiver.records(to, task, inc, records));
      return undefined;
    }
    const peer = this.peers().get(to);
    peer?.sendRecords(task, inc, records);
    return peer?.session;
  }

  /** What comes from `source` went into `sink`: reads no more from the one until the other has room. */
  pace(source: FrameStream, sink: Sink | undefined): void {
    if (!sink?.pressed || this.holding.has(source)) return;
    this.holding.add(source);
    source.pause();
    void sink.drained().then(() => {
      this.holding.delete(source);
      source.resume();
    });
  }
}
