import * as z from 'zod/mini';
import { watchedState } from './control.ts';
import { OmosixError } from './errors.ts';
import { MAX_RECORDING_EVENTS } from './limits.ts';
import { nodeId, text } from './node.ts';
import { taskEvent } from './task.ts';

/**
 * What a monitor was told, to be seen again (`--record`, `--replay`): JSON lines, the first of which says what they are.
 * Times are ms since its beginning.
 */
const recordingHead = z.object({
  omosix: z.literal('recording'),
  version: z.literal(1),
  /** Whose agent told. */
  node: nodeId,
  /** By the wall clock, ms since the epoch. */
  startedAtMs: z.number(),
});
export type RecordingHead = z.infer<typeof recordingHead>;

const atMs = z.number().check(z.gte(0));
const recordedEvent = z.discriminatedUnion('on', [
  z.object({ on: z.literal('state'), atMs, state: watchedState }),
  z.object({ on: z.literal('life'), atMs, event: taskEvent }),
  z.object({ on: z.literal('lost'), atMs, reason: text }),
]);
export type RecordedEvent = z.infer<typeof recordedEvent>;

export interface Recording {
  head: RecordingHead;
  events: RecordedEvent[];
}

/** A line of the file. */
export const recordedLine = (what: RecordingHead | RecordedEvent): string => `${JSON.stringify(what)}\n`;

/** @throws OmosixError EUSAGE with the line that is wrong; one that was cut off at the end is left out */
export function parseRecording(content: string): Recording {
  const lines = content.split('\n');
  const end = lines.pop();
  if (lines.length === 0 && end !== '') lines.push(end ?? '');
  if (lines.length > MAX_RECORDING_EVENTS)
    throw new OmosixError('EUSAGE', `a recording has ${MAX_RECORDING_EVENTS} lines at most`);
  const [first = '', ...others] = lines;
  const head = checked(recordingHead, first, 1, 'that is no recording of a monitor (--record makes one)');
  const events = others.map((line, at) =>
    checked(recordedEvent, line, at + 2, 'that is no line of a recording'),
  );
  return { head, events };
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
