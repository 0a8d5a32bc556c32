import { isOmosixError, OmosixError } from '../../../protocol/errors.ts';
import { bodyBytesOf, type Frame, FrameDecoder } from '../../../protocol/frame.ts';
import { type JournalBase, type JournalEntry, journalEntry } from '../../../protocol/journal.ts';
import type { CallRecord, DeputyRecord, NotedRecord, WaitRecord } from '../../../protocol/records.ts';
import { type Delivery, TaskLog } from '../recovery/task-log.ts';
import type { StreamState } from '../stream.ts';
import { World } from './world.ts';

/** What a journal comes to: what the next deputy begins with. */
export interface Replayed {
  base: JournalBase;
  log: TaskLog;
  stream: StreamState;
  world: World;
}

/** A journal whose first entry was read. */
export interface Beginning {
  base: JournalBase;
  /** What follows that. */
  rest: Uint8Array;
}

/**
 * Reads what follows. What was not written whole, at its end, does not count: nothing had come of it. Pure.
 * @throws OmosixError ESNAPSHOT where it is no journal
 */
export function replay(
  { base, rest }: Beginning,
  send: (record: DeputyRecord, bytes: Uint8Array) => void,
): Replayed {
  const reader = new Reader(base, send);
  try {
    for (const frame of new FrameDecoder().push(rest)) {
      const { entry, tail } = entryOf(frame);
      reader.take(entry, tail);
    }
  } catch (error) {
    // What a task may not do it has not done.
    throw isOmosixError(error) ? damaged(error.message) : error;
  }
  return reader.result();
}

/** What a journal begins with. @throws OmosixError ESNAPSHOT */
export function beginningOf(journal: Uint8Array): Beginning {
  try {
    const bytes = bytesOfFirst(journal);
    const [frame] = new FrameDecoder().push(journal.subarray(0, bytes));
    const first = frame && entryOf(frame);
    if (first?.entry.e !== 'base') throw damaged('it does not begin with a state');
    return { base: first.entry, rest: journal.subarray(bytes) };
  } catch (error) {
    throw isOmosixError(error) ? damaged(error.message) : error;
  }
}

/** So long is the first entry, as its first `PREFIX_BYTES` say. @throws OmosixError EPROTOCOL where that cannot be */
export const bytesOfFirst = (journal: Uint8Array): number => PREFIX_BYTES + bodyBytesOf(journal);
export const PREFIX_BYTES = 4;

/** How much of it are whole entries. */
export function wholeBytes(journal: Uint8Array): number {
  for (let at = 0; ; ) {
    if (at + PREFIX_BYTES > journal.length) return at;
    const next = at + bytesOfFirst(journal.subarray(at));
    if (next > journal.length) return at;
    at = next;
  }
}

class Reader {
  private readonly log: TaskLog;
  private readonly world: World;
  private readonly events: StreamState['events'][number][] = [];
  private lastEvent: number;
  private acknowledged: number;
  private seq: number;
  /** The call that waits for its answer. */
  private open: number | null;

  constructor(
    private readonly base: JournalBase,
    send: (record: DeputyRecord, bytes: Uint8Array) => void,
  ) {
    this.log = new TaskLog(send);
    this.log.begin(base.position, base.digests);
    this.world = new World(base);
    this.lastEvent = base.lastEvent;
    this.acknowledged = base.acknowledged;
    this.seq = base.position.seq;
    this.open = base.position.open;
  }

  take(entry: JournalEntry, tail: Uint8Array): void {
    this.world.take(entry, tail);
    if (entry.e === 'base') throw damaged('another state stands in the middle of it');
    else if (entry.e === 'told') this.told(entry.record as unknown as Delivery, tail);
    else if (entry.e === 'call') this.called(entry.record as unknown as CallRecord | WaitRecord, tail);
    else if (entry.e === 'wrote') this.wrote(entry);
    else if (entry.e === 'noted') this.log.note(entry.record as NotedRecord, tail);
    else if (entry.e === 'gap') this.log.giveUp(entry.why);
  }

  result(): Replayed {
    const { base, log, world, events, seq, open, lastEvent, acknowledged } = this;
    return {
      base,
      log,
      world,
      stream: {
        seen: base.position.seen,
        lastEvent,
        events,
        acknowledged,
        seq,
        open,
        answers: [],
        calls: [...world.begun.values()].filter(({ record }) => record.mode === 'async'),
      },
    };
  }

  private told(record: Delivery, bytes: Uint8Array): void {
    this.log.tell(record, bytes);
    if (record.k === 'answer' && record.seq === this.open) this.open = null;
    if (record.k === 'ack') this.acknowledged = Math.max(this.acknowledged, record.seq);
    else if (record.k === 'event') {
      this.lastEvent = record.n;
      this.events.push({ record, bytes });
    }
  }

  private called(record: CallRecord | WaitRecord, tail: Uint8Array): void {
    const { seq } = record;
    // Of what was under way when the state was taken the log knows nothing.
    if (seq <= this.base.position.seq && seq !== this.base.position.open) return;
    this.log.called(record, tail);
    this.seq = Math.max(this.seq, seq);
    this.open = record.k === 'wait' || record.mode === 'sync' ? seq : null;
  }

  private wrote({ seq, digest }: Extract<JournalEntry, { e: 'wrote' }>): void {
    this.log.wrote(seq, digest);
    this.seq = Math.max(this.seq, seq);
    this.open = null;
    // Its bytes are with whoever reads this: the task is to hear so.
    this.acknowledged = Math.max(this.acknowledged, seq);
  }
}

function entryOf(frame: Frame): { entry: JournalEntry; tail: Uint8Array } {
  const read = journalEntry.safeParse(frame.head);
  if (!read.success) throw damaged('an entry of it is none');
  return { entry: read.data, tail: frame.tail };
}

const DAMAGED = 'the journal of the task is damaged: ';
const damaged = (why: string): OmosixError =>
  new OmosixError('ESNAPSHOT', why.startsWith(DAMAGED) ? why : DAMAGED + why);
