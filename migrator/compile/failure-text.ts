/** Why a file cannot be compiled, with its place and the line itself, as a terminal shows it. */

export interface Place {
  file: string;
  /** From 1. */
  line: number;
  /** From 0. */
  column: number;
  /** Characters to underline. */
  length: number;
  lineText: string;
}

/** Of the file's own text. */
export function placeIn(
  { path, code }: { path: string; code: string },
  { line, column }: { line: number; column: number },
): Place {
  return { file: path, line, column, length: 1, lineText: code.split('\n')[line - 1] ?? '' };
}

export function failureText(message: string, place: Partial<Place> | null): string {
  if (!place) return message;
  const { file = '', line = 1, column = 0, length = 1, lineText = '' } = place;
  const caret = `${' '.repeat(column)}${'^'.repeat(Math.max(1, length))}`;
  return `${file}:${line}:${column + 1}: ${message}\n    ${lineText}\n    ${caret}`;
}
