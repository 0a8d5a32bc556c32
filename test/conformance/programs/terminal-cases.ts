import readline from 'node:readline';
import { PassThrough } from 'node:stream';

/** A terminal of nothing but streams: what is typed, and what is shown. */
export class FakeTerminal {
  readonly input = new PassThrough() as PassThrough & { setRawMode?(mode: boolean): void; isRaw?: boolean };
  readonly output = new PassThrough() as PassThrough & { columns: number; isTTY: boolean };
  readonly seen: string[] = [];

  constructor(columns = 40) {
    this.output.columns = columns;
    this.output.isTTY = true;
    this.output.setEncoding('utf8');
    this.output.on('data', (text) => this.seen.push(text));
    this.input.setRawMode = (mode) => {
      this.seen.push(`raw ${mode}`);
      this.input.isRaw = mode;
    };
  }

  async type(...keys: string[]): Promise<void> {
    for (const key of keys) {
      this.input.write(key);
      await turn();
    }
  }

  /** All that has been shown since it was asked last. */
  shown(): string {
    return this.seen.splice(0).join('');
  }
}

export const turn = () => new Promise((done) => setImmediate(done));

/** What keys make of a line: what is shown, the line, the cursor, and the lines that were given. */
export async function edited(
  keys: string[],
  { columns = 40, ...options }: Partial<readline.ReadLineOptions> & { columns?: number } = {},
): Promise<unknown[]> {
  const terminal = new FakeTerminal(columns);
  const reader = readline.createInterface({ input: terminal.input, output: terminal.output, ...options });
  const lines: string[] = [];
  reader.on('line', (line) => lines.push(line));
  reader.on('close', () => lines.push('closed'));
  reader.prompt();
  await terminal.type(...keys);
  const { line, cursor } = reader;
  const position = reader.getCursorPos();
  reader.close();
  await turn();
  return [terminal.shown(), line, cursor, position, lines];
}
