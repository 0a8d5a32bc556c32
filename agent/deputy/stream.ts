import { u32At } from '../../protocol/bytes.ts';
import { OmosixError, type WireError } from '../../protocol/errors.ts';
import { EMPTY } from '../../protocol/frame.ts';
import { MAX_PENDING_CALLS, MAX_TIMEOUT_MS, UNCONFIRMED_WINDOW_BYTES } from '../../protocol/limits.ts';
import {
  type AckRecord,
  type AnswerRecord,
  type AttachRecord,
  type CallRecord,
  type DeputyRecord,
  type EventRecord,
  SIZED_WRITES,
  type StreamRecord,
  type TaskEvent,
  type WaitRecord,
  WRITE_SIZE_BYTES,
} from '../../protocol/records.ts';
import { EventLog } from './event-log.ts';
import type { TaskLog } from './recovery/task-log.ts';

/** How a call ended. `bytes` travel as the tail. */
export interface Outcome {
  value?: unknown;
  error?: WireError;
  bytes?: Uint8Array;
}

/** What is under way between a task and its deputy, as of a capture: what another deputy needs to go on. */
export interface StreamState {
  /** Highest event number the task had taken then, and highest given. */
  seen: number;
  lastEvent: number;
  events: readonly { record: EventRecord; bytes: Uint8Array }[];
  /** Oneway calls up to here are done with. */
  acknowledged: number;
  /** Highest number given to a call, and the one that the task will repeat. */
  seq: number;
  open: number | null;
  /** The open call's answer, if it has one: it is not executed again. */
  answers: readonly { record: AnswerRecord; bytes: Uint8Array }[];
  /** Asynchronous calls without a result: they are. */
  calls: readonly { record: CallRecord; bytes: Uint8Array }[];
}

export interface StreamEffects {
  send(record: DeputyRecord, bytes: Uint8Array): void;
  /** Starts the call; `settle` is to be called once (a oneway call reports through `settleOneway` instead). */
  execute(call: CallRecord, tail: Uint8Array, settle: (outcome: Outcome) => void): void;
  /** Calls back after `ms`; the result cancels. */
  after(ms: number, callback: () => void): () => void;
}

/**
 * The deputy's end of the ordered stream (protocol/records.ts): sees to it that each call is executed once and that
 * its result reaches the task however often the task moves in between. Knows nothing of what the calls do.
 */
export class TaskStream {
  private readonly effects: StreamEffects;
  private readonly events = new EventLog();
  /** Answers that the task has not confirmed by going on. */
  private readonly answers = new Map<number, { record: AnswerRecord; bytes: Uint8Array }>();
  private readonly running = new Map<number, { record: CallRecord; bytes: Uint8Array }>();
  private readonly parked: { call: CallRecord; tail: Uint8Array }[] = [];
  private attached = false;
  private lastSeq = 0;
  private outSeq = 0;
  /** The synchronous call that the present incarnation waits for. */
  private awaited: number | null = null;
  private wait: { seq: number; seen: number; cancel: () => void } | null = null;

  /** `log`: all that the task is told is kept there, and goes from there to the task. */
  constructor(
    effects: StreamEffects,
    restored: StreamState | null = null,
    private readonly log: TaskLog | null = null,
  ) {
    this.effects = effects;
    if (restored === null) return;
    const { lastEvent, events, acknowledged, seq, open, answers, calls } = restored;
    this.events.restore(lastEvent, events);
    this.outSeq = acknowledged;
    for (const answer of answers) this.answers.set(answer.record.seq, answer);
    // An open call without an answer is executed when the task repeats it, as if it were new.
    this.lastSeq = open === null || this.answers.has(open) ? seq : open - 1;
    for (const { record, bytes } of calls) this.parked.push({ call: record, tail: bytes });
  }

  /** Events that the task has not confirmed: their bytes, and they themselves. */
  get unconfirmedBytes(): number {
    return this.events.bytes;
  }
  unconfirmed(): ReturnType<EventLog['kept']> {
    return this.events.kept();
  }

  /** Highest event, and output call that is done with. */
  get told(): { lastEvent: number; acknowledged: number } {
    return { lastEvent: this.events.last, acknowledged: this.outSeq };
  }

  /** Calls that have begun and not ended. */
  underWay(): readonly CallRecord[] {
    return [...this.running.values()].map(({ record }) => record);
  }

  /** What another deputy needs to go on where the task stood when it had called `seq` and taken `seen`. */
  save({ seq, seen, open }: Pick<StreamState, 'seq' | 'seen' | 'open'>): StreamState {
    this.events.confirm(seen);
    const answer = open === null ? undefined : this.answers.get(open);
    const parked = this.parked.map(({ call, tail }) => ({ record: call, bytes: tail }));
    return {
      seen,
      lastEvent: this.events.last,
      events: [...this.events.kept()],
      acknowledged: this.outSeq,
      seq,
      open,
      answers: answer ? [answer] : [],
      calls: [...[...this.running.values()].filter(({ record }) => record.mode === 'async'), ...parked],
    };
  }

  /** @throws EPROTOCOL where the task breaks the rules; it is then to be ended */
  receive(record: StreamRecord, tail: Uint8Array): void {
    if (record.k !== 'attach' && !this.attached) throw violation('a record before its attach');
    if (record.seen > this.events.last)
      throw violation(`event ${record.seen} confirmed, ${this.events.last} were sent`);
    this.events.confirm(record.seen);
    if (record.k !== 'attach') this.log?.confirm(record.seq, record.seen);
    if (record.k === 'attach') this.attach(record);
    else if (record.k === 'call' && record.name === SIZED_WRITES) this.writes(record, tail);
    else if (record.seq <= this.lastSeq) this.repeat(record, tail);
    else {
      // The task went on: it has what it waited for before.
      for (const seq of this.answers.keys()) if (seq < record.seq) this.answers.delete(seq);
      this.lastSeq = record.seq;
      this.awaited = null;
      this.log?.called(record, tail);
      if (record.k === 'wait') this.startWait(record);
      else this.start(record, tail);
    }
    this.unpark();
  }

  /** Those of the writes that are new are one. */
  private writes(record: CallRecord, tail: Uint8Array): void {
    const { log } = this;
    if (!log || record.mode !== 'oneway')
      throw violation(`'${SIZED_WRITES}', which is for a task that is logged`);
    const call: CallRecord = { ...record, name: 'stdio.write' };
    let newFrom: number | null = null;
    const pieces = sizedPieces(tail);
    for (const [i, piece] of pieces.entries()) {
      const seq = record.seq + i;
      log.called({ ...call, seq }, piece);
      if (seq <= this.lastSeq) continue;
      newFrom ??= i;
      this.lastSeq = seq;
    }
    if (newFrom === null) return;
    for (const seq of this.answers.keys()) if (seq < this.lastSeq) this.answers.delete(seq);
    this.awaited = null;
    const bytes = newFrom === pieces.length - 1 ? pieces[newFrom]! : Buffer.concat(pieces.slice(newFrom));
    this.start({ ...call, seq: this.lastSeq }, bytes);
  }

  /** Its incarnation is gone. */
  detach(): void {
    this.attached = false;
    this.wait?.cancel();
    this.wait = null;
    this.log?.detach();
  }

  /** The task does again what it has done, and has not done all of it. */
  get isBehind(): boolean {
    return this.log?.isBehind(this.lastSeq) === true;
  }

  /** Tells the task something it did not ask for by number. */
  emit(event: TaskEvent, bytes: Uint8Array = EMPTY): void {
    const record = this.events.add(event, bytes);
    if (this.log) this.log.tell(record, bytes);
    else if (this.attached) this.effects.send(record, bytes);
    if (this.wait !== null && record.n > this.wait.seen) this.endWait();
  }

  /** All oneway calls up to `seq` are done with. */
  acknowledge(seq: number): void {
    this.outSeq = seq;
    this.tell({ k: 'ack', seq });
  }

  /** All oneway writes to files up to `seq` are done with. */
  acknowledgeWrites(seq: number): void {
    this.tell({ k: 'ack', seq: this.outSeq, written: seq });
  }

  private tell(record: AckRecord): void {
    if (this.log) this.log.tell(record, EMPTY);
    else if (this.attached) this.effects.send(record, EMPTY);
  }

  /** The task is over: no timer stays behind. */
  close(): void {
    this.attached = false;
    this.wait?.cancel();
    this.wait = null;
    this.parked.length = 0;
  }

  private attach(record: AttachRecord): void {
    this.attached = true;
    this.awaited = null;
    this.wait?.cancel();
    this.wait = null;
    this.lastSeq = Math.max(this.lastSeq, record.open === null ? record.seq : 0);
    if (this.log) {
      this.log.attach(record);
      return;
    }
    this.effects.send({ k: 'attached', inc: record.inc }, EMPTY);
    // Events first: of a write that failed the task hears before it is acknowledged.
    for (const { record: event, bytes } of this.events.kept()) this.effects.send(event, bytes);
    if (this.outSeq > 0) this.effects.send({ k: 'ack', seq: this.outSeq }, EMPTY);
  }

  private start(call: CallRecord, tail: Uint8Array): void {
    if (call.mode === 'oneway') {
      this.effects.execute(call, tail, () => {});
      return;
    }
    if (call.mode === 'sync') {
      this.awaited = call.seq;
      this.run(call, tail, (outcome) => this.answer(call.seq, outcome));
      return;
    }
    if (this.running.size + this.parked.length >= MAX_PENDING_CALLS)
      throw violation(`more than ${MAX_PENDING_CALLS} calls at a time`);
    this.parked.push({ call, tail });
  }

  private run(call: CallRecord, tail: Uint8Array, finish: (outcome: Outcome) => void): void {
    this.running.set(call.seq, { record: call, bytes: tail });
    this.effects.execute(call, tail, (outcome) => {
      if (this.running.delete(call.seq)) finish(outcome);
    });
  }

  /** Starts asynchronous calls while the task takes their results. */
  private unpark(): void {
    while (this.parked.length > 0 && this.events.bytes < UNCONFIRMED_WINDOW_BYTES) {
      const { call, tail } = this.parked.shift()!;
      this.run(call, tail, ({ bytes, ...result }) =>
        this.emit({ name: 'done', seq: call.seq, ...result }, bytes),
      );
    }
  }

  private answer(seq: number, { bytes = EMPTY, ...result }: Outcome): void {
    const record: AnswerRecord = { k: 'answer', seq, ...result };
    this.answers.set(seq, { record, bytes });
    if (this.log) this.log.tell(record, bytes);
    else if (this.attached && this.awaited === seq) this.effects.send(record, bytes);
  }

  /** A number that was seen before, after a move: answered again, never executed again. */
  private repeat(record: CallRecord | WaitRecord, tail: Uint8Array): void {
    const kept = this.answers.get(record.seq);
    this.awaited = record.seq;
    this.log?.called(record, tail);
    if (this.log?.hasAnswer(record.seq)) return;
    if (kept) this.effects.send(kept.record, kept.bytes);
    else if (record.k === 'wait') {
      if (record.seq !== this.lastSeq) throw violation(`wait ${record.seq} again after ${this.lastSeq}`);
      this.startWait(record);
    } else if (record.mode === 'oneway') {
      if (record.seq <= this.outSeq && !this.log) this.effects.send({ k: 'ack', seq: this.outSeq }, EMPTY);
    } else if (record.mode === 'sync' && !this.running.has(record.seq)) {
      throw violation(`call ${record.seq} again after its answer was confirmed`);
    }
  }

  private startWait({ seq, seen, timeoutMs }: WaitRecord): void {
    this.wait?.cancel();
    this.awaited = seq;
    if (this.events.last > seen || (timeoutMs !== null && timeoutMs <= 0)) {
      this.wait = null;
      this.answer(seq, { value: null });
      return;
    }
    const cancel =
      timeoutMs === null
        ? () => {}
        : this.effects.after(Math.min(timeoutMs, MAX_TIMEOUT_MS), () => this.endWait());
    this.wait = { seq, seen, cancel };
  }

  private endWait(): void {
    const { seq, cancel } = this.wait!;
    this.wait = null;
    cancel();
    this.answer(seq, { value: null });
  }
}

function sizedPieces(tail: Uint8Array): Uint8Array[] {
  const pieces: Uint8Array[] = [];
  for (let at = 0; at < tail.length; ) {
    const from = at + WRITE_SIZE_BYTES;
    const size = from <= tail.length ? u32At(tail, at) : tail.length;
    if (from + size > tail.length) throw violation('writes that are shorter than they say');
    pieces.push(tail.subarray(from, from + size));
    at = from + size;
  }
  return pieces;
}

function violation(what: string): OmosixError {
  return new OmosixError('EPROTOCOL', `the task's host sent ${what}`);
}
