import { bytesOf, copyTo, putU32, u32At } from './bytes.ts';
import { OmosixError } from './errors.ts';
import { MAX_FRAME_BYTES, MAX_HEAD_BYTES } from './limits.ts';
import { utf8Decode, utf8Encode } from './text.ts';

// A guest shares its host's realm, and may put something else in their places.
const { parse, stringify } = JSON;

/**
 * The one framing of every omosix stream (host descriptor, unix socket, ssh channel):
 *
 *     u32be bodyBytes | u8 type | u32be headBytes | head: UTF-8 JSON | tail: raw bytes
 *
 * `bodyBytes` counts everything after itself (5 + headBytes + tail). What may stand in `head` for a
 * given `type` is the link's business (see records.ts, host.ts, peer.ts, control.ts); `tail` is never parsed here.
 */
export interface Frame {
  type: FrameType;
  /** Parsed JSON, to be validated by the link's schema before use; of a record that is passed on unread, its bytes. */
  head: unknown;
  /** A view on the received bytes: copy it to keep it. */
  tail: Uint8Array;
}

export const FrameType = {
  /** A control message of the link itself. */
  CONTROL: 0,
  /** A record of a task's stream; see records.ts. */
  RECORD: 1,
  /** A piece of something large (snapshot, program), named by the head. */
  BULK: 2,
} as const;
export type FrameType = (typeof FrameType)[keyof typeof FrameType];

const PREFIX_BYTES = 4;
const FIXED_BYTES = 5;
export const EMPTY = new Uint8Array(0);

/** Prefix, type and head of a frame whose tail of `tailBytes` follows: lets a sender write large tails uncopied. */
export function frameHeader(type: FrameType, head: unknown, tailBytes: number): Uint8Array {
  return rawHeader(type, utf8Encode(stringify(head)), tailBytes);
}

/** The same of a head that is encoded already. */
export function rawHeader(type: FrameType, headText: Uint8Array, tailBytes: number): Uint8Array {
  const headBytes = bytesOf(headText);
  const bodyBytes = FIXED_BYTES + headBytes + tailBytes;
  if (headBytes > MAX_HEAD_BYTES)
    throw new OmosixError('EPROTOCOL', `message head of ${headBytes} bytes is over ${MAX_HEAD_BYTES}`);
  if (bodyBytes > MAX_FRAME_BYTES)
    throw new OmosixError('EPROTOCOL', `message of ${bodyBytes} bytes is over ${MAX_FRAME_BYTES}`);
  const out = new Uint8Array(PREFIX_BYTES + FIXED_BYTES + headBytes);
  putU32(out, 0, bodyBytes);
  out[4] = type;
  putU32(out, 5, headBytes);
  copyTo(out, headText, PREFIX_BYTES + FIXED_BYTES);
  return out;
}

export function encodeFrame(type: FrameType, head: unknown, tail: Uint8Array = EMPTY): Uint8Array {
  const header = frameHeader(type, head, tail.length);
  if (tail.length === 0) return header;
  const out = new Uint8Array(header.length + tail.length);
  out.set(header);
  out.set(tail, header.length);
  return out;
}

/** Body length announced by a 4-byte prefix, checked against the limits. */
export function bodyBytesOf(prefix: Uint8Array): number {
  const bytes = u32At(prefix, 0);
  if (bytes < FIXED_BYTES || bytes > MAX_FRAME_BYTES)
    throw new OmosixError('EPROTOCOL', `frame of ${bytes} bytes announced`);
  return bytes;
}

/** Type and head length of a body, from its first bytes. */
function bodyStart(body: Uint8Array, bodyBytes: number): { type: FrameType; headBytes: number } {
  const type = body[0]!;
  const headBytes = u32At(body, 1);
  if (type > FrameType.BULK) throw new OmosixError('EPROTOCOL', `frame of unknown type ${type}`);
  if (headBytes > MAX_HEAD_BYTES || FIXED_BYTES + headBytes > bodyBytes)
    throw new OmosixError('EPROTOCOL', `frame head of ${headBytes} bytes announced`);
  return { type: type as FrameType, headBytes };
}

/** @throws OmosixError EPROTOCOL */
export function parseHead(bytes: Uint8Array): unknown {
  try {
    return parse(utf8Decode(bytes));
  } catch {
    throw new OmosixError('EPROTOCOL', 'frame head is not JSON');
  }
}

/** One frame from its body (everything after the prefix). `passesRecords`: heads of records stay bytes. */
export function decodeBody(body: Uint8Array, passesRecords = false): Frame {
  const { type, headBytes } = bodyStart(body, body.length);
  const tailAt = FIXED_BYTES + headBytes;
  const head = body.subarray(FIXED_BYTES, tailAt);
  const isPassed = passesRecords && type === FrameType.RECORD;
  return { type, head: isPassed ? head : parseHead(head), tail: body.subarray(tailAt) };
}

/**
 * Cuts a byte stream into frames; throws EPROTOCOL on a lie, after which the link must close. Holds at most one incomplete
 * frame, and of a BULK frame nothing: its tail is given on as it comes, as frames of the same head, `last` being true
 * of the last piece at most. So large state is never gathered on its way.
 */
export class FrameDecoder {
  private chunks: Uint8Array[] = [];
  private held = 0;
  /** A BULK frame whose tail has not come whole. */
  private open: { head: object; left: number } | undefined;

  constructor(private readonly passesRecords = false) {}

  /** Frames completed by `chunk`, in order. */
  *push(chunk: Uint8Array): Generator<Frame> {
    this.chunks.push(chunk);
    this.held += chunk.length;
    for (;;) {
      if (this.open) {
        if (this.held === 0) return;
        yield this.piece(this.open);
        continue;
      }
      if (this.held < PREFIX_BYTES) return;
      const bytes = bodyBytesOf(this.peek(PREFIX_BYTES));
      if (this.held < PREFIX_BYTES + FIXED_BYTES) return;
      const start = this.peek(PREFIX_BYTES + FIXED_BYTES);
      const { type, headBytes } = bodyStart(start.subarray(PREFIX_BYTES), bytes);
      const headEnd = PREFIX_BYTES + FIXED_BYTES + headBytes;
      const whole = PREFIX_BYTES + bytes;
      if (this.held < (type === FrameType.BULK ? headEnd : whole)) return;
      if (type !== FrameType.BULK || this.held >= whole) {
        const frame = decodeBody(this.peek(whole).subarray(PREFIX_BYTES), this.passesRecords);
        this.drop(whole);
        yield frame;
        continue;
      }
      const head = parseHead(this.peek(headEnd).subarray(PREFIX_BYTES + FIXED_BYTES));
      if (typeof head !== 'object' || head === null)
        throw new OmosixError('EPROTOCOL', 'bulk data without a head');
      this.drop(headEnd);
      this.open = { head, left: whole - headEnd };
    }
  }

  /** What has come of an open frame's tail, up to the end of one chunk. */
  private piece(open: { head: object; left: number }): Frame {
    const tail = this.chunks[0]!.subarray(0, open.left);
    this.drop(tail.length);
    open.left -= tail.length;
    if (open.left > 0) return { type: FrameType.BULK, head: { ...open.head, last: false }, tail };
    this.open = undefined;
    return { type: FrameType.BULK, head: open.head, tail };
  }

  /** True between frames: a stream that ends elsewhere was cut off. */
  get idle(): boolean {
    return this.held === 0 && !this.open;
  }

  /** The first `bytes` bytes as one array; joins chunks only where they are split. */
  private peek(bytes: number): Uint8Array {
    const first = this.chunks[0]!;
    if (first.length >= bytes) return first.subarray(0, bytes);
    const joined = new Uint8Array(bytes);
    let at = 0;
    for (const chunk of this.chunks) {
      const part = chunk.subarray(0, bytes - at);
      joined.set(part, at);
      at += part.length;
      if (at === bytes) break;
    }
    return joined;
  }

  private drop(bytes: number): void {
    this.held -= bytes;
    let left = bytes;
    while (left > 0) {
      const first = this.chunks[0]!;
      if (first.length > left) {
        this.chunks[0] = first.subarray(left);
        return;
      }
      left -= first.length;
      this.chunks.shift();
    }
  }
}
