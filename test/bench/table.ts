import type { Summary } from './statistics.ts';

/** One line of the result. */
export interface Row {
  what: string;
  measured: string;
  spread: string;
  goal: string;
  isMet: boolean | null;
}

const mark = (isMet: boolean | null): string => (isMet === null ? '' : isMet ? 'yes' : 'NO');

export function table(title: string, rows: readonly Row[]): string {
  const head = [title, 'median', 'quartiles', 'goal', 'met'];
  const cells = rows.map(({ what, measured, spread, goal, isMet }) => [
    what,
    measured,
    spread,
    goal,
    mark(isMet),
  ]);
  const widths = head.map((text, column) =>
    Math.max(text.length, ...cells.map((row) => row[column]!.length)),
  );
  const line = (row: string[]): string =>
    row
      .map((text, column) => (column === 0 ? text.padEnd(widths[column]!) : text.padStart(widths[column]!)))
      .join('  ')
      .trimEnd();
  return [line(head), line(widths.map((width) => '-'.repeat(width))), ...cells.map(line)].join('\n');
}

/** `1.04  1.02–1.07` in two cells. */
export const cells = (
  { median, low, high }: Summary,
  digits: number,
  unit = '',
): { measured: string; spread: string } => ({
  measured: `${median.toFixed(digits)}${unit}`,
  spread: `${low.toFixed(digits)}–${high.toFixed(digits)}`,
});
