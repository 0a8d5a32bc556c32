import { FrameType } from '../../protocol/frame.ts';
import type { Trouble } from '../../protocol/members.ts';
import type { PeerBulkHead, PeerMessage } from '../../protocol/peer.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import type { FilesChannel } from '../mfs/wire/files-channel.ts';
import type { Service } from '../mfs/wire/service.ts';
import type { Dialer } from './dialer.ts';
import type { Link } from './link.ts';
import { PeerSession } from './session.ts';

/** Another agent, connected or not. */
export class Peer {
  readonly session = new PeerSession();
  link: Link | undefined;
  /** Over the link: where it is asked for files, and what serves it. */
  files: FilesChannel | undefined;
  served: Service | undefined;
  /** Connected, and both have said hello. */
  up = false;
  /** The version that both speak, of when it was connected last. */
  speaks = 0;
  /** It takes connections, as far as it has said. */
  listens = true;
  /** Why it is not connected, as far as is known. */
  trouble: Trouble | null = null;

  constructor(
    readonly id: number,
    public name: string,
    /** `ssh-ed25519 AAAA…` */
    readonly key: string,
    readonly dialer: Dialer,
  ) {}

  /** Arrives once and in order, even over a broken connection, unless the peer's process dies. */
  send(message: PeerMessage): void {
    this.session.message(message);
  }

  sendRecords(task: string, inc: number, records: readonly Uint8Array[]): void {
    this.session.records(task, inc, records);
  }

  /** @returns the channel it went to, for its back-pressure; undefined while not connected: then it is lost */
  sendBulk(head: PeerBulkHead, parts: readonly Uint8Array[]): FrameStream | undefined {
    if (!this.up) return undefined;
    this.link?.bulk.sendParts(FrameType.BULK, head, parts);
    return this.link?.bulk;
  }
}
