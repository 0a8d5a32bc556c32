import * as z from 'zod/mini';
import { type WatchedState, watchedState } from './control.ts';
import { OmosixError } from './errors.ts';
import { MAX_RECORDING_EVENTS } from './limits.ts';
import { nodeId, text } from './node.ts';
import { changed, stateChange } from './recording-change.ts';
import { taskEvent } from './task.ts';

/**
 * What a monitor was told, to be seen again (`--record`, `--replay`): JSON lines, the first of which says what they are.
 * Times are ms since its beginning. Of most states only what has changed is written down.
 */
export const recordingHead = z.object({
  omosix: z.literal('recording'),
  version: z.literal(1),
  /** Whose agent told. */
  node: nodeId,
  /** By the wall clock, ms since the epoch. */
  startedAtMs: z.number(),
});
export type RecordingHead = z.infer<typeof recordingHead>;

const atMs = z.number().check(z.gte(0));
const state = z.object({ on: z.literal('state'), atMs, state: watchedState });
const life = z.object({ on: z.literal('life'), atMs, event: taskEvent });
const lost = z.object({ on: z.literal('lost'), atMs, reason: text });
const change = z.object({ on: z.literal('change'), atMs, change: stateChange });
export const writtenEvent = z.discriminatedUnion('on', [state, life, lost, change]);
type WrittenEvent = z.infer<typeof writtenEvent>;

export type RecordedEvent = Exclude<WrittenEvent, { on: 'change' }>;

export interface Recording {
  head: RecordingHead;
  events: RecordedEvent[];
}

/** A line of the file. */
export const recordedLine = (what: RecordingHead | WrittenEvent): string => `${JSON.stringify(what)}\n`;

/** Reads a recording line by line. */
export class RecordingReader {
  /** After the first line. */
  head: RecordingHead | null = null;
  private lines = 0;
  private before: WatchedState | null = null;
  private stateMs = 0;
  private lastMs = 0;

  /** What a line tells; null for the first. @throws OmosixError EUSAGE with the line that is wrong */
  take(line: string): RecordedEvent | null {
    this.lines++;
    if (this.head === null) {
      const words = 'that is no recording of a monitor (--record makes one)';
      this.head = checked(recordingHead, line, this.lines, words);
      return null;
    }
    const event = checked(writtenEvent, line, this.lines, 'that is no line of a recording');
    if (this.lines > MAX_RECORDING_EVENTS)
      throw new OmosixError('EUSAGE', `a recording has ${MAX_RECORDING_EVENTS} lines at most`);
    if (event.atMs < this.lastMs) throw this.wrong('it is earlier than the line before');
    this.lastMs = event.atMs;
    if (event.on === 'state') return this.now(event.state, event.atMs);
    if (event.on !== 'change') return event;
    if (this.before === null) throw this.wrong('a change, and nothing before it');
    return this.now(changed(this.before, event.change, event.atMs - this.stateMs), event.atMs);
  }

  private now(state: WatchedState, atMs: number): RecordedEvent {
    this.before = state;
    this.stateMs = atMs;
    return { on: 'state', atMs, state };
  }

  private wrong(why: string): OmosixError {
    return new OmosixError('EUSAGE', `line ${this.lines}: ${why}`);
  }
}

/** A short recording, whole. @throws OmosixError EUSAGE with the line that is wrong; one that was cut off at the end is left out */
export function parseRecording(content: string): Recording {
  const lines = content.split('\n');
  const end = lines.pop();
  if (lines.length === 0 && end !== '') lines.push(end ?? '');
  const reader = new RecordingReader();
  const events = lines.flatMap((line) => reader.take(line) ?? []);
  // Nothing at all is no recording either.
  if (reader.head === null) reader.take('');
  return { head: reader.head!, events };
}

function checked<T>(schema: z.ZodMiniType<T>, line: string, number: number, words: string): T {
  let value: unknown;
  try {
    value = JSON.parse(line);
  } catch {
    throw new OmosixError('EUSAGE', `line ${number}: ${words}`);
  }
  const read = z.safeParse(schema, value);
  if (read.success) return read.data;
  const where = read.error.issues[0]?.path.join('.');
  throw new OmosixError('EUSAGE', `line ${number}: ${words}${where ? `: ${where}` : ''}`);
}
