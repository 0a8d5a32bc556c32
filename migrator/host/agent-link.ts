import { OmosixError, type WireError } from '../../protocol/errors.ts';
import { EMPTY, FrameType } from '../../protocol/frame.ts';
import type { FileCallHere, FromHost, ToHost } from '../../protocol/host.ts';
import { BULK_CHUNK_BYTES } from '../../protocol/limits.ts';
import type { DeputyRecord, TaskRecord } from '../../protocol/records.ts';
import { addTo, takeFirst } from '../runtime/list.ts';
import { ArrivedBuffers } from './ahead/arrived.ts';
import type { IncomingFrame, SyncChannel } from './channel.ts';
import { given } from './threads/given.ts';

export interface IncomingRecord {
  record: DeputyRecord;
  tail: Uint8Array;
}

export interface FileReply {
  value?: unknown;
  error?: WireError;
  tail: Uint8Array;
}

export interface LinkEvents {
  captureChange(): void;
  warm(): void;
  /** The next piece of what travels ahead for that capture is wanted. */
  more(id: number, come: number): void;
  /** Nothing more is wanted for that capture. */
  cancelled(id: number): void;
}

const native = process;

/** Something of the snapshot may stand in it. */
const MOST_REASON_CHARS = 1_000;

/**
 * The frames between this host and its agent, sorted: records for the task, capture requests for whoever asks, and
 * the messages of the life cycle for the one who waits for them. One thread reads, so what somebody does not wait for is kept.
 */
export class AgentLink {
  /** The capture that the agent wants and that has not happened. */
  captureId: number | null = null;
  /** Its state goes to the deputy, for a checkpoint file. */
  isCheckpoint = false;
  /** And the task waits then until it is told to go on. */
  isHeld = false;
  /** The deputy's number of the state that it has asked for. */
  asked: number | undefined;
  /** Polls that the wanted capture lets pass. */
  capturePolls = 0;
  /** Memory that sending buffers ahead of it may take; 0 where they shall not. */
  aheadBytes = 0;
  /** While a task is to come here: what travels ahead of it. */
  arrived: ArrivedBuffers | undefined = new ArrivedBuffers();
  /** Messages seen so far that come with a poke. */
  pokesExpected = 0;
  private readonly channel: SyncChannel;
  private readonly on: LinkEvents;
  private readonly records: IncomingRecord[] = [];
  /** Calls on files of this node that somebody waits for, and their answers when they have come. */
  private readonly filed = new Map<number, FileReply | null>();
  private lastFile = 0;

  constructor(channel: SyncChannel, on: LinkEvents) {
    this.channel = channel;
    this.on = on;
  }

  say(message: FromHost): void {
    this.channel.send(FrameType.CONTROL, message);
  }

  /** Where the host's script was given with V8's code of it, that may not have been for this V8. */
  sayReady(): void {
    const start = given();
    const codeRefused = start?.role === 'host' && start.codeRefused ? true : undefined;
    this.say({ op: 'ready', pid: native.pid, nodeVersion: native.versions.node, codeRefused });
  }

  /** A snapshot is not taken. */
  refuse(reason: string): void {
    this.say({ op: 'refused', reason: reason.slice(0, MOST_REASON_CHARS) });
  }

  sendRecord(record: TaskRecord, tail: Uint8Array = EMPTY): void {
    this.channel.send(FrameType.RECORD, record, tail);
  }

  /** As `sendRecord`; it may leave a little later. */
  sendRecordSoon(record: TaskRecord, tail: Uint8Array): void {
    this.channel.sendSoon(FrameType.RECORD, record, tail);
  }

  /** More bytes for the record that `sendRecordSoon` was given last, if nothing was sent since and it has not left. */
  extendRecord(more: Uint8Array): boolean {
    return this.channel.extend(more);
  }

  /** The tail of a record: not looked at any more. */
  recycle(tail: Uint8Array): void {
    this.channel.recycle(tail);
  }

  /** The next record; undefined when a control message came instead. */
  nextRecord(): IncomingRecord | undefined {
    const kept = takeFirst(this.records);
    if (kept) return kept;
    const message = this.step();
    // Too late for the capture that it meant.
    if (message && message.op !== 'cancel' && message.op !== 'resume') {
      throw new OmosixError('EPROTOCOL', `'${message.op}' came while the task runs`);
    }
    return takeFirst(this.records);
  }

  /** The next record if its first bytes are here; nothing else is waited for. */
  arrivedRecord(): IncomingRecord | undefined {
    while (this.records.length > 0 || this.channel.holdsBytes) {
      const record = this.nextRecord();
      if (record) return record;
    }
    return undefined;
  }

  /** Sends a call on files of this node; its number. */
  ask(name: FileCallHere['name'], args: unknown[]): number {
    const id = ++this.lastFile;
    this.filed.set(id, null);
    this.say({ op: 'file', id, name, args });
    return id;
  }

  /** Waits for its answer. What else comes meanwhile is kept, or for later. */
  hear(id: number): FileReply {
    for (;;) {
      const reply = this.filed.get(id);
      if (reply) {
        this.filed.delete(id);
        return reply;
      }
      const message = this.step();
      if (message && message.op !== 'cancel' && message.op !== 'resume')
        throw new OmosixError('EPROTOCOL', `'${message.op}' came while the task runs`);
    }
  }

  forget(id: number): void {
    this.filed.delete(id);
  }

  /** The next message that is not about captures. */
  nextMessage(): ToHost {
    for (;;) {
      const message = this.step();
      if (message) return message;
    }
  }

  /** Reads one frame. Records are kept, capture requests noted, anything else is returned. */
  step(): ToHost | undefined {
    const frame = this.channel.receive();
    if (frame.type === FrameType.RECORD) {
      addTo(this.records, { record: frame.head as DeputyRecord, tail: this.channel.tail(frame) });
      return undefined;
    }
    if (frame.type === FrameType.BULK) {
      if (!this.takeAhead(frame)) throw new OmosixError('EPROTOCOL', 'bulk data that nobody asked for');
      return undefined;
    }
    const message = frame.head as ToHost;
    if (message.op === 'capture') {
      this.captureId = message.id;
      this.capturePolls = message.afterPolls ?? 0;
      this.aheadBytes = message.aheadBytes ?? 0;
      this.isCheckpoint = message.checkpoint === true;
      this.isHeld = message.hold === true;
      this.asked = message.asked;
      this.pokesExpected++;
    } else if (message.op === 'cancel') {
      this.on.cancelled(message.id);
      if (this.captureId !== message.id) return message;
      this.captureId = null;
    } else if (message.op === 'warm') {
      this.on.warm();
      return undefined;
    } else if (message.op === 'code') {
      const start = given();
      if (start?.role === 'host') this.sendBulk('code', [start.code()], BULK_CHUNK_BYTES);
      return undefined;
    } else if (message.op === 'more') {
      this.pokesExpected++;
      this.on.more(message.id, message.come);
      return undefined;
    } else if (message.op === 'filed') {
      const { id, value, error } = message;
      const tail = this.channel.tail(frame);
      if (this.filed.has(id))
        this.filed.set(
          id,
          error === undefined ? { value, tail } : { error: error as WireError, tail: EMPTY },
        );
      return undefined;
    } else return message;
    this.on.captureChange();
    return undefined;
  }

  /** Sends `parts` as one byte stream. */
  sendBulk(what: 'snapshot' | 'code', parts: Iterable<Uint8Array>, chunkBytes: number): void {
    inPieces(parts, chunkBytes, (piece, last) => this.channel.send(FrameType.BULK, { what, last }, piece));
  }

  /** Sends a checkpoint's `parts` as records of the task. */
  sendState(parts: Iterable<Uint8Array>, chunkBytes: number): void {
    inPieces(parts, chunkBytes, (piece, last) => this.sendRecord({ k: 'state', last }, piece));
  }

  /** Sends a piece of what travels ahead. */
  sendAhead(piece: Uint8Array): void {
    this.channel.send(FrameType.BULK, { what: 'ahead', last: true }, piece);
  }

  /** False where the frame is something else. */
  private takeAhead(frame: IncomingFrame): boolean {
    if (!this.arrived || (frame.head as { what?: unknown }).what !== 'ahead') return false;
    this.arrived.take(frame.tailBytes, (target) => this.channel.tailInto(target));
    return true;
  }

  /** Receives a byte stream into `parts`, whose sizes are known. `false` if it has another length. */
  receiveBulkInto(what: 'snapshot', parts: readonly Uint8Array[]): boolean {
    let part = 0;
    let at = 0;
    let fits = true;
    for (;;) {
      const { frame, last } = this.bulkFrame(what);
      let left = frame.tailBytes;
      while (left > 0) {
        while (part < parts.length && at === parts[part]!.length) {
          part++;
          at = 0;
        }
        const target = parts[part]?.subarray(at, at + left) ?? new Uint8Array(left);
        if (part >= parts.length) fits = false;
        this.channel.tailInto(target);
        at += target.length;
        left -= target.length;
      }
      if (last)
        return (
          fits &&
          (part >= parts.length ||
            (at === parts[part]!.length && parts.slice(part + 1).every(({ length }) => length === 0)))
        );
    }
  }

  receiveBulk(what: 'program'): Uint8Array {
    const parts: Uint8Array[] = [];
    for (;;) {
      const { frame, last } = this.bulkFrame(what);
      addTo(parts, this.channel.tail(frame));
      if (last) return parts.length === 1 ? parts[0]! : Buffer.concat(parts);
    }
  }

  private bulkFrame(what: string): { frame: IncomingFrame; last: boolean } {
    let frame = this.channel.receive();
    // What travels ahead may still be under way when the snapshot is announced.
    while (frame.type === FrameType.BULK && this.takeAhead(frame)) frame = this.channel.receive();
    const head = frame.head as { what?: unknown; last?: unknown };
    if (frame.type !== FrameType.BULK || head.what !== what)
      throw new OmosixError('EPROTOCOL', `expected a part of the ${what}`);
    return { frame, last: head.last === true };
  }
}

/** Small parts share a piece; large ones go as they are. */
function inPieces(
  parts: Iterable<Uint8Array>,
  chunkBytes: number,
  send: (piece: Uint8Array, last: boolean) => void,
): void {
  const shared = Buffer.allocUnsafeSlow(chunkBytes);
  let held = 0;
  const flush = () => {
    if (held > 0) send(shared.subarray(0, held), false);
    held = 0;
  };
  for (const part of parts) {
    for (let at = 0; at < part.length; at += chunkBytes) {
      const piece = part.subarray(at, at + chunkBytes);
      if (held + piece.length > chunkBytes) flush();
      if (piece.length * 2 > chunkBytes) {
        flush();
        send(piece, false);
      } else {
        shared.set(piece, held);
        held += piece.length;
      }
    }
  }
  send(shared.subarray(0, held), true);
}
