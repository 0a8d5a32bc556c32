import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';

/**
 * Bulk data comes in pieces of whatever size a socket gives. Passed on one by one each would cost a frame of its own, so some are
 * gathered, uncopied, into frames of about a megabyte.
 */
export class Gather {
  private parts: Uint8Array[] = [];
  private bytes = 0;

  constructor(private readonly emit: (parts: readonly Uint8Array[], last: boolean) => void) {}

  add(piece: Uint8Array, last: boolean): void {
    this.parts.push(piece);
    this.bytes += piece.length;
    if (!last && this.bytes < BULK_CHUNK_BYTES) return;
    const { parts } = this;
    this.parts = [];
    this.bytes = 0;
    this.emit(parts, last);
  }
}
