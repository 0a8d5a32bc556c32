import { existsSync, readFileSync } from 'node:fs';
import { InvalidArgumentError } from 'commander';
import { isOmosixError } from '../protocol/errors.ts';
import { boldTitle, type Column, plain, renderTable } from '../tui/table.ts';

/** Of the package that this command belongs to. (The bundler may have put this function into a chunk, a directory further down.) */
export function version(): string {
  for (let above = '../'; ; above += '../') {
    const file = new URL(`${above}package.json`, import.meta.url);
    if (existsSync(file)) return (JSON.parse(readFileSync(file, 'utf8')) as { version: string }).version;
    if (file.pathname === '/package.json') throw new Error('no package.json above the command');
  }
}

/** Another node may have said it. */
export const printable = (message: string): string => message.split('\n').map(plain).join('\n');

/** Node's own word for what its permission model keeps a command from. */
const isConfined = (error: NodeJS.ErrnoException): boolean => error.code === 'ERR_ACCESS_DENIED';

/** One clear line and the exit code; what is our own bug shows where it happened. */
export function fail(command: string, error: Error): never {
  const known = isOmosixError(error) || 'syscall' in error;
  const words = isConfined(error)
    ? 'over ssh commands reach no files of this machine'
    : known
      ? printable(error.message)
      : (error.stack ?? error.message);
  process.stderr.write(`${command}: ${words}\n`);
  process.exit(isOmosixError(error) && error.code === 'EUSAGE' ? 2 : 1);
}

export const exitCodes = `Exit code: 0, or 1 where no agent answers, 2 for a wrong command line.
Agents are found below $XDG_RUNTIME_DIR/omosix (else /tmp), those of private clusters too; OMOSIX_HOME moves that.`;

/** The title in bold on a terminal, unless NO_COLOR forbids it. */
export function printTable<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): void {
  const table = renderTable(columns, rows);
  const isBold = process.stdout.isTTY && !process.env.NO_COLOR;
  process.stdout.write(isBold ? boldTitle(table) : table);
}

/** A node's ID on a command line. */
export function nodeId(text: string): number {
  const value = Number(text);
  if (!Number.isInteger(value) || value < 1 || value > 65_535)
    throw new InvalidArgumentError('It must be a node ID, from 1 to 65535.');
  return value;
}
