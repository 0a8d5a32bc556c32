import type { IncomingMessage } from 'node:http';
import { MAX_WEB_BODY_BYTES } from '../../protocol/limits.ts';

/** JSON that is short enough; null: it is not. */
export async function jsonOf(request: IncomingMessage): Promise<{ value: unknown } | null> {
  if (Number(request.headers['content-length'] ?? 0) > MAX_WEB_BODY_BYTES) return null;
  const pieces: Buffer[] = [];
  let length = 0;
  for await (const piece of request as AsyncIterable<Buffer>) {
    length += piece.length;
    if (length > MAX_WEB_BODY_BYTES) return null;
    pieces.push(piece);
  }
  try {
    return { value: JSON.parse(Buffer.concat(pieces).toString('utf8')) };
  } catch {
    return null;
  }
}
