import { resolve } from 'node:path';
import type {
  CheckpointAfter,
  CheckpointHead,
  CheckpointHome,
  CheckpointMade,
} from '../../protocol/checkpoint.ts';
import { isOmosixError, OmosixError } from '../../protocol/errors.ts';
import type { CallRecord, CheckpointRecord, StateRecord } from '../../protocol/records.ts';
import { stateBytesOf } from '../../protocol/snapshot.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { CheckpointDraft } from '../checkpoint/draft.ts';
import { isHeldFor } from '../migration/machine/asked.ts';
import type { Frozen } from './recovery/frozen.ts';
import type { Recovery } from './recovery/recovery.ts';
import type { StreamState } from './stream.ts';

/** What the deputy holds of its task, but for the stream. */
export type HomeParts = Pick<
  CheckpointHome,
  'cwd' | 'umask' | 'files' | 'stdin' | 'outputs' | 'closed' | 'signals' | 'isRaw'
> & { unread: Uint8Array };

export interface CheckpointingParts {
  spec: TaskSpec;
  madeBy: string;
  /** The program image, for the file. */
  program(): Uint8Array | Promise<Uint8Array>;
  /** Asks the agent for the state, and with `hold` that the task does nothing after it: it comes by `begin` and `piece`. `asked`: the number of that. @throws OmosixError EBUSY where a move is in the way */
  capture(hold: boolean, asked: number): Promise<void>;
  node(): number;
  deputy: {
    /** Records that come from now on wait, until the result is called. */
    hold(): () => void;
    /** It does again what it has done: its state is not that of its stream. */
    isBehind: boolean;
    /** A call with an effect that has not ended. */
    busyWith(): CallRecord | undefined;
    drained(): Promise<void>;
    streamState(at: Pick<StreamState, 'seq' | 'seen' | 'open'>): StreamState;
    /** @throws OmosixError ECHECKPOINT where something that is open could not be opened again */
    homeParts(): HomeParts;
  };
  /** Keeps each state by itself. */
  recovery: Recovery | null;
  nowMs(): number;
  pause(ms: number): Promise<void>;
}

/** A move is in the way: asked again so soon, and so often. */
const RETRY_MS = 50;
const MOST_RETRIES = 100;
/** Calls and output that are under way get so long to end. */
const SETTLE_MS = 10_000;
const LOOK_MS = 2;
/** Of what was asked for and refused, so much may come all the same. */
const MOST_OWED = 8;

interface UnderWay {
  /** What was asked for is counted: what comes may be of what was asked for before. */
  asked: number;
  /** Null: no file is wanted. */
  draft: CheckpointDraft | null;
  /** Where the state of a task that is to be held is kept. */
  frozen: Frozen | null;
  record: CheckpointRecord | null;
  /** All of the state is there. */
  complete(): void;
  fail(error: Error): void;
  /** Lets the records go on that wait. */
  release(): void;
  begunAtMs: number;
  frozenMs: number;
  isWhole: boolean;
  isInterrupted: boolean;
}

/**
 * Writes checkpoint files. The state comes in the task's stream, so what the task has done by then has arrived here; what
 * follows it waits until this side has noted its own part.
 */
export class Checkpointing {
  private current: UnderWay | null = null;
  /** States that were asked for and have not come: one that a broken link kept may come when nobody waits for it any more. */
  private owed = 0;
  private isLate = false;
  private lastAsked = 0;
  private last: Promise<unknown> = Promise.resolve();

  constructor(private readonly parts: CheckpointingParts) {}

  /** One at a time. `after` other than `continue`: the task does nothing any more that is not in the file, until the result is called. */
  make(file: string, after: CheckpointAfter): Promise<{ made: CheckpointMade; release: () => void }> {
    return this.inTurn(() => this.write(resolve(file), after));
  }

  /** The state alone, for `recovery`: whatever the task has open. @returns for how long it has frozen the task, ms */
  keep(): Promise<number> {
    return this.inTurn(async () => {
      try {
        return (await this.stateOf(null)).frozenMs;
      } finally {
        this.current = null;
      }
    });
  }

  /** The task does nothing any more, and `frozen` has its state. @throws OmosixError */
  freeze(frozen: Frozen): Promise<void> {
    return this.inTurn(async () => {
      const { recovery } = this.parts;
      try {
        const { isInterrupted, release } = await this.stateOf(null, frozen);
        release();
        if (isInterrupted) throw new OmosixError('ECHECKPOINT', 'its node died meanwhile');
        if (recovery?.trouble) throw new OmosixError('ECHECKPOINT', recovery.trouble);
        frozen.keep();
      } catch (error) {
        frozen.drop();
        throw error;
      } finally {
        this.current = null;
      }
    });
  }

  private inTurn<T>(act: () => Promise<T>): Promise<T> {
    const mine = this.last.then(act);
    this.last = mine.catch(() => {});
    return mine;
  }

  /** @throws OmosixError EPROTOCOL where nobody has asked for it */
  begin(record: CheckpointRecord): void {
    const { current } = this;
    if (this.owed === 0) throw new OmosixError('EPROTOCOL', 'a checkpoint that nobody asked for');
    this.owed -= 1;
    this.parts.recovery?.begin(record);
    // That of a task which goes on, or has gone on since, says nothing of one that is held.
    const isOther = current?.frozen != null && !isHeldFor(record, current.asked);
    this.isLate = !current || current.record !== null || isOther;
    if (!current || this.isLate) return;
    current.record = record;
    current.begunAtMs = this.parts.nowMs();
    this.guarded(current, () => {
      current.frozen?.begin(record);
      current.draft?.whole('HEAD', json(this.headOf(record)));
      current.draft?.whole('PROG', this.image);
      current.draft?.section('SNAP', stateBytesOf(record.head));
    });
  }

  piece({ last }: StateRecord, bytes: Uint8Array): void {
    const { current } = this;
    this.parts.recovery?.piece(bytes, last);
    if (!current?.record || this.isLate) return;
    this.guarded(current, () => {
      current.frozen?.piece(bytes);
      current.draft?.write(bytes);
    });
    if (!last) return;
    current.frozenMs = (current.record.captureMs ?? 0) + this.parts.nowMs() - current.begunAtMs;
    // At once: what the task did next may stand in the same bytes. `recovery` has all of its part by now.
    if (current.draft || current.frozen) current.release = this.parts.deputy.hold();
    current.isWhole = true;
    current.complete();
  }

  /** The records that waited are let in: what the deputy holds from now on is not of that state. */
  interrupted(): void {
    const { current } = this;
    if (current) current.isInterrupted = true;
    // Another state may be among them.
    current?.release();
    this.owed = 0;
    current?.fail(new OmosixError('ECHECKPOINT', 'its node died meanwhile'));
  }

  private image: Uint8Array = new Uint8Array(0);

  private async write(
    file: string,
    after: CheckpointAfter,
  ): Promise<{ made: CheckpointMade; release: () => void }> {
    const { parts } = this;
    this.image = await parts.program();
    const draft = new CheckpointDraft(file);
    try {
      const current = await this.stateOf(draft);
      await this.settle();
      if (current.isInterrupted) throw new OmosixError('ECHECKPOINT', 'its node died while it was written');
      const { seq, seen, open } = current.record!;
      const stream = parts.deputy.streamState({ seq, seen, open });
      const { head, tail } = homeOf(parts.deputy.homeParts(), stream);
      const frozenMs = parts.nowMs() - current.begunAtMs;
      const { release } = current;
      if (after === 'continue') release();
      draft.whole('HOME', json(head));
      draft.section(
        'TAIL',
        tail.reduce((sum, { length }) => sum + length, 0),
      );
      for (const bytes of tail) draft.write(bytes);
      return { made: { file, bytes: await draft.commit(), frozenMs }, release };
    } catch (error) {
      draft.discard();
      this.current?.release();
      throw error;
    } finally {
      this.current = null;
      this.image = new Uint8Array(0);
    }
  }

  /** Resolves when all of it has come; records wait from then on, where more is to be noted than `recovery` has. */
  private async stateOf(draft: CheckpointDraft | null, frozen: Frozen | null = null): Promise<UnderWay> {
    if (this.parts.deputy.isBehind)
      throw new OmosixError('ECHECKPOINT', 'it does again what it did before its node died');
    const arrived = new Promise<void>((complete, fail) => {
      this.lastAsked++;
      this.current = {
        asked: this.lastAsked,
        draft,
        frozen,
        record: null,
        complete,
        fail,
        begunAtMs: 0,
        frozenMs: 0,
        isWhole: false,
        isInterrupted: false,
        release: () => {},
      };
    });
    arrived.catch(() => {});
    const current = this.current!;
    try {
      await Promise.all([this.captured(current), arrived]);
      return current;
    } catch (error) {
      // It may have come, and nobody wants it: what the task has said since is not to wait for ever.
      current.release();
      throw error;
    }
  }

  /** Calls that were begun have an effect that the state does not know of: they end first. Those that only wait are made again. */
  private async settle(): Promise<void> {
    const { deputy, nowMs, pause } = this.parts;
    const untilMs = nowMs() + SETTLE_MS;
    let isOut = false;
    void deputy.drained().then(() => {
      isOut = true;
    });
    for (;;) {
      await pause(0);
      const busy = deputy.busyWith();
      if (isOut && !busy) return;
      if (nowMs() > untilMs)
        throw new OmosixError(
          'ECHECKPOINT',
          busy ? `its call ${busy.name} lasts` : 'nobody reads its output, which would be lost',
        );
      await pause(LOOK_MS);
    }
  }

  private async captured(current: UnderWay): Promise<void> {
    const hold = current.frozen !== null;
    for (let tries = 1; ; tries++) {
      try {
        this.owed = Math.min(this.owed + 1, MOST_OWED);
        return await this.parts.capture(hold, current.asked);
      } catch (error) {
        // It has come before the word that it would not: that was too late, or is lost with the link.
        if (current.isWhole && !hold) return;
        if (!isOmosixError(error) || error.code !== 'EBUSY' || tries === MOST_RETRIES) throw error;
        await this.parts.pause(RETRY_MS);
        if (current.isWhole && !hold) return;
        if (current.isInterrupted || current.isWhole) throw error;
      }
    }
  }

  private headOf({ head: snapshot, seq, seen, open, sinceStartMs }: CheckpointRecord): CheckpointHead {
    const { spec, madeBy, node, nowMs } = this.parts;
    return { madeBy, madeAtMs: nowMs(), node: node(), spec, snapshot, seq, seen, open, sinceStartMs };
  }

  private guarded(current: UnderWay, write: () => void): void {
    try {
      write();
    } catch (error) {
      current.fail(error as Error);
    }
  }
}

function homeOf(
  { unread, ...parts }: HomeParts,
  { lastEvent, acknowledged, events, calls, answers }: StreamState,
): { head: CheckpointHome; tail: Uint8Array[] } {
  const kept = (list: readonly { record: object; bytes: Uint8Array }[]): CheckpointHome['events'] =>
    list.map(({ record, bytes }) => ({ record: { ...record }, bytes: bytes.length }));
  const head = {
    ...parts,
    stdinRest: unread.length,
    lastEvent,
    acknowledged,
    events: kept(events),
    calls: kept(calls),
    answers: kept(answers),
  };
  return { head, tail: [unread, ...[...events, ...calls, ...answers].map(({ bytes }) => bytes)] };
}

const json = (value: object): Uint8Array => Buffer.from(JSON.stringify(value));
