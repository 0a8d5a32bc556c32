import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import { FrameType } from '../../protocol/frame.ts';
import type { Address } from '../../protocol/members.ts';
import type { PeerBulkHead, PeerMessage } from '../../protocol/peer.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import { commonVersion, SPOKEN } from '../../protocol/version.ts';
import { FilesChannel } from '../mfs/wire/files-channel.ts';
import type { Service } from '../mfs/wire/service.ts';
import { type Backoff, Dialer } from './dialer.ts';
import type { Link, PeerAddress, Transport } from './link.ts';
import { type Hello, hear } from './link-words.ts';
import { Peer } from './peer.ts';
import { Roster } from './roster.ts';
import { troubleOf } from './trouble.ts';

export interface PeerEvents {
  /** Whatever is not the connection's own business. */
  message(from: number, message: PeerMessage): void;
  records(from: number, task: string, inc: number, records: readonly Uint8Array[]): void;
  bulk(from: number, head: PeerBulkHead, tail: Uint8Array): void;
  /** What serves files to it, over one connection. */
  files(peer: number): Service;
  up(peer: number): void;
  down(peer: number): void;
  /** The peer's process is another one, or has given us up: all that was between us is void. */
  restarted(peer: number): void;
  /** The peer's machine says that no agent listens there any more. */
  refused(peer: number): void;
  /** It is no peer any more, under this ID at least. */
  removed(peer: number): void;
  /** It said what no agent of ours says, and is cut off. */
  violated(peer: Peer, reason: string): void;
  /** A key that nobody here knows asked to be let in; it has proven nothing. */
  stranger(key: string, from: string): void;
}

/** How long the node with the higher ID waits for the other to dial, so that a pair makes one connection and not two. */
const COURTESY_MS = 250;

/** A node that may connect, as the book or the map names it. */
export interface KnownPeer {
  id: number;
  name: string;
  key: string;
}

/** One persistent connection to each peer, made again whenever it breaks. */
export class Peers {
  private readonly roster = new Roster();
  private closed = false;
  private listens = false;
  private isolated = false;

  constructor(
    private readonly self: { id: number; name: string },
    private readonly transport: Transport,
    private readonly clock: Clock,
    private readonly log: Log,
    private readonly events: PeerEvents,
    private readonly backoff: Backoff,
  ) {}

  listen(host: string, port: number): Promise<Address> {
    this.listens = true;
    return this.transport.listen(
      host,
      port,
      (key, from) => {
        if (this.roster.withKey(key)) return true;
        this.events.stranger(key, from);
        return false;
      },
      (link) => this.accept(link),
    );
  }

  /** A node that the map names. */
  add(id: number, name: string, { key, host, port }: PeerAddress): void {
    const peer = this.roster.withKey(key) ?? this.make({ id, name, key });
    if (!peer) return;
    peer.dialer.routes.map = { host, port };
    this.begin(peer);
  }

  /** A member of the book: from now on it may connect, and is dialed. Again, when what the book says has changed. */
  know({ id, name, key }: KnownPeer, addresses: readonly Address[]): void {
    const before = this.roster.withKey(key);
    if (before && before.id !== id) this.renumber(before, id);
    const peer = this.roster.withKey(key) ?? this.make({ id, name, key });
    if (!peer) return;
    peer.name = name;
    peer.dialer.routes.book = addresses;
    if (peer !== before) this.begin(peer);
  }

  /** Whoever holds that key is no peer any more: the connection is cut, and nobody with it is let in again. */
  remove(key: string, reason: string): void {
    const peer = this.roster.withKey(key);
    if (!peer) return;
    this.roster.delete(peer);
    peer.dialer.stop();
    if (peer.link) this.lose(peer, peer.link, new OmosixError('ELINK', reason));
    this.events.removed(peer.id);
  }

  /**
   * A node with that key fingerprint (hex) says by mDNS that it listens there: if it is a peer it is dialed at once.
   * @returns whether it is one
   */
  heard(fingerprint: string, address: Address): boolean {
    const peer = this.roster.withFingerprint(fingerprint);
    peer?.dialer.heard(address);
    return peer !== undefined;
  }

  /** Undefined for a node that is no peer. */
  get(id: number): Peer | undefined {
    return this.roster.withId(id);
  }

  withKey(key: string): Peer | undefined {
    return this.roster.withKey(key);
  }

  all(): IterableIterator<Peer> {
    return this.roster.all();
  }

  /** Breaks the connection, e.g. when nothing comes over it any more; it is dialed again. */
  sever(id: number, reason: string): void {
    const peer = this.roster.withId(id);
    if (peer?.link) this.lose(peer, peer.link, new OmosixError('ELINK', reason));
  }

  /** It is there, as others say: an attempt to reach it need not wait any longer. */
  nudge(id: number): void {
    void this.roster.withId(id)?.dialer.now();
  }

  /** Messages that were sent to those that are peers now. */
  get sent(): number {
    let sent = 0;
    for (const { session } of this.roster.all()) sent += session.sent;
    return sent;
  }

  /** Cut off by this machine's user: no connection is made nor taken until that is over. */
  isolate(on: boolean): void {
    if (on === this.isolated) return;
    this.isolated = on;
    for (const peer of this.roster.all()) {
      if (!on) {
        this.begin(peer);
      } else if (peer.link) {
        peer.link.control.end();
        this.lose(
          peer,
          peer.link,
          new OmosixError('ELINK', "this node is isolated ('mosctl rejoin' ends that)"),
        );
      }
    }
  }

  close(): void {
    this.closed = true;
    this.transport.close();
    for (const peer of this.roster.all()) {
      peer.dialer.stop();
      // What was just said (a refusal, a kill) still goes out.
      peer.link?.control.end();
      peer.link?.close();
    }
  }

  /** Nothing where another has that ID: one of the two takes another one, and the book tells. */
  private make({ id, name, key }: KnownPeer): Peer | undefined {
    if (id === this.self.id || this.roster.withId(id)) return undefined;
    const dialer: Dialer = new Dialer(key, this.transport, this.clock, this.backoff, {
      isLinked: () => this.closed || this.isolated || peer.link !== undefined,
      linked: (link) => (this.isolated ? link.close() : this.adopt(peer, link)),
      failed: (error, isProof) => {
        peer.trouble = troubleOf(error);
        this.log.debug('dialing failed', { peer: peer.id, message: error.message });
        if (isProof && peer.listens) this.events.refused(peer.id);
      },
    });
    const peer = new Peer(id, name, key, dialer);
    this.roster.add(peer);
    return peer;
  }

  private begin(peer: Peer): void {
    if (this.self.id < peer.id) void peer.dialer.now();
    else peer.dialer.after(COURTESY_MS);
  }

  /** The node goes by another ID: for all others it is another node, whose process was started anew. */
  private renumber(peer: Peer, id: number): void {
    if (id === this.self.id || this.roster.withId(id)) return;
    const { name, key } = peer;
    const { heard, book, map } = peer.dialer.routes;
    this.remove(key, `node ${peer.id} is node ${id} now`);
    const again = this.make({ id, name, key });
    if (!again) return;
    Object.assign(again.dialer.routes, { heard, book, map });
    this.begin(again);
  }

  private accept(link: Link): void {
    const peer = this.roster.withKey(link.key);
    if (!peer || this.closed || this.isolated) link.close();
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
    peer.dialer.rest();
    peer.link = link;
    hear(peer, link, this.events, (hello) => this.greet(peer, link, hello));
    const lost = (error: Error | undefined): void => this.lose(peer, link, error);
    link.control.onClose = lost;
    link.bulk.onClose = lost;
    link.files.onClose = lost;
    const served = this.events.files(peer.id);
    peer.served = served;
    peer.files = new FilesChannel(link.files, this.clock, (...request) => served.serve(...request));
    link.control.send(FrameType.CONTROL, {
      op: 'hello',
      ...SPOKEN,
      id: this.self.id,
      name: this.self.name,
      nodeVersion: process.versions.node,
      listens: this.listens,
      ...peer.session.position(),
    } satisfies PeerMessage);
  }

  private greet(peer: Peer, link: Link, hello: Hello): void {
    if (peer.up) throw new OmosixError('EPROTOCOL', `a second hello from node ${peer.id}`);
    if (hello.id !== peer.id) {
      this.renumber(peer, hello.id);
      if (this.roster.withKey(peer.key) !== peer) return;
      throw new OmosixError(
        'EPROTOCOL',
        `node ${peer.id} calls itself ${hello.id}, which is the ID of another`,
      );
    }
    peer.up = true;
    peer.name = hello.name;
    peer.listens = hello.listens;
    peer.trouble = null;
    peer.dialer.succeeded();
    if (peer.session.attach(link.control, hello)) this.events.restarted(peer.id);
    peer.speaks = commonVersion(hello) ?? 0;
    this.log.info('peer connected', { peer: peer.id, dialed: link.dialed, protocol: peer.speaks });
    this.events.up(peer.id);
  }

  private lose(peer: Peer, link: Link, error: Error | undefined): void {
    link.close();
    if (peer.link !== link) return;
    const wasUp = peer.up;
    peer.link = undefined;
    peer.up = false;
    peer.session.detach();
    peer.files?.end(`the connection to ${peer.name} has ended`);
    peer.files = undefined;
    peer.served?.left();
    if (this.closed) return;
    this.log.info('peer connection ended', { peer: peer.id, reason: error?.message ?? 'closed' });
    if (isOmosixError(error) && error.code === 'EPROTOCOL') this.events.violated(peer, error.message);
    if (wasUp) this.events.down(peer.id);
    if (peer.link !== undefined) return;
    if (error || !wasUp)
      peer.trouble = troubleOf(error ?? new Error('the connection ended before its hello'));
    // A closed link is dialed at once, by both: it tells whether the peer's process is still there.
    if (wasUp) peer.dialer.lost();
    else peer.dialer.later(peer.trouble?.kind === 'version');
  }
}
