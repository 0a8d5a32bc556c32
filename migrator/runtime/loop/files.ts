import { EMPTY } from '../../../protocol/frame.ts';
import type { EventRecord } from '../../../protocol/records.ts';
import { addTo } from '../list.ts';
import { forgetPlaced, isSoon, readPlaced, takePlaced } from './placed.ts';
import { type Piece, ReadAhead, type Served } from './read-ahead.ts';
import { reply } from './replied.ts';
import { type ScanEffects, Scans } from './scans.ts';
import type { PendingCall, Reply, RuntimeState } from './state.ts';
import { behindOf, filesOf, hasRoom, noteBehind, PIECE_BYTES, piecesOf, takeLent } from './write-behind.ts';

/** What of the stream this needs. */
export interface FileEffects extends ScanEffects {
  /** Sends a call that nobody answers; its number. */
  oneway(name: string, args: unknown[], tail: Uint8Array): number;
  /** Adds to what `oneway` was given last, if that has not left. */
  extend(bytes: Uint8Array): boolean;
  /** Sends a read; its number. */
  ahead(args: unknown[], pending: PendingCall): number;
  /** Makes a call on files of the node on which the task executes, if it has them; null where home is to be asked. */
  whereItIs(name: string, args: unknown[]): Reply | null;
  /** Nobody looks at these bytes any more: others may come to their place. */
  recycle(bytes: Uint8Array): void;
}

/** Calls whose answer tells what went wrong with earlier writes. */
const TELLS = /^fs\.(?:write|fsync|fdatasync|close)$/;
/** Others than the task may then be at the position of its descriptors. */
const SHOWS_POSITION = /^(?:child|thread|port)\./;

/**
 * What is between a task's calls on files and its stream: reads that are answered from what was read ahead, and writes that need no
 * answer. Which these are, and what is guaranteed, says docs/design/fs.md.
 */
export class Files {
  private readonly effects: FileEffects;
  private ahead = this.nothing();
  /** The part of which the last reply of `here` is a view. */
  private given: Piece | null = null;
  /** The last record that was written behind, and where its file goes on; null at the descriptor's own position. */
  private last = { seq: 0, fd: -1, end: null as number | null, bytes: 0 };
  private scans: Scans;

  constructor(effects: FileEffects) {
    this.effects = effects;
    this.scans = new Scans(effects);
  }

  /** What was read ahead does not move; what was written behind has come home before the task can go on elsewhere. */
  restart(): void {
    this.ahead = this.nothing();
    this.last.seq = 0;
    this.scans = new Scans(this.effects);
    const { files } = this.state;
    if (files) Object.assign(files, { unacked: [], unackedBytes: 0 });
  }

  /** The task may go on before that write is answered. */
  mayBehind([fd]: unknown[]): boolean {
    return behindOf(this.state, fd as number) !== undefined;
  }

  /** The reply of a call that home need not be asked for. */
  here(name: string, args: unknown[], tail: Uint8Array): Reply | undefined {
    this.given = null;
    if (this.state.log) return undefined;
    if (name === 'fs.write' && this.mayBehind(args)) return { value: this.behind(args, tail), tail: EMPTY };
    if (name !== 'fs.read') {
      const reply = this.scans.here(name, args);
      if (reply) this.ahead.drop();
      return reply;
    }
    const [fd, length, position] = args as [number, number, number | null];
    // A call that is repeated has gone home.
    const served = this.state.open === null ? this.ahead.find(fd, length, position) : undefined;
    if (!served) return readPlaced(this.state, [fd, length, position], this.askHere);
    const { piece, at } = served;
    while (piece.data === undefined) this.effects.receive();
    const bytes = piece.data?.subarray(at - piece.at, at - piece.at + length);
    if (bytes?.length !== length) {
      this.ahead.drop();
      return undefined;
    }
    piece.views++;
    this.given = piece;
    this.consume(served, fd, length);
    return { tail: bytes };
  }

  /** The bytes of the last reply of `here` have been copied. */
  copied(): void {
    const { given } = this;
    this.given = null;
    if (given === null || --given.views > 0 || !given.isRead) return;
    this.effects.recycle(given.data!);
  }

  /** The same for one that completes later; false where it has to be sent. */
  begin(name: string, args: unknown[], tail: Uint8Array, pending: PendingCall): boolean {
    const { state } = this;
    if (state.log) return false;
    if (name === 'fs.write' && this.mayBehind(args) && hasRoom(state)) {
      reply(state, pending, { value: this.behind(args, tail), tail: EMPTY });
      return true;
    }
    if (name !== 'fs.read') {
      const isAnswered = this.scans.begin(name, args, pending);
      if (isAnswered) this.ahead.drop();
      if (isAnswered || !isSoon(name)) return isAnswered;
      const done = this.effects.whereItIs(name, args);
      if (done) reply(state, pending, done);
      return done !== null;
    }
    const [fd, length, position] = args as [number, number, number | null];
    const served = this.ahead.find(fd, length, position);
    if (!served) {
      const read = readPlaced(state, [fd, length, position], this.askHere);
      if (read) reply(state, pending, read);
      return read !== undefined;
    }
    const { piece, at, isOwn } = served;
    // For as long as the program's events wait.
    piece.views++;
    if (piece.data) {
      const bytes = piece.data.subarray(at - piece.at, at - piece.at + length);
      reply(state, pending, { tail: bytes });
    } else {
      const entry = state.pending.get(piece.seq) as Extract<PendingCall, { kind: 'ahead' }>;
      addTo(entry.readers, { pending, at, length, fd: isOwn ? fd : null });
    }
    this.consume(served, fd, length);
    return true;
  }

  private readonly askHere = (args: unknown[]): Reply | null => this.effects.whereItIs('fs.readAt', args);

  /** What goes before a call, and the arguments that it is sent with. */
  prepare(name: string, args: unknown[], pending: PendingCall | null): unknown[] {
    const { state } = this;
    // It is repeated, and all that goes before it has gone; or each call is to be done again as it was done first.
    if (state.open !== null || state.log) return args;
    const fd = args[0] as number;
    const { files } = state;
    if (files !== undefined) {
      if (SHOWS_POSITION.test(name)) {
        for (const each of files.seeks.keys()) this.tell(each);
        if (name === 'thread.start') files.behind.clear();
      } else if (TELLS.test(name)) {
        if (pending !== null && files.behind.has(fd) && 'op' in pending) pending.settles = fd;
        files.failed.delete(fd);
      }
      if (name === 'fs.read' && args[2] === null) this.tell(fd);
    }
    if (name === 'fs.close') {
      this.ahead.close(fd);
      files?.seeks.delete(fd);
      files?.behind.delete(fd);
    }
    if (name === 'fs.write') return [...args, true];
    if (name !== 'fs.read') return args;
    const [, length, position] = args as [number, number, number | null];
    return this.ahead.wants(fd, length, position) ? [...args, true] : args;
  }

  sent(seq: number, name: string, args: unknown[]): void {
    this.scans.sent(seq, name, args);
    if (name === 'fs.close') forgetPlaced(this.state, args[0] as number);
    if (name !== 'fs.read' || this.state.log) return;
    this.ahead.readSent();
    const [fd, length, position, asks] = args as [number, number, number | null, boolean?];
    if (asks) this.ahead.asked(seq, fd, length, position === null);
  }

  /** A call is answered; its value as the program's. */
  answered(seq: number, name: string, args: unknown[], value: unknown, tail: Uint8Array): unknown {
    this.heard();
    this.scans.answered(name, args, tail);
    if (name === 'fs.read') this.ahead.answered(seq, value, tail.length);
    if (TELLS.test(name)) this.state.files?.failed.delete(args[0] as number);
    if (name === 'fs.open') return takePlaced(this.state, value);
    return name === 'fs.write' ? takeLent(this.state, value) : value;
  }

  /** The same for one that home was not asked for. */
  answeredHere(name: string, args: unknown[], { tail }: Reply): void {
    this.heard();
    this.scans.answered(name, args, tail);
  }

  /** An event: true where it is nothing for the program. */
  take(record: EventRecord, tail: Uint8Array): boolean {
    const { state } = this;
    const pending = record.name === 'done' ? state.pending.get(record.seq) : undefined;
    if (pending?.kind === 'ahead') {
      this.arrived(record as Extract<EventRecord, { name: 'done' }>, tail, pending);
      return true;
    }
    if (pending?.kind === 'answers') {
      const { seq, error } = record as Extract<EventRecord, { name: 'done' }>;
      state.pending.delete(seq);
      this.scans.arrived(seq, error ? null : tail, pending);
      return true;
    }
    this.heard();
    if (record.name === 'writeerror') {
      filesOf(state).behind.delete(record.fd);
      filesOf(state).failed.set(record.fd, record.error);
      return true;
    }
    if (record.name === 'done' && pending) {
      this.ahead.answered(record.seq, record.value, tail.length);
      this.scans.done(record.seq, tail);
      if ('op' in pending && pending.op === 'write') record.value = takeLent(state, record.value);
      if ('op' in pending && pending.op === 'open') record.value = takePlaced(state, record.value);
      if ('op' in pending && pending.settles !== undefined) state.files?.failed.delete(pending.settles);
    }
    return false;
  }

  /** Something that may tell the program that files are others now. */
  heard(): void {
    this.ahead.drop();
    this.scans.drop();
  }

  private get state(): RuntimeState {
    return this.effects.state();
  }

  private nothing(): ReadAhead {
    return new ReadAhead((fd, bytes, at) =>
      this.effects.ahead([fd, bytes, at], { kind: 'ahead', at, readers: [] }),
    );
  }

  private consume(served: Served, fd: number, length: number): void {
    this.scans.drop();
    if (served.isOwn) filesOf(this.state).seeks.set(fd, served.at + length);
    this.ahead.consume(served);
  }

  private arrived(
    { seq, error }: Extract<EventRecord, { name: 'done' }>,
    tail: Uint8Array,
    { at: from, readers }: Extract<PendingCall, { kind: 'ahead' }>,
  ): void {
    const { state } = this;
    state.pending.delete(seq);
    this.ahead.arrived(seq, error ? null : tail);
    for (const { pending, at, length, fd } of readers) {
      const bytes = tail.subarray(at - from, at - from + length);
      if (fd !== null && bytes.length < length) filesOf(state).seeks.set(fd, at + bytes.length);
      reply(state, pending, { ...(error && { error }), tail: bytes });
    }
  }

  /** Where the program is in that file. */
  private tell(fd: number): void {
    const seeks = this.state.files?.seeks;
    const position = seeks?.get(fd);
    if (position === undefined) return;
    seeks!.delete(fd);
    this.effects.oneway('fs.seek', [fd, position], EMPTY);
  }

  /** The number of bytes written. */
  private behind([fd, position]: unknown[], bytes: Uint8Array): number {
    const { state } = this;
    this.ahead.written(behindOf(state, fd as number)!);
    this.scans.drop();
    const pieces = piecesOf(bytes, position as number | null);
    for (let i = 0; i < pieces.length; i++) {
      const [piece, at] = pieces[i]!;
      if (!this.joins(fd as number, at, piece)) {
        const seq = this.effects.oneway('fs.write', [fd, at], piece);
        this.last = {
          seq,
          fd: fd as number,
          end: at === null ? null : at + piece.length,
          bytes: piece.length,
        };
      }
      noteBehind(state, this.last.seq, piece.length);
    }
    return bytes.length;
  }

  /** What goes on where the last one ended is the same record, as long as nothing else was sent. */
  private joins(fd: number, at: number | null, piece: Uint8Array): boolean {
    const { last } = this;
    const goesOn = last.seq === this.state.seq && last.fd === fd && last.end === at;
    if (!goesOn || last.bytes + piece.length > PIECE_BYTES || !this.effects.extend(piece)) return false;
    last.bytes += piece.length;
    if (last.end !== null) last.end += piece.length;
    return true;
  }
}
