/** What is wrong with a program's text, for people: where, what, and the line with a mark under it. */
import { resolve } from 'node:path';
import type { Message } from 'esbuild';

export function describe({
  text,
  location,
}: Pick<Message, 'text'> & { location: Partial<Message['location']> | null }): string {
  if (!location) return text;
  const { file = '', line = 1, column = 0, length = 1, lineText = '' } = location;
  const caret = `${' '.repeat(column)}${'^'.repeat(Math.max(1, length))}`;
  return `${resolve('/', file)}:${line}:${column + 1}: ${text}\n    ${lineText}\n    ${caret}`;
}
