import type { LentReading } from '../../../protocol/syscalls.ts';
import { addTo, takeFirst } from '../list.ts';

/** What a read takes was asked for at most so long before: the bound for what others write meanwhile. */
const MOST_AGE_MS = 100;
/** What is asked for at a time, and what may be on its way. */
const PIECE_BYTES = 256 * 1024;
const WINDOW_BYTES = 4 * 1024 * 1024;
/** After what was read ahead in vain, so many reads in sequence more are waited for, at most. */
const MOST_PATIENCE = 64;

const { floor, max, min } = Math;
const nativeNowMs = performance.now.bind(performance);

/** A part of a file that has been asked for. */
export interface Piece {
  readonly seq: number;
  readonly sentMs: number;
  readonly at: number;
  readonly bytes: number;
  /** What came: less than was asked for where the file has become shorter; null where it could not be read. */
  data: Uint8Array | null | undefined;
  /** Views of it that may still be looked at. */
  views: number;
  /** The program has read all of it. */
  isRead: boolean;
}

/** What is read ahead: of one descriptor at a time, whose reads are all as long. */
interface Run {
  readonly fd: number;
  readonly length: number;
  /** Reads go on at the descriptor's own position. */
  readonly isOwn: boolean;
  readonly file: string;
  /** Where the program's next read is, where the next piece begins, and where the last ends. */
  next: number;
  asked: number;
  readonly end: number;
  readonly pieces: Piece[];
  /** Pieces that may be there or on their way. */
  window: number;
}

/** A read that a piece serves. */
export interface Served {
  piece: Piece;
  at: number;
  isOwn: boolean;
}

/**
 * Reads ahead where a program reads a file in sequence. Holds nothing that counts: all of it may be forgotten at any time, is when the
 * task hears anything from outside that might tell it that the file is another now, and does not move. See docs/design/fs.md.
 */
export class ReadAhead {
  /** Asks home for a part of a file; the number of the call. */
  private readonly ask: (fd: number, bytes: number, at: number) => number;
  private readonly nowMs: () => number;
  private run: Run | null = null;
  private readonly onTheirWay = new Map<number, Piece>();
  /** The last reads that home has answered: so many of that length, one after the other. */
  private row = { fd: -1, length: 0, next: 0 as number | null, times: 0, isRefused: false };
  private patience = 1;
  /** Pieces that are there or on their way at most: less after one has become too old. */
  private most = 2;
  /** The latest call that asked whether it may be read ahead. */
  private asking: { seq: number; fd: number; length: number; isOwn: boolean } | null = null;

  constructor(ask: (fd: number, bytes: number, at: number) => number, nowMs = nativeNowMs) {
    this.ask = ask;
    this.nowMs = nowMs;
  }

  /** What serves that read, if something does. */
  find(fd: number, length: number, position: number | null): Served | undefined {
    const { run } = this;
    if (run === null || run.fd !== fd) return undefined;
    const isNext = run.isOwn ? position === null : position === run.next;
    if (isNext && run.length === length && run.pieces.length === 0) this.fill(run);
    const piece = run.pieces[0];
    const serves = isNext && run.length === length && piece && run.next >= piece.at;
    if (!serves || !hasBytes(piece, run.next, length)) {
      this.drop();
      return undefined;
    }
    if (this.nowMs() - piece.sentMs > MOST_AGE_MS) {
      // Too much at a time for this link, or for this program.
      this.most = max(1, this.most >> 1);
      this.run = null;
      return undefined;
    }
    return { piece, at: run.next, isOwn: run.isOwn };
  }

  /** The program has that part, or will. */
  consume({ piece, at }: Served): void {
    const { run } = this;
    if (run === null || run.pieces[0] !== piece) return;
    run.next = at + run.length;
    if (run.next < piece.at + piece.bytes) return;
    takeFirst(run.pieces);
    piece.isRead = true;
    this.patience = 1;
    this.most = min(this.most + 1, max(2, floor(WINDOW_BYTES / piece.bytes)));
    run.window = min(2 * run.window, this.most);
    this.fill(run);
  }

  /** Whether to ask, with a read that home answers, how to read ahead after it. */
  wants(fd: number, length: number, position: number | null): boolean {
    const { row } = this;
    const goesOn =
      row.fd === fd &&
      row.length === length &&
      (row.next === position || (position === null && row.next === null));
    const times = goesOn ? row.times + 1 : 0;
    const isRefused = row.fd === fd && row.isRefused;
    this.row = { fd, length, next: position === null ? null : position + length, times, isRefused };
    return times >= this.patience && !isRefused;
  }

  /** That read has been sent, and asks. */
  asked(seq: number, fd: number, length: number, isOwn: boolean): void {
    this.asking = { seq, fd, length, isOwn };
  }

  /** A call is answered, perhaps the one that asked. */
  answered(seq: number, lent: unknown, got: number): void {
    const { asking } = this;
    if (asking === null || asking.seq !== seq) return;
    this.asking = null;
    const { fd, length, isOwn } = asking;
    if (typeof lent !== 'object' || lent === null) {
      this.row.isRefused ||= this.row.fd === fd;
      return;
    }
    const { at, size, file } = lent as LentReading;
    const next = at + got;
    if (got < length || size - next < length) return;
    const end = next + floor((size - next) / length) * length;
    // Nothing is asked for yet: another call may be under way, and is the last until it is answered.
    this.run = { fd, length, isOwn, file, next, asked: next, end, pieces: [], window: 1 };
  }

  /** A read that home answers has been sent: where the next one is, only its answer tells. */
  readSent(): void {
    this.asking = null;
  }

  /** A part has come, or could not be read. */
  arrived(seq: number, data: Uint8Array | null): void {
    const piece = this.onTheirWay.get(seq);
    if (!piece) return;
    this.onTheirWay.delete(seq);
    piece.data = data;
  }

  /** The task has heard something: what was read before might be another now. */
  drop(): void {
    if (this.run === null) return;
    if (this.run.pieces.length > 0) this.patience = min(2 * this.patience, MOST_PATIENCE);
    this.run = null;
  }

  /** The descriptor is closed. */
  close(fd: number): void {
    if (this.run?.fd === fd) this.drop();
    if (this.row.fd === fd) this.row.fd = -1;
    if (this.asking?.fd === fd) this.asking = null;
  }

  /** The task writes to that file. */
  written(file: string): void {
    if (this.run?.file === file) this.drop();
  }

  private fill(run: Run): void {
    const bytes = max(1, floor(PIECE_BYTES / run.length)) * run.length;
    while (run.pieces.length < run.window && run.asked < run.end) {
      const wanted = min(bytes, run.end - run.asked);
      const seq = this.ask(run.fd, wanted, run.asked);
      const piece: Piece = {
        seq,
        sentMs: this.nowMs(),
        at: run.asked,
        bytes: wanted,
        data: undefined,
        views: 0,
        isRead: false,
      };
      this.onTheirWay.set(seq, piece);
      addTo(run.pieces, piece);
      run.asked += wanted;
    }
  }
}

/** As far as is known. */
const hasBytes = ({ at, data }: Piece, from: number, length: number): boolean =>
  data === undefined || (data !== null && at + data.length >= from + length);
