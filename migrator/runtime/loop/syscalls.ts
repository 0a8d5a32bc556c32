import { bytesOf, copyTo, putU32 } from '../../../protocol/bytes.ts';
import { EMPTY } from '../../../protocol/frame.ts';
import {
  type AckRecord,
  type CallRecord,
  type DeputyRecord,
  SIZED_WRITES,
  WRITE_SIZE_BYTES,
} from '../../../protocol/records.ts';
import type { SyscallName, SyscallTable } from '../../../protocol/syscalls.ts';
import { hold } from '../context.ts';
import { addTo } from '../list.ts';
import { Files } from './files.ts';
import { Noted } from './noted.ts';
import { acknowledge, failUnacked } from './output.ts';
import type { TaskHost } from './ports.ts';
import { errorOf } from './reply-error.ts';
import type { PendingCall, Reply, RuntimeState, ShimCall } from './state.ts';
import { acknowledgeBehind, hasRoom } from './write-behind.ts';

// The program may have another.
const { max } = Math;
const Bytes = Uint8Array;

function withSize(bytes: Uint8Array): Uint8Array {
  const piece = new Bytes(WRITE_SIZE_BYTES + bytesOf(bytes));
  putU32(piece, 0, bytesOf(bytes));
  copyTo(piece, bytes, WRITE_SIZE_BYTES);
  return piece;
}

/** Thrown through a shim's own code when the task is captured while it waits; `restartable` turns it into the signal. */
export const UNWIND: unique symbol = Symbol('unwind');

/**
 * The task's end of the ordered record stream (decision 9). A synchronous call writes its request and reads the
 * stream until its own answer; other records are kept for the loop. Within a restartable shim each reply is noted:
 * a shim that is called again after a capture gets the noted ones and repeats only the open call, under its number.
 */
export class Syscalls {
  /** Set before the task is activated. */
  declare state: RuntimeState;
  private readonly host: TaskHost;
  /** The restartable shim that is running, and how many of its noted replies it has taken. */
  private shim: ShimCall | null = null;
  private taken = 0;
  /** The incarnation of which the deputy has not said that it knows. */
  private attaching: number | null = null;
  private readonly files: Files;
  readonly noted: Noted;

  constructor(host: TaskHost) {
    this.host = host;
    this.noted = new Noted({
      state: () => this.state,
      send: (record, tail) => this.host.sendSoon(record, tail),
      isInShim: () => this.shim !== null,
      once: (compute) => this.once(compute),
    });
    this.files = new Files({
      state: () => this.state,
      oneway: (name, args, tail) => {
        const seq = this.number();
        this.send(seq, name, args, 'oneway', tail);
        return seq;
      },
      extend: (bytes) => this.host.extend(bytes),
      ahead: (args, pending) => {
        const seq = this.number();
        this.state.pending.set(seq, pending);
        this.send(seq, 'fs.read', args, 'async', EMPTY);
        return seq;
      },
      askHome: (args, pending) => {
        const seq = this.number();
        this.state.pending.set(seq, pending);
        this.send(seq, 'fs.ahead', args, 'async', EMPTY);
        return seq;
      },
      askHere: (name, args) => (this.homeHasAll() ? this.host.askHere(name, args) : 0),
      hear: (request) => this.host.hear(request),
      whereItIs: (name, args) => this.whereTheFileIs(name, args),
      forget: (request) => this.host.forget(request),
      receive: () => {
        const got = this.received();
        if (got) this.take(got.record, got.tail);
        this.maybeUnwind();
      },
      recycle: (bytes) => this.host.recycle(bytes),
    });
  }

  /** Opens an incarnation. */
  attach(inc: number): void {
    const { seq, seen, open, log } = this.state;
    this.attaching = inc;
    this.files.restart();
    this.host.send({ k: 'attach', inc, seq, seen, open, ...(log && { at: log }) });
    // What it had noted comes before it takes anything of the world.
    while (log && this.attaching !== null) {
      const got = this.host.receive();
      if (got) this.isOurs(got.record, got.tail);
    }
  }

  /** @throws the error of the call, in Node's shape; UNWIND */
  sync<N extends SyscallName>(
    name: N,
    args: SyscallTable[N]['args'],
    tail: Uint8Array = EMPTY,
  ): { value: SyscallTable[N]['result']; tail: Uint8Array } {
    const reply = this.had() ?? this.note(this.perform(name, args, tail));
    if (reply.error) throw errorOf(reply.error);
    return { value: reply.value as SyscallTable[N]['result'], tail: reply.tail };
  }

  /** What the last call has read is copied: its reply is not looked at any more. */
  copied(): void {
    this.files.copied();
  }

  /**
   * Output, in order with all other effects. Returns its number, that of the write before where it may join that (`joins`) and has
   * done so; 0 when it was written before a capture.
   */
  write(fd: 1 | 2, bytes: Uint8Array, joins: boolean): number {
    if (this.had()) return 0;
    let { seq } = this.state;
    if (this.noted.isOn) seq = this.writeAlone(fd, bytes, joins);
    else if (!joins || !this.host.extend(bytes)) {
      seq = this.number();
      this.send(seq, 'stdio.write', [fd], 'oneway', bytes);
    }
    this.note({ tail: EMPTY });
    return seq;
  }

  /** Where it is done again it may not join what it has joined: it has a number of its own in any case. */
  private writeAlone(fd: 1 | 2, bytes: Uint8Array, joins: boolean): number {
    const mayJoin = joins && this.noted.isSaid && this.noted.sent === this.notedBefore;
    const seq = this.number();
    const piece = withSize(bytes);
    if (!mayJoin || !this.host.extend(piece)) this.send(seq, SIZED_WRITES, [fd], 'oneway', piece);
    this.notedBefore = this.noted.sent;
    return seq;
  }
  /** So many records of notes had left when the last write did. */
  private notedBefore = 0;

  /** In order with all other effects; nobody answers. */
  oneway<N extends SyscallName>(name: N, args: SyscallTable[N]['args'], tail: Uint8Array): void {
    this.send(this.number(), name, args, 'oneway', tail);
  }

  /** The end of the task: nobody answers. */
  last(code: number): void {
    this.send(this.number(), 'process.exit', [code], 'sync', EMPTY);
  }

  async<N extends SyscallName>(
    name: N,
    args: SyscallTable[N]['args'],
    tail: Uint8Array,
    pending: PendingCall,
  ): void {
    if (this.had()) return;
    hold(pending);
    if (!this.files.begin(name, args, tail, pending)) this.sendAsync(name, args, tail, pending);
    this.note({ tail: EMPTY });
  }

  /** Home is asked, whatever is known already. */
  askHome(name: string, args: unknown[], pending: PendingCall): void {
    this.sendAsync(name, args, EMPTY, pending);
  }

  private sendAsync(name: string, args: unknown[], tail: Uint8Array, pending: PendingCall): void {
    const sent = this.files.prepare(name, args, pending);
    const seq = this.number();
    this.state.pending.set(seq, pending);
    this.send(seq, name, sent, 'async', tail);
    this.files.sent(seq, name, sent);
  }

  /** Waits for an event, at most `timeoutMs`. False if the task shall stop here instead. */
  wait(timeoutMs: number | null): boolean {
    const seq = this.number();
    this.noted.flush();
    this.host.send({ k: 'wait', seq, timeoutMs, seen: this.state.seen });
    for (;;) {
      const got = this.received();
      if (got && this.take(got.record, got.tail) === seq) return true;
      if (this.host.stopWanted() && this.host.mayStopIdle()) {
        this.state.open = seq;
        return false;
      }
    }
  }

  /** What is here already, without waiting. */
  takeArrived(): void {
    for (let got = this.host.arrived(); got; got = this.host.arrived())
      if (this.isOurs(got.record, got.tail)) this.take(got.record, got.tail);
  }

  /** What a shim computes by running the guest's code: once, also if the shim is called again. */
  once<T>(compute: () => T): T {
    const had = this.had();
    if (had) return had.value as T;
    const { shim } = this;
    // What is noted within it is in its result.
    this.shim = null;
    let value: T;
    try {
      value = compute();
    } finally {
      this.shim = shim;
    }
    this.note({ value, tail: EMPTY });
    return value;
  }

  /** Waits, within a shim, until the acknowledgements have made `ready()` true. */
  waitUntil(ready: () => boolean): void {
    while (!ready()) {
      const got = this.received();
      if (got) this.take(got.record, got.tail);
      this.maybeUnwind();
    }
  }

  /** Waits between jobs until all output is out or has failed. False if the task shall stop here instead. */
  flush(): boolean {
    while (this.state.output.unacked.length > 0 || (this.state.files?.unacked.length ?? 0) > 0) {
      if (this.host.stopWanted() && this.host.mayStopIdle()) return false;
      const got = this.received();
      if (got) this.take(got.record, got.tail);
    }
    return true;
  }

  /** Runs a shim so that it can be captured while it waits. `again` is the same call as it was remembered at a capture. */
  within<T>(call: ShimCall, impl: () => T): T {
    const outer = this.shim;
    const outerTaken = this.taken;
    this.shim = call;
    this.taken = 0;
    try {
      return impl();
    } finally {
      this.shim = outer;
      this.taken = outerTaken;
    }
  }

  private perform(name: SyscallName, args: unknown[], tail: Uint8Array): Reply {
    if (name === 'fs.write' && this.files.mayBehind(args)) this.waitUntil(() => hasRoom(this.state));
    return (
      this.files.here(name, args, tail) ?? this.whereTheFileIs(name, args) ?? this.request(name, args, tail)
    );
  }

  /** A call on files of the node on which the task executes. */
  private whereTheFileIs(name: string, args: unknown[]): Reply | null {
    const request = this.homeHasAll() ? this.host.askHere(name, args) : 0;
    if (request === 0) return null;
    const reply = this.host.hear(request);
    this.files.answeredHere(name, args, reply);
    return reply;
  }

  /** Home has all that was written before: else the file may be the same by another name. And no call that it may have done is repeated. */
  private homeHasAll(): boolean {
    const { open, files } = this.state;
    return open === null && (files?.unacked.length ?? 0) === 0;
  }

  private request(name: SyscallName, args: unknown[], tail: Uint8Array): Reply {
    const sent = this.files.prepare(name, args, null);
    const seq = this.number();
    this.send(seq, name, sent, 'sync', tail);
    this.files.sent(seq, name, sent);
    for (;;) {
      const got = this.received();
      const answered = got && this.take(got.record, got.tail);
      if (got && answered === seq) {
        const { value, error } = got.record as { value?: unknown; error?: Reply['error'] };
        const known = this.files.answered(seq, name, args, value, got.tail);
        return error ? { error, tail: got.tail } : { value: known, tail: got.tail };
      }
      // A repeated answer is no news, and no place to stop: the call would be repeated once more for each.
      if (answered !== undefined) continue;
      if (this.shim && this.host.stopWanted() && this.host.mayStopInShim()) {
        this.state.open = seq;
        this.state.shim = this.shim;
        throw UNWIND;
      }
    }
  }

  private maybeUnwind(): void {
    if (this.shim && this.host.stopWanted() && this.host.mayStopInShim()) {
      this.state.open = null;
      this.state.shim = this.shim;
      throw UNWIND;
    }
  }

  private send(seq: number, name: string, args: unknown[], mode: CallRecord['mode'], tail: Uint8Array): void {
    this.noted.flush();
    const record: CallRecord = { k: 'call', seq, name, args, mode, seen: this.state.seen };
    if (mode === 'sync') this.host.send(record, tail);
    else this.host.sendSoon(record, tail);
  }

  /** Number of the next call: that of the open one if the task was captured in it. */
  private number(): number {
    const { open } = this.state;
    if (open === null) return ++this.state.seq;
    this.state.open = null;
    return open;
  }

  /** What the shim had when it was called first. */
  private had(): Reply | undefined {
    return this.shim?.replies[this.taken] && this.shim.replies[this.taken++];
  }

  private note(reply: Reply): Reply {
    if (this.shim) {
      addTo(this.shim.replies, reply);
      this.taken++;
    }
    return reply;
  }

  /** The next record for this incarnation; undefined where the agent said something instead. */
  private received(): ReturnType<TaskHost['receive']> {
    for (;;) {
      const got = this.host.receive();
      if (got === undefined || this.isOurs(got.record, got.tail)) return got;
    }
  }

  /** For this incarnation: nothing is, until its deputy has said that it knows of it. */
  private isOurs(record: DeputyRecord, tail: Uint8Array): boolean {
    if (this.attaching === null) return true;
    if (record.k === 'notes' && record.inc === this.attaching) this.noted.again(record, tail);
    if (record.k === 'attached' && record.inc === this.attaching) this.attaching = null;
    return false;
  }

  private noteAcknowledged({ seq, written = 0 }: AckRecord): void {
    const { log } = this.state;
    if (!log) return;
    log.acked = max(log.acked, seq);
    log.written = max(log.written, written);
  }

  /** Takes a record off the stream; the number of the call it answers, if any. */
  private take(record: DeputyRecord, tail: Uint8Array): number | undefined {
    switch (record.k) {
      case 'attached':
      case 'notes':
        return undefined;
      case 'answer':
        return record.seq;
      case 'ack':
        acknowledge(this.state.output, record.seq);
        if (record.written !== undefined) acknowledgeBehind(this.state, record.written);
        this.noteAcknowledged(record);
        return undefined;
      case 'event':
        // A deputy repeats what it does not know to be taken.
        if (record.n > this.state.seen) {
          this.state.seen = record.n;
          if (this.files.take(record, tail)) return undefined;
          if (record.name === 'outputerror') failUnacked(this.state, record);
          else addTo(this.state.events, { record, tail });
        }
        return undefined;
    }
  }
}
