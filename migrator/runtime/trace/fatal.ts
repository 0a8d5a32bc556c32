import { inspect } from 'node:util';
import type { StackText } from './stack-text.ts';

/** What Node prints for an error that ends the program; `emitter` emitted it as an 'error' that nobody heard. */
export function fatalText(error: unknown, stacks: StackText, emitter?: string): string {
  if (emitter !== undefined && error instanceof Error) return unheardText(error, emitter);
  const top = stacks.topOf(error);
  const source = top ? `${top.shownFile}:${top.line}\n${top.text}\n${caretLine(top.text, top.column)}\n` : '';
  const isPrimitive = (typeof error !== 'object' && typeof error !== 'function') || error === null;
  const hint = isPrimitive
    ? '(Use `node --trace-uncaught ...` to show where the exception was thrown)\n'
    : '';
  return `${source}\n${shown(error)}\n${hint}\nNode.js ${version}\n`;
}

// The guest's `process` takes the global's place later.
const { version } = process;

function unheardText(error: Error, emitter: string): string {
  error.stack += `\nEmitted 'error' event on ${emitter} instance at:\n    at emitErrorNT (node:internal/streams/destroy)`;
  return `node:events\n      throw er; // Unhandled 'error' event\n      ^\n\n${shown(error)}\n\nNode.js ${version}\n`;
}

function shown(error: unknown): string {
  try {
    return inspect(error);
  } catch {
    return '[an error that cannot be shown]';
  }
}

/** The caret stands under the column; tabs stay tabs. */
const caretLine = (text: string, column: number): string =>
  `${text.slice(0, column).replace(/[^\t]/g, ' ')}^`;
