import type { LineReaderState, RuntimeState } from '../loop/state.ts';

const LINE_END = /\r\n|\n|\r/;

/** Gives a line to a waiting question, else to the 'line' listeners, as jobs. Lines of one chunk follow each other without ticks between. */
function giveLine(state: RuntimeState, reader: LineReaderState, line: string, joined: boolean): void {
  const question = reader.questions.shift();
  if (question) {
    state.ready.push({ fn: question, self: undefined, args: [line], timer: null, joined });
    return;
  }
  emitFrom(state, reader, 'line', [line], joined);
}

function emitFrom(
  state: RuntimeState,
  reader: LineReaderState,
  event: string,
  args: unknown[],
  joined: boolean,
): void {
  const listeners = reader.listeners.get(event);
  if (!listeners) return;
  listeners.forEach(({ fn }, index) => {
    state.ready.push({ fn, self: reader.handle, args, timer: null, joined: joined || index > 0 });
  });
  const kept = listeners.filter((listener) => !listener.once);
  if (kept.length > 0) reader.listeners.set(event, kept);
  else reader.listeners.delete(event);
}

/** Cuts a chunk of input into lines. */
export function feedLines(state: RuntimeState, reader: LineReaderState, chunk: string): void {
  if (reader.closed || chunk === '') return;
  const text = reader.sawCr && chunk.startsWith('\n') ? chunk.slice(1) : chunk;
  reader.sawCr = chunk.endsWith('\r');
  const lines = (reader.partial + text).split(LINE_END);
  reader.partial = lines.pop()!;
  lines.forEach((line, index) => {
    giveLine(state, reader, line, index > 0);
  });
}

/** The input has ended: what follows the last line end is a line too, then 'close'. */
export function finishLines(state: RuntimeState, reader: LineReaderState): void {
  if (reader.closed) return;
  if (reader.partial !== '') giveLine(state, reader, reader.partial, false);
  reader.partial = '';
  reader.closed = true;
  emitFrom(state, reader, 'close', [], false);
}
