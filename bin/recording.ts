import { closeSync, createReadStream, openSync, writeSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { AgentClient } from '../agent/control/client.ts';
import type { MonitorEvent } from '../agent/control/monitor.ts';
import { systemClock } from '../agent/system-clock.ts';
import type { WatchedState } from '../protocol/control.ts';
import { OmosixError } from '../protocol/errors.ts';
import {
  type RecordedEvent,
  type RecordingHead,
  RecordingReader,
  recordedLine,
} from '../protocol/recording.ts';
import { changeOf } from '../protocol/recording-change.ts';

/** What feeds a monitor's screen: an agent (`Monitor`), or a recording. */
export interface Feed {
  /** Null while there is none to be asked. */
  client: AgentClient | null;
  start(first?: AgentClient): Promise<void>;
  stop(): void;
}

/** Writes down what a monitor is told. A disk that is full ends the recording, not the monitor. */
export class Recorder {
  private file: number | null;
  private startedMs: number | null = null;
  private before: { state: WatchedState; atMs: number } | null = null;

  /** `failed` hears why nothing more is recorded. @throws OmosixError EUSAGE where there is such a file, or none can be made */
  constructor(
    path: string,
    private readonly failed: (message: string) => void,
  ) {
    try {
      this.file = openSync(path, 'wx', 0o600);
    } catch (error) {
      const { code, message } = error as NodeJS.ErrnoException;
      const why = code === 'EEXIST' ? `${path} is there already, and nothing is written over` : message;
      throw new OmosixError('EUSAGE', `--record: ${why}`);
    }
  }

  /** `node`: whose agent tells. */
  take(event: MonitorEvent, node: number): void {
    if (this.startedMs === null) {
      this.startedMs = event.atMs;
      this.write({ omosix: 'recording', version: 1, node, startedAtMs: systemClock.nowMs() });
    }
    const atMs = Math.round(event.atMs - this.startedMs);
    if (event.on !== 'state') {
      this.write({ ...event, atMs });
      return;
    }
    const { before } = this;
    this.before = { state: event.state, atMs };
    if (before === null) this.write({ ...event, atMs });
    else this.write({ on: 'change', atMs, change: changeOf(before.state, event.state, atMs - before.atMs) });
  }

  close(): void {
    if (this.file !== null) closeSync(this.file);
    this.file = null;
  }

  private write(line: Parameters<typeof recordedLine>[0]): void {
    if (this.file === null) return;
    try {
      writeSync(this.file, recordedLine(line));
    } catch (error) {
      this.close();
      this.failed((error as Error).message);
    }
  }
}

export interface OpenRecording {
  head: RecordingHead;
  /** From the beginning, however often. @throws OmosixError EUSAGE with the line that is wrong */
  events(): AsyncGenerator<RecordedEvent>;
}

/** @throws OmosixError EUSAGE where that is no recording */
export async function openRecording(path: string): Promise<OpenRecording> {
  const reader = new RecordingReader();
  for await (const line of linesOf(path)) {
    taken(path, reader, line);
    break;
  }
  if (reader.head === null) taken(path, reader, '');
  return { head: reader.head!, events: () => eventsOf(path) };
}

/** However long it is, little of it is in memory at a time. */
async function* eventsOf(path: string): AsyncGenerator<RecordedEvent> {
  const reader = new RecordingReader();
  let pending: string | null = null;
  for await (const line of linesOf(path)) {
    const event = pending === null ? null : taken(path, reader, pending);
    if (event) yield event;
    pending = line;
  }
  // The last one may have been cut off: whoever wrote it was killed.
  const event = pending === null || !isWhole(pending) ? null : taken(path, reader, pending);
  if (event) yield event;
}

function isWhole(line: string): boolean {
  try {
    JSON.parse(line);
    return true;
  } catch {
    return false;
  }
}

function taken(path: string, reader: RecordingReader, line: string): RecordedEvent | null {
  try {
    return reader.take(line);
  } catch (error) {
    throw new OmosixError('EUSAGE', `${path}, ${(error as Error).message}`);
  }
}

async function* linesOf(path: string): AsyncGenerator<string> {
  try {
    yield* createInterface({
      input: createReadStream(path, 'utf8'),
      crlfDelay: Number.POSITIVE_INFINITY,
    });
  } catch (error) {
    throw new OmosixError('EUSAGE', `--replay: ${(error as Error).message}`);
  }
}

/** Tells what was recorded, at the pace at which it happened. */
export class Replay implements Feed {
  readonly client = null;
  private wake = (): void => {};
  private stopped = false;
  private startedMs = systemClock.monotonicMs();

  constructor(
    private readonly recording: OpenRecording,
    private readonly tell: (event: MonitorEvent) => void,
    /** All is told, or the rest cannot be: then why. */
    private readonly over: (trouble: string | null) => void,
  ) {}

  /** The time of then, ms since the epoch. */
  nowMs(): number {
    return this.recording.head.startedAtMs + (systemClock.monotonicMs() - this.startedMs);
  }

  async start(): Promise<void> {
    this.startedMs = systemClock.monotonicMs();
    this.goOn().then(
      () => this.stopped || this.over(null),
      (error: Error) => this.over(error.message),
    );
  }

  stop(): void {
    this.stopped = true;
    this.wake();
  }

  private async goOn(): Promise<void> {
    for await (const event of this.recording.events()) {
      const waitMs = this.startedMs + event.atMs - systemClock.monotonicMs();
      if (waitMs > 1) await this.sleep(waitMs);
      if (this.stopped) return;
      this.tell(event);
    }
  }

  private sleep(ms: number): Promise<void> {
    return new Promise((resolve) => {
      const cancel = systemClock.after(ms, resolve);
      this.wake = () => {
        cancel();
        resolve();
      };
    });
  }
}
