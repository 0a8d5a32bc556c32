import { FULL_LOG_BYTES, MAX_LOG_BYTES } from '../../../protocol/limits.ts';
import type { CheckpointRecord, DeputyRecord } from '../../../protocol/records.ts';
import { KeptState } from './kept-state.ts';
import { TaskLog } from './task-log.ts';

/** Deaths in a row after which it had come no further: then it is the task that kills its hosts. */
const MOST_IN_VAIN = 10;

interface RecoveryParts {
  /** Where states are kept. */
  directory: string;
  send(record: DeputyRecord, bytes: Uint8Array): void;
  nowMs(): number;
}

/** The state to go on from, and how old it is; null: from its beginning. */
export interface Again {
  state: KeptState | null;
  ageMs: number;
}

/**
 * What a deputy keeps so that its task survives the node on which it executes: its last state and the log since then
 * (docs/design/recovery.md).
 */
export class Recovery {
  readonly log: TaskLog;
  private state: KeptState | null = null;
  private coming: KeptState | null = null;
  private readonly startedMs: number;
  private inVain = 0;
  private furthest = -1;
  /** A checkpoint is wanted soon: the log is long, or has a gap. */
  onWanted: () => void = () => {};

  /** It is kept, and the log begins with it. */
  onState: (state: KeptState) => void = () => {};

  /** `before`: what another deputy has left. */
  constructor(
    private readonly parts: RecoveryParts,
    before: { log: TaskLog; state: KeptState | null } | null = null,
  ) {
    this.log = before?.log ?? new TaskLog(parts.send);
    this.state = before?.state ?? null;
    this.startedMs = parts.nowMs();
  }

  /** A state begins to arrive. */
  begin({ head, seq, seen, open, at }: CheckpointRecord): void {
    this.forget();
    if (!at) return;
    try {
      this.coming = KeptState.make(
        head,
        { seq, seen, open, at: { ...at } },
        this.parts.nowMs(),
        this.parts.directory,
      );
    } catch (error) {
      this.trouble = (error as Error).message;
    }
  }

  piece(bytes: Uint8Array, isLast: boolean): void {
    if (!this.coming) return;
    try {
      this.coming.write(bytes);
    } catch (error) {
      this.trouble = (error as Error).message;
      this.forget();
      return;
    }
    if (!isLast) return;
    this.state?.close();
    this.state = this.coming;
    this.coming = null;
    this.log.rebase(this.state.position);
    this.onState(this.state);
    this.trouble = null;
    this.inVain = 0;
  }

  /** Why the last state could not be kept. */
  trouble: string | null = null;

  /** When the last one came that was kept, on this process's clock; 0: none has. */
  get stateAtMs(): number {
    return this.state?.atMs ?? 0;
  }

  /** Something has been added to the log. */
  grown(): void {
    const { log } = this;
    if (log.bytes > MAX_LOG_BYTES)
      log.giveUp(`it took in more than ${MAX_LOG_BYTES >> 20} MiB since its last checkpoint`);
    if (log.bytes > FULL_LOG_BYTES || log.gap !== null) this.onWanted();
  }

  /** Where the task can go on after a death; the reason why not, in words. */
  again(): Again | string {
    const { log, state, parts } = this;
    this.forget();
    if (log.gap !== null) return log.gap;
    this.inVain = log.progress > this.furthest ? 1 : this.inVain + 1;
    this.furthest = log.progress;
    if (this.inVain > MOST_IN_VAIN) return `it has died ${MOST_IN_VAIN} times at the same place`;
    return { state, ageMs: parts.nowMs() - (state?.atMs ?? this.startedMs) };
  }

  close(): void {
    this.forget();
    this.state?.close();
    this.state = null;
  }

  /** One that did not arrive whole. */
  private forget(): void {
    this.coming?.close();
    this.coming = null;
  }
}
