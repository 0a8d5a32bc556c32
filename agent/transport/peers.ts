import { OmosixError } from '../../protocol/errors.ts';
import { FrameType } from '../../protocol/frame.ts';
import {
  type PeerBulkHead,
  type PeerMessage,
  peerBulkHead,
  peerMessage,
  peerRecordHead,
} from '../../protocol/peer.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import { PROTOCOL_VERSION } from '../../protocol/version.ts';
import { validated } from '../frames/validate.ts';
import type { Link, PeerAddress, Transport } from './link.ts';
import { Peer } from './peer.ts';

export interface PeerEvents {
  /** Whatever is not the connection's own business. */
  message(from: number, message: PeerMessage): void;
  record(from: number, task: string, inc: number, record: unknown, tail: Uint8Array): void;
  bulk(from: number, head: PeerBulkHead, tail: Uint8Array): void;
  up(peer: number): void;
  down(peer: number): void;
  /** The peer's process is another one, or has given us up: all that was between us is void. */
  restarted(peer: number): void;
  /** The peer's machine says that no agent listens there any more. */
  refused(peer: number): void;
}

/** How long the node with the higher ID waits for the other to dial, so that a pair makes one connection and not two. */
const COURTESY_MS = 1000;

/** One persistent connection to each peer, made again whenever it breaks. */
export class Peers {
  private readonly peers = new Map<number, Peer>();
  private readonly byKey = new Map<string, Peer>();
  private closed = false;

  constructor(
    private readonly self: { id: number; name: string },
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly events: PeerEvents,
    private readonly backoff: { firstMs: number; lastMs: number },
  ) {}

  listen(host: string, port: number): Promise<{ host: string; port: number }> {
    return this.transport.listen(
      host,
      port,
      (key) => this.byKey.has(key),
      (link) => this.accept(link),
    );
  }

  add(id: number, name: string, address: PeerAddress): void {
    if (id === this.self.id || this.peers.has(id)) return;
    const peer = new Peer(id, name, address);
    this.peers.set(id, peer);
    this.byKey.set(address.key, peer);
    if (this.self.id < id) void this.dial(peer);
    else this.redial(peer, COURTESY_MS);
  }

  /** Undefined for a node that is not in the map. */
  get(id: number): Peer | undefined {
    return this.peers.get(id);
  }

  all(): IterableIterator<Peer> {
    return this.peers.values();
  }

  /** Breaks the connection, e.g. when nothing comes over it any more; it is dialed again. */
  sever(id: number, reason: string): void {
    const peer = this.peers.get(id);
    if (peer?.link) this.lose(peer, peer.link, new OmosixError('ELINK', reason));
  }

  close(): void {
    this.closed = true;
    this.transport.close();
    for (const peer of this.peers.values()) {
      peer.cancelDial?.();
      // What was just said (a refusal, a kill) still goes out.
      peer.link?.control.end();
      peer.link?.close();
    }
  }

  private async dial(peer: Peer): Promise<void> {
    if (this.closed || peer.link || peer.dialing) return;
    peer.dialing = true;
    try {
      const link = await this.transport.dial(peer.address);
      peer.dialing = false;
      if (this.closed) link.close();
      else this.adopt(peer, link);
    } catch (error) {
      peer.dialing = false;
      if (this.closed) return;
      const { code, message } = error as { code?: string; message: string };
      this.log.debug('dialing failed', { peer: peer.id, message });
      if (code === 'ECONNREFUSED') this.events.refused(peer.id);
      peer.backoffMs = Math.min(this.backoff.lastMs, Math.max(this.backoff.firstMs, peer.backoffMs * 2));
      this.redial(peer, peer.backoffMs);
    }
  }

  private redial(peer: Peer, afterMs: number): void {
    peer.cancelDial?.();
    peer.cancelDial = this.clock.after(afterMs, () => void this.dial(peer));
  }

  private accept(link: Link): void {
    const peer = this.byKey.get(link.key);
    if (!peer || this.closed) link.close();
    else this.adopt(peer, link);
  }

  /**
   * Of two connections that were dialed at the same time the one stays that the lower ID dialed. A second one from
   * the same side replaces the first: that side would not dial if it had a living one.
   */
  private adopt(peer: Peer, link: Link): void {
    const lowerDialed = (one: Link): boolean => one.dialed === this.self.id < peer.id;
    if (peer.link && lowerDialed(peer.link) && !lowerDialed(link)) {
      link.close();
      return;
    }
    if (peer.link) this.lose(peer, peer.link, undefined);
    peer.cancelDial?.();
    peer.link = link;
    link.control.onFrame = (frame) => {
      // What was still in the buffers of a connection that was replaced comes again over the new one.
      if (peer.link !== link) return;
      if (frame.type === FrameType.BULK)
        throw new OmosixError('EPROTOCOL', 'bulk data on the control channel');
      if (frame.type === FrameType.RECORD) {
        this.mustBeUp(peer);
        peer.session.took(frame);
        const { task, inc, record } = validated(peerRecordHead, frame.head);
        this.events.record(peer.id, task, inc, record, frame.tail);
        return;
      }
      const message = validated(peerMessage, frame.head);
      if (message.op === 'hello') this.greet(peer, link, message);
      else if (message.op === 'got') peer.session.confirm(message.received);
      else {
        this.mustBeUp(peer);
        peer.session.took(frame, message.op);
        if (message.op !== 'void') this.events.message(peer.id, message);
      }
    };
    link.bulk.onFrame = (frame) => {
      if (peer.link !== link) return;
      if (frame.type !== FrameType.BULK) throw new OmosixError('EPROTOCOL', 'a message on the bulk channel');
      this.events.bulk(peer.id, validated(peerBulkHead, frame.head), frame.tail);
    };
    const lost = (error: Error | undefined): void => this.lose(peer, link, error);
    link.control.onClose = lost;
    link.bulk.onClose = lost;
    link.control.send(FrameType.CONTROL, {
      op: 'hello',
      version: PROTOCOL_VERSION,
      id: this.self.id,
      name: this.self.name,
      nodeVersion: process.versions.node,
      ...peer.session.position(),
    } satisfies PeerMessage);
  }

  private mustBeUp(peer: Peer): void {
    if (!peer.up) throw new OmosixError('EPROTOCOL', `node ${peer.id} speaks before its hello`);
  }

  private greet(peer: Peer, link: Link, hello: Extract<PeerMessage, { op: 'hello' }>): void {
    if (peer.up) throw new OmosixError('EPROTOCOL', `a second hello from node ${peer.id}`);
    if (hello.id !== peer.id) throw new OmosixError('EPROTOCOL', `node ${peer.id} calls itself ${hello.id}`);
    if (hello.version !== PROTOCOL_VERSION) {
      throw new OmosixError(
        'EVERSION',
        `node ${peer.id} speaks protocol ${hello.version}, we ${PROTOCOL_VERSION}`,
      );
    }
    peer.up = true;
    peer.backoffMs = 0;
    if (peer.session.attach(link.control, hello)) this.events.restarted(peer.id);
    this.log.info('peer connected', { peer: peer.id, dialed: link.dialed });
    this.events.up(peer.id);
  }

  private lose(peer: Peer, link: Link, error: Error | undefined): void {
    link.close();
    if (peer.link !== link) return;
    const wasUp = peer.up;
    peer.link = undefined;
    peer.up = false;
    peer.session.detach();
    if (this.closed) return;
    this.log.info('peer connection ended', { peer: peer.id, reason: error?.message ?? 'closed' });
    if (wasUp) this.events.down(peer.id);
    if (peer.link !== undefined) return;
    // A closed link is dialed at once, by both: it tells whether the peer's process is still there.
    this.redial(peer, wasUp ? 0 : Math.max(this.backoff.firstMs, peer.backoffMs));
  }
}
