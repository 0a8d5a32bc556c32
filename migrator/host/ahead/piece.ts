import { FrameType, frameHeader } from '../../../protocol/frame.ts';
import type { PieceHead } from '../../../protocol/host.ts';

/** Copied at a time while the task waits for it: about a millisecond. */
const PIECE_BYTES = 4 * 1024 * 1024;

/**
 * A frame that the helper thread writes, made in memory of its own: one of an earlier capture, given up since, may still be on its way.
 */
export class Piece {
  readonly memory: SharedArrayBuffer;
  /** What the frame carries goes here. */
  readonly room: Uint8Array;
  private readonly header: Uint8Array;
  private readonly head: PieceHead;

  constructor(id: number) {
    this.head = { what: 'ahead', id, last: true };
    const headerBytes = frameHeader(FrameType.BULK, this.head, 0).length;
    this.memory = new SharedArrayBuffer(headerBytes + PIECE_BYTES);
    this.header = new Uint8Array(this.memory, 0, headerBytes);
    this.room = new Uint8Array(this.memory, headerBytes);
  }

  /** The frame is to carry so many bytes; its own length. */
  seal(bytes: number): number {
    this.header.set(frameHeader(FrameType.BULK, this.head, bytes));
    return this.header.length + bytes;
  }
}
