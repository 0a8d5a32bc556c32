import { createWriteStream, readFileSync, type WriteStream } from 'node:fs';
import type { AgentClient } from '../agent/control/client.ts';
import type { MonitorEvent } from '../agent/control/monitor.ts';
import { systemClock } from '../agent/system-clock.ts';
import { OmosixError } from '../protocol/errors.ts';
import { parseRecording, type Recording, recordedLine } from '../protocol/recording.ts';

/** What feeds a monitor's screen: an agent (`Monitor`), or a recording. */
export interface Feed {
  /** Null while there is none to be asked. */
  client: AgentClient | null;
  start(first?: AgentClient): Promise<void>;
  stop(): void;
}

/** Writes down what a monitor is told. A disk that is full ends the recording, not the monitor. */
export class Recorder {
  private readonly file: WriteStream;
  private startedMs: number | null = null;

  /** `failed` hears why nothing more is recorded. */
  constructor(path: string, failed: (message: string) => void) {
    this.file = createWriteStream(path);
    this.file.once('error', (error) => failed(error.message));
  }

  /** `node`: whose agent tells. */
  take(event: MonitorEvent, node: number): void {
    if (this.file.destroyed) return;
    if (this.startedMs === null) {
      this.startedMs = event.atMs;
      const head = { omosix: 'recording', version: 1, node, startedAtMs: systemClock.nowMs() } as const;
      this.file.write(recordedLine(head));
    }
    this.file.write(recordedLine({ ...event, atMs: event.atMs - this.startedMs }));
  }

  close(): void {
    this.file.end();
  }
}

/** @throws OmosixError EUSAGE where that is no recording */
export function readRecording(path: string): Recording {
  const content = readFileSync(path, 'utf8');
  try {
    return parseRecording(content);
  } catch (error) {
    throw new OmosixError('EUSAGE', `${path}, ${(error as Error).message}`);
  }
}

/** Tells what was recorded, at the pace at which it happened. */
export class Replay implements Feed {
  readonly client = null;
  private cancel = (): void => {};
  private next = 0;
  private startedMs = systemClock.monotonicMs();

  constructor(
    private readonly recording: Recording,
    private readonly tell: (event: MonitorEvent) => void,
    /** All is told. */
    private readonly over: () => void,
  ) {}

  /** The time of then, ms since the epoch. */
  nowMs(): number {
    return this.recording.head.startedAtMs + (systemClock.monotonicMs() - this.startedMs);
  }

  async start(): Promise<void> {
    this.startedMs = systemClock.monotonicMs();
    this.goOn();
  }

  stop(): void {
    this.cancel();
    this.next = this.recording.events.length;
  }

  private goOn(): void {
    const { events } = this.recording;
    for (; this.next < events.length; this.next++) {
      const event = events[this.next]!;
      const waitMs = this.startedMs + event.atMs - systemClock.monotonicMs();
      if (waitMs > 1) {
        this.cancel = systemClock.after(waitMs, () => this.goOn());
        return;
      }
      this.tell(event);
    }
    this.over();
  }
}
