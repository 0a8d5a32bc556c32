import { randomBytes } from 'node:crypto';
import { encodeFrame, type Frame, FrameType, frameHeader } from '../../protocol/frame.ts';
import type { PeerMessage, PeerRecordHead } from '../../protocol/peer.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import { isOfTheMoment } from './of-the-moment.ts';

/** Confirm what arrived after so much of it; the rest is confirmed once a beat. */
const CONFIRM_FRAMES = 64;
const CONFIRM_BYTES = 256 * 1024;
/** A sender of much data waits while so much is unconfirmed: a peer that is cut off freezes what talks to it. */
const WINDOW_BYTES = 8 * 1024 * 1024;

const VOID = [encodeFrame(FrameType.CONTROL, { op: 'void' } satisfies PeerMessage)];

interface Kept {
  /** Of the frame. */
  pieces: readonly Uint8Array[];
  bytes: number;
  ofTheMoment: boolean;
}

function bytesIn(pieces: readonly Uint8Array[]): number {
  let bytes = 0;
  for (const piece of pieces) bytes += piece.length;
  return bytes;
}

/** What a kept frame counts for, besides its bytes. */
const OVERHEAD_BYTES = 200;

/** The fields of `hello` by which two agents find out where a broken connection ended. */
export interface SessionPosition {
  session: string;
  peerSession: string | null;
  received: number;
}

/**
 * What two agents say to each other over a sequence of connections: control messages and records are numbered by
 * counting, kept until confirmed, and repeated on the next connection. So a broken connection loses and repeats
 * nothing; only the end of a process does, and that shows as another session name.
 */
export class PeerSession {
  private session = randomBytes(8).toString('hex');
  private peerSession: string | null = null;
  private stream: FrameStream | undefined;
  private kept: Kept[] = [];
  private keptBytes = 0;
  /** Counted frames that the other side has confirmed. */
  private confirmed = 0;
  private received = 0;
  private unconfirmedFrames = 0;
  private unconfirmedBytes = 0;
  private waiting: (() => void)[] = [];
  /** Messages sent so far; records are none. */
  sent = 0;

  /** What our `hello` on a new connection says. From here on nothing from older connections counts. */
  position(): SessionPosition {
    this.detach();
    return { session: this.session, peerSession: this.peerSession, received: this.received };
  }

  /** @returns true where the peer has forgotten what was between us: it was started anew, or gave us up */
  attach(stream: FrameStream, peer: SessionPosition): boolean {
    const restarted = this.peerSession !== null && this.peerSession !== peer.session;
    if (this.peerSession !== peer.session) {
      this.received = 0;
      this.unconfirmedFrames = 0;
      this.unconfirmedBytes = 0;
    }
    this.peerSession = peer.session;
    if (restarted) this.dropKept();
    else this.confirm(peer.peerSession === this.session ? peer.received : 0);
    this.stream = stream;
    for (const { pieces } of this.kept) stream.sendEncoded(pieces);
    this.wake();
    return restarted;
  }

  detach(): void {
    if (!this.stream) return;
    this.stream = undefined;
    for (const kept of this.kept) {
      if (kept.ofTheMoment) kept.pieces = VOID;
    }
  }

  /** Forgets everything, and makes the peer do so when it comes back. */
  reset(): void {
    this.detach();
    this.session = randomBytes(8).toString('hex');
    this.peerSession = null;
    this.received = 0;
    this.dropKept();
  }

  message(message: PeerMessage): void {
    const ofTheMoment = isOfTheMoment(message.op);
    this.sent++;
    if (this.stream || !ofTheMoment) this.keep(FrameType.CONTROL, message, [], ofTheMoment);
  }

  /** @throws OmosixError EPROTOCOL where they are too large for a frame */
  records(task: string, inc: number, records: readonly Uint8Array[]): void {
    this.keep(FrameType.RECORD, { task, inc } satisfies PeerRecordHead, records, false);
  }

  private keep(type: FrameType, head: unknown, tail: readonly Uint8Array[], ofTheMoment: boolean): void {
    const tailBytes = bytesIn(tail);
    const header = frameHeader(type, head, tailBytes);
    const pieces = [header, ...tail];
    const bytes = header.length + tailBytes + OVERHEAD_BYTES;
    this.kept.push({ pieces, bytes, ofTheMoment });
    this.keptBytes += bytes;
    this.stream?.sendEncoded(pieces);
  }

  /** What is worth something only now: neither counted nor kept, and not said to one that reads nothing. */
  casually(message: Extract<PeerMessage, { op: 'gossip' | 'usage' }>): void {
    if (!this.stream || this.stream.pressed) return;
    this.sent++;
    this.stream.send(FrameType.CONTROL, message);
  }

  /** Takes note of a frame that arrived, if it is one that counts. */
  took({ tail, records = [tail] }: Frame, op?: PeerMessage['op']): void {
    if (op === 'gossip' || op === 'usage') return;
    this.received++;
    this.unconfirmedFrames++;
    this.unconfirmedBytes += bytesIn(records);
    if (this.unconfirmedFrames >= CONFIRM_FRAMES || this.unconfirmedBytes >= CONFIRM_BYTES)
      this.sendConfirmation();
  }

  confirm(received: number): void {
    const count = Math.min(received - this.confirmed, this.kept.length);
    if (count <= 0) return;
    for (const { bytes } of this.kept.splice(0, count)) this.keptBytes -= bytes;
    this.confirmed += count;
    if (this.keptBytes < WINDOW_BYTES) this.wake();
  }

  get pressed(): boolean {
    return this.keptBytes >= WINDOW_BYTES;
  }

  drained(): Promise<void> {
    if (!this.pressed) return Promise.resolve();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** What has come and is not confirmed yet. */
  sendConfirmation(): void {
    if (this.unconfirmedFrames === 0 || !this.stream) return;
    this.sent++;
    this.unconfirmedFrames = 0;
    this.unconfirmedBytes = 0;
    this.stream.send(FrameType.CONTROL, { op: 'got', received: this.received } satisfies PeerMessage);
  }

  private dropKept(): void {
    this.kept = [];
    this.keptBytes = 0;
    this.confirmed = 0;
    this.wake();
  }

  private wake(): void {
    const waiting = this.waiting;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }
}
