import type { LentWriting } from '../../../protocol/syscalls.ts';
import { addTo, takeMany } from '../list.ts';
import type { FileState, RuntimeState } from './state.ts';

/** One record of what is written behind: small enough that the next is sent while it is on its way. */
export const PIECE_BYTES = 256 * 1024;
/** What may not be acknowledged yet. */
const WINDOW_BYTES = 4 * 1024 * 1024;
/** Small writes are acknowledged together. */
const GROUP_BYTES = 16 * 1024;

export const filesOf = (state: RuntimeState): FileState =>
  (state.files ??= { seeks: new Map(), behind: new Map(), unacked: [], unackedBytes: 0, failed: new Map() });

/** The file that the task may write behind to by that descriptor. */
export const behindOf = ({ files }: RuntimeState, fd: number): string | undefined => files?.behind.get(fd);

export const hasRoom = ({ files }: RuntimeState): boolean =>
  files === undefined || files.unackedBytes <= WINDOW_BYTES;

/** The number of bytes written, of an answer that may also say that later writes need none. */
export function takeLent(state: RuntimeState, value: unknown): unknown {
  if (typeof value !== 'object' || value === null) return value;
  const { bytes, fd, file } = value as LentWriting;
  filesOf(state).behind.set(fd, file);
  return bytes;
}

/** A write that nobody answers is under way. */
export function noteBehind(state: RuntimeState, seq: number, bytes: number): void {
  const files = filesOf(state);
  files.unackedBytes += bytes;
  const last = files.unacked.at(-1);
  if (last && last.bytes + bytes <= GROUP_BYTES) {
    last.seq = seq;
    last.bytes += bytes;
  } else addTo(files.unacked, { seq, bytes });
}

/** All writes up to `seq` are done with. */
export function acknowledgeBehind({ files }: RuntimeState, seq: number): void {
  if (files === undefined) return;
  let done = 0;
  for (; done < files.unacked.length && files.unacked[done]!.seq <= seq; done++)
    files.unackedBytes -= files.unacked[done]!.bytes;
  takeMany(files.unacked, done);
}

/** As pieces that are sent one by one, with their places in the file. */
export function piecesOf(bytes: Uint8Array, position: number | null): [Uint8Array, number | null][] {
  const pieces: [Uint8Array, number | null][] = [];
  for (let at = 0; at < bytes.length; at += PIECE_BYTES)
    addTo(pieces, [bytes.subarray(at, at + PIECE_BYTES), position === null ? null : position + at]);
  return pieces;
}
