/** The longest tail of `bytes` that is the beginning of a UTF-8 character and not a whole one. */
function incompleteTail(bytes: Uint8Array): number {
  for (let back = 1; back <= Math.min(3, bytes.length); back++) {
    const byte = bytes[bytes.length - back]!;
    if (byte < 0x80) return 0;
    if (byte >= 0xc0) {
      const needed = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
      return needed > back ? back : 0;
    }
  }
  return 0;
}

export interface Decoded {
  text: string;
  /** Bytes to put before the next chunk. */
  carry: Uint8Array;
}

/** Decodes a chunk of a stream without splitting characters; its whole state is `carry`. */
export function decodeChunk(carry: Uint8Array, chunk: Uint8Array, encoding: BufferEncoding): Decoded {
  const bytes =
    carry.length === 0
      ? Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length)
      : Buffer.concat([carry, chunk]);
  const held =
    encoding === 'utf8' || encoding === 'utf-8' ? incompleteTail(bytes) : unitsHeld(bytes.length, encoding);
  const whole = bytes.length - held;
  return { text: bytes.toString(encoding, 0, whole), carry: Uint8Array.from(bytes.subarray(whole)) };
}

function unitsHeld(bytes: number, encoding: BufferEncoding): number {
  if (encoding === 'utf16le' || encoding === 'ucs2' || encoding === 'ucs-2' || encoding === 'utf-16le')
    return bytes % 2;
  if (encoding === 'base64' || encoding === 'base64url') return bytes % 3;
  return 0;
}
