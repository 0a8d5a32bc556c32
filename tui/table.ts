/** A table for people and for pipes: columns as wide as they must be, numbers to the right, the last column free. */
export interface Column<Row> {
  title: string;
  value(row: Row): string;
  right?: boolean;
}

export function renderTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const cells = [
    columns.map(({ title }) => title),
    ...rows.map((row) => columns.map(({ value }) => plain(value(row)))),
  ];
  const widths = columns.map((_, at) => Math.max(...cells.map((line) => line[at]!.length)));
  const lines = cells.map((line) =>
    line
      .map((cell, at) => (columns[at]!.right ? cell.padStart(widths[at]!) : cell.padEnd(widths[at]!)))
      .join('  ')
      .trimEnd(),
  );
  return `${lines.join('\n')}\n`;
}

/** What comes from programs and other nodes must not steer the reader's terminal. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: those are what it looks for
export const plain = (text: string): string => text.replace(/[\u0000-\u001f\u007f-\u009f]/g, '?');

/** The title line, which is the first, in bold. */
export function boldTitle(table: string): string {
  const end = table.indexOf('\n');
  return `\u001b[1m${table.slice(0, end)}\u001b[22m${table.slice(end)}`;
}

/** `1.5G`, as ls -h and free -h write it. */
export function bytes(value: number): string {
  let rest = value;
  for (const unit of ['', 'K', 'M', 'G', 'T']) {
    if (rest < 1024 || unit === 'T')
      return unit === '' ? `${rest}` : `${rest < 10 ? rest.toFixed(1) : Math.round(rest)}${unit}`;
    rest /= 1024;
  }
  return `${rest}`;
}

/** CPU time as ps writes it: `1:02.34`, `1:00:02`. */
export function cpuTime(ms: number): string {
  const seconds = ms / 1000;
  const hours = Math.floor(seconds / 3600);
  const minutes = Math.floor(seconds / 60) % 60;
  const two = (value: number): string => String(Math.floor(value)).padStart(2, '0');
  if (hours > 0) return `${hours}:${two(minutes)}:${two(seconds % 60)}`;
  return `${minutes}:${(Math.floor((seconds % 60) * 100) / 100).toFixed(2).padStart(5, '0')}`;
}

/** How old a piece of knowledge is. */
export function age(ms: number): string {
  if (ms < 1000) return `${Math.round(ms)}ms`;
  if (ms < 60_000) return `${(ms / 1000).toFixed(1)}s`;
  return `${Math.floor(ms / 60_000)}m${Math.floor(ms / 1000) % 60}s`;
}
