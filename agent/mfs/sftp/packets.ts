import { MAX_SFTP_PACKET_BYTES } from '../../../protocol/limits.ts';
import { MalformedPacket } from './bytes.ts';

/** Cuts the bytes of a channel into packets. A length is checked before anything is kept for it. */
export class PacketCutter {
  private chunks: Buffer[] = [];
  private length = 0;

  push(chunk: Buffer): void {
    this.chunks.push(chunk);
    this.length += chunk.length;
  }

  /**
   * The next packet without its length, where all of it is there.
   * @throws MalformedPacket
   */
  next(): Buffer | null {
    if (this.length < 4) return null;
    const length = this.head().readUInt32BE(0);
    if (length === 0 || length > MAX_SFTP_PACKET_BYTES)
      throw new MalformedPacket(`a packet of ${length} bytes`);
    if (this.length < 4 + length) return null;
    const all = this.chunks.length === 1 ? (this.chunks[0] as Buffer) : Buffer.concat(this.chunks);
    this.chunks = all.length > 4 + length ? [all.subarray(4 + length)] : [];
    this.length -= 4 + length;
    return all.subarray(4, 4 + length);
  }

  private head(): Buffer {
    const [first] = this.chunks;
    return first && first.length >= 4 ? first : Buffer.concat(this.chunks);
  }
}
