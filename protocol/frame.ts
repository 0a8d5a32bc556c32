import { bytesOf, copyTo, putU32, u32At } from './bytes.ts';
import { OmosixError } from './errors.ts';
import { BULK_CHUNK_BYTES, MAX_FRAME_BYTES, MAX_HEAD_BYTES } from './limits.ts';
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
  /** Parsed JSON, to be validated by the link's schema before use; null of records that came as they are. */
  head: unknown;
  /** A view on the received bytes: copy it to keep it. */
  tail: Uint8Array;
  /** Records that are to be passed on: whole frames, one after the other, in the pieces in which they came. */
  records?: readonly Uint8Array[];
}

/** What is to become of RECORD frames: their head is read · they are passed on as they are · they are what a frame with a head of its own carries. */
export type Records = 'read' | 'passed' | 'carried';

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
  const headText = utf8Encode(stringify(head));
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

function parseHead(bytes: Uint8Array): unknown {
  try {
    return parse(utf8Decode(bytes));
  } catch {
    throw new OmosixError('EPROTOCOL', 'frame head is not JSON');
  }
}

/** One frame from its body (everything after the prefix). */
export function decodeBody(body: Uint8Array): Frame {
  const { type, headBytes } = bodyStart(body, body.length);
  const tailAt = FIXED_BYTES + headBytes;
  return { type, head: parseHead(body.subarray(FIXED_BYTES, tailAt)), tail: body.subarray(tailAt) };
}

/** Bytes of the whole RECORD frame at `at`; 0 where there is something else, or less. @throws OmosixError EPROTOCOL on a lie */
function recordAt(bytes: Uint8Array, at: number): number {
  const startsAt = at + PREFIX_BYTES;
  if (bytes.length - startsAt < FIXED_BYTES || bytes[startsAt] !== FrameType.RECORD) return 0;
  const bodyBytes = bodyBytesOf(bytes.subarray(at));
  if (bytes.length - startsAt < bodyBytes) return 0;
  bodyStart(bytes.subarray(startsAt), bodyBytes);
  return PREFIX_BYTES + bodyBytes;
}

/** Bytes of the RECORD frames that stand one after the other at the beginning, as far as they are whole and together no more than a chunk. */
function recordsIn(bytes: Uint8Array): number {
  let end = recordAt(bytes, 0);
  for (;;) {
    const next = recordAt(bytes, end);
    if (next === 0 || end + next > BULK_CHUNK_BYTES) return end;
    end += next;
  }
}

/** Another agent passes nothing on but whole records. @throws OmosixError EPROTOCOL */
export function assertRecords(pieces: readonly Uint8Array[]): void {
  let left = 0;
  for (const piece of pieces) left += piece.length;
  const fixed = new Uint8Array(PREFIX_BYTES + FIXED_BYTES);
  // Where the next record begins, seen from the beginning of a piece.
  for (let piece = 0, at = 0; left > 0; ) {
    while (at >= pieces[piece]!.length) at -= pieces[piece++]!.length;
    if (left < fixed.length) throw noRecord();
    for (let i = 0, from = piece, next = at; i < fixed.length; i++, next++) {
      while (next >= pieces[from]!.length) next -= pieces[from++]!.length;
      fixed[i] = pieces[from]![next]!;
    }
    const bytes = PREFIX_BYTES + bodyBytesOf(fixed);
    if (
      bodyStart(fixed.subarray(PREFIX_BYTES), bytes - PREFIX_BYTES).type !== FrameType.RECORD ||
      bytes > left
    )
      throw noRecord();
    at += bytes;
    left -= bytes;
  }
}

const noRecord = (): OmosixError => new OmosixError('EPROTOCOL', 'what was passed on is no record');

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

  /** Records that are passed on are given on unread, but for their lengths, and those that come together together. `allocate`: memory that need not be cleared. */
  constructor(
    private readonly records: Records = 'read',
    private readonly allocate = (bytes: number): Uint8Array => new Uint8Array(bytes),
  ) {}

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
      if (type === FrameType.RECORD && this.records !== 'read') {
        yield this.records === 'passed'
          ? { type, head: null, tail: EMPTY, records: this.passed(whole) }
          : { type, head: this.takeHead(headEnd), tail: EMPTY, records: this.take(whole - headEnd) };
        continue;
      }
      if (type !== FrameType.BULK || this.held >= whole) {
        const frame = decodeBody(this.peek(whole).subarray(PREFIX_BYTES));
        this.drop(whole);
        yield frame;
        continue;
      }
      const head = this.takeHead(headEnd);
      if (typeof head !== 'object' || head === null)
        throw new OmosixError('EPROTOCOL', 'bulk data without a head');
      this.open = { head, left: whole - headEnd };
    }
  }

  /** The record of so many bytes that stands first, and those behind it that came with it. */
  private passed(whole: number): Uint8Array[] {
    const first = this.chunks[0]!;
    return this.take(first.length > whole ? recordsIn(first) : whole);
  }

  private takeHead(headEnd: number): unknown {
    const head = parseHead(this.peek(headEnd).subarray(PREFIX_BYTES + FIXED_BYTES));
    this.drop(headEnd);
    return head;
  }

  /** The first `bytes` bytes, uncopied. */
  private take(bytes: number): Uint8Array[] {
    const pieces: Uint8Array[] = [];
    for (let left = bytes; left > 0; ) {
      const piece = this.chunks[0]!.subarray(0, left);
      this.drop(piece.length);
      left -= piece.length;
      pieces.push(piece);
    }
    return pieces;
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
    const joined = this.allocate(bytes);
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
