import { encodeFrame, FrameType } from '../../../protocol/frame.ts';
import type { OpenedFile, Probe } from '../../../protocol/in-doubt.ts';
import type { JournalBase, JournalEntry, KeptMeanings } from '../../../protocol/journal.ts';
import type { CallRecord, NotedRecord, WaitRecord } from '../../../protocol/records.ts';
import type { KeptState } from '../recovery/kept-state.ts';
import type { Delivery, LogJournal, TaskLog } from '../recovery/task-log.ts';
import type { OwnCopy, Piece } from './copy.ts';
import { World } from './world.ts';

const OUTPUTS = { 1: 'stdout', 2: 'stderr' } as const;

interface JournalParts {
  copy: Pick<OwnCopy, 'append'>;
  log: TaskLog;
  /** What has been written, for the standbys; in order. */
  onPiece(piece: Piece): void;
  /** Calls back when all that comes together has come. */
  soon(callback: () => void): void;
  /** Files that nobody needs any more who has all pieces so far. */
  onOld(files: string[]): void;
  /** Highest event that the task was told, and output that is done with. */
  told(): { lastEvent: number; acknowledged: number };
}

/** Of a task that begins from its beginning. */
export const firstBase = (
  of: Pick<JournalBase, 'spec' | 'placement' | 'wanted' | 'everyMs'>,
): JournalBase => ({
  ...of,
  e: 'base',
  state: null,
  position: { seq: 0, seen: 0, open: null, at: { acked: 0, written: 0, numbers: 0, blobs: 0 } },
  digests: [],
  lastEvent: 0,
  acknowledged: 0,
  sizes: [0, 0],
  files: [],
  listeners: [],
  signals: [],
  umask: of.spec.umask,
  meanings: null,
});

/**
 * Writes down all that a task's log is made of, and what its deputy holds of the world: what another deputy needs to go on. With each
 * state of the task a new journal begins.
 */
export class Journal implements LogJournal {
  readonly world: World;
  private waiting: Uint8Array[] = [];

  /** Goes on with that journal, or begins the first. */
  constructor(
    private readonly parts: JournalParts,
    private base: JournalBase,
    before: { generation: number; world: World } | null,
  ) {
    this.generation = before?.generation ?? 0;
    this.world = before?.world ?? new World(base);
    if (before) return;
    this.append(base);
    this.flush();
    this.current();
  }
  private generation: number;

  told(record: Delivery, bytes: Uint8Array): void {
    this.append({ e: 'told', record: record as never }, bytes);
  }

  called(record: CallRecord | WaitRecord, tail: Uint8Array, digest: number): void {
    const fd = record.k === 'call' && record.name === 'stdio.write' ? record.args[0] : null;
    if (fd !== 1 && fd !== 2) {
      this.append({ e: 'call', record: record as never }, tail);
      return;
    }
    // First what it is about: an entry stands for bytes that are there.
    this.parts.onPiece(this.parts.copy.append(OUTPUTS[fd], [tail]));
    this.append({ e: 'wrote', seq: record.seq, fd, bytes: tail.length, digest });
  }

  noted({ k, after, pairs, blobs }: NotedRecord, bytes: Uint8Array): void {
    this.append({ e: 'noted', record: { k, after, pairs, blobs } }, bytes);
  }

  gap(why: string): void {
    this.append({ e: 'gap', why });
  }

  file(number: number, file: OpenedFile | null): void {
    this.append({ e: 'file', number, file });
  }

  meant(meanings: KeptMeanings): void {
    this.append({ e: 'meanings', meanings });
  }

  probed(seq: number, probe: Probe): void {
    this.append({ e: 'probe', seq, probe });
  }

  /** The log now begins with this state: so does another journal. */
  begin(state: Pick<KeptState, 'head' | 'position' | 'pieces'>): void {
    const { parts, world } = this;
    this.flush();
    const old = ['journal', 'state', 'current'].map((kind) => `${kind}-${this.generation}`);
    this.generation += 1;
    for (const piece of state.pieces()) parts.onPiece(parts.copy.append(`state-${this.generation}`, [piece]));
    const { files, listeners, signals, sizes, umask, meanings } = world;
    this.base = {
      ...this.base,
      state: state.head,
      position: state.position,
      digests: [...parts.log.known()],
      ...parts.told(),
      files: [...files],
      listeners: [...listeners] as JournalBase['listeners'],
      signals: [...signals],
      sizes: [...sizes],
      umask,
      meanings,
    };
    this.write(this.base);
    for (const [seq, probe] of world.probes) this.write({ e: 'probe', seq, probe });
    for (const { record, bytes } of world.begun.values())
      this.write({ e: 'call', record: record as never }, bytes);
    for (const { record, bytes } of parts.log.untold())
      this.write({ e: 'told', record: record as never }, bytes);
    this.flush();
    this.current();
    parts.onOld(old);
  }

  /** What was said in this moment goes together. */
  flush(): void {
    if (this.waiting.length === 0) return;
    const { waiting } = this;
    this.waiting = [];
    this.parts.onPiece(this.parts.copy.append(`journal-${this.generation}`, waiting));
  }

  private append(entry: JournalEntry, bytes?: Uint8Array): void {
    this.world.take(entry, bytes ?? new Uint8Array(0));
    this.write(entry, bytes);
  }

  private write(entry: JournalEntry, bytes?: Uint8Array): void {
    this.waiting.push(encodeFrame(FrameType.RECORD, entry, bytes));
    if (this.waiting.length === 1) this.parts.soon(() => this.flush());
  }

  /** From here on this is the journal that counts. */
  private current(): void {
    const { copy, onPiece } = this.parts;
    onPiece(copy.append(`current-${this.generation}`, []));
  }
}
