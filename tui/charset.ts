import { eastAsianWidth } from 'get-east-asian-width';

export type Charset = 'utf8' | 'ascii';

/** The Linux console shows UTF-8, but has no such characters. */
export function charsetOf(env: Readonly<Record<string, string | undefined>>): Charset {
  const locale = env.LC_ALL || env.LC_CTYPE || env.LANG || '';
  return /utf-?8/i.test(locale) && env.TERM !== 'linux' ? 'utf8' : 'ascii';
}

const pairs: Record<string, string> = {
  '─': '-',
  '━': '=',
  '═': '=',
  '│': '|',
  '║': '|',
  '┌': '+',
  '┐': '+',
  '└': '+',
  '┘': '+',
  '┤': '+',
  '╭': '+',
  '╮': '+',
  '╰': '+',
  '╯': '+',
  '╔': '+',
  '╗': '+',
  '╚': '+',
  '╝': '+',
  '█': '#',
  '▉': '#',
  '▊': '#',
  '▋': '#',
  '▌': '#',
  '▍': '=',
  '▎': '-',
  '▏': '-',
  '░': '.',
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '~',
  '▅': '=',
  '▆': '+',
  '▇': '*',
  '●': '*',
  '■': '#',
  '▸': '>',
  '◂': '<',
  '⊘': '!',
  '↛': 'x',
  '○': 'o',
  '◆': '*',
  '▲': '^',
  '▼': 'v',
  '↑': '^',
  '↓': 'v',
  '→': '>',
  '←': '<',
  '…': '~',
  '·': '.',
  '×': 'x',
  '–': '-',
  '◔': '~',
  '✗': 'x',
  '◇': 'o',
  '⏎': '^',
  '🔒': 'L',
};

/** How high the dots of a braille character reach, from 0 to 4. */
const HEIGHTS = [' ', '_', '-', '=', '#'];
const ROWS = [0xc0, 0x24, 0x12, 0x09];
const dots = (char: string): string => {
  const bits = char.charCodeAt(0) & 0xff;
  return HEIGHTS[ROWS.findLastIndex((row) => (bits & row) !== 0) + 1]!;
};

/** What stands for a character where only ASCII can be shown. */
export const asciiOf = (char: string): string =>
  char <= '~' ? char : char >= '\u2800' && char <= '\u28ff' ? dots(char) : (pairs[char] ?? '?');

// What comes from programs and other nodes must not steer the reader's terminal.
const UNSEEN = /[\p{C}\p{Z}]/u;
const NARROW = /\p{M}|\p{Cf}/u;

export interface Shown {
  char: string;
  cells: 1 | 2;
}

/** What was asked of a character before: a picture has thousands, of few kinds. Null: it joins the one before it. */
const known = new Map<string, Shown | null>();
const MOST_KNOWN = 4096;

/** A character of a text, and the cells that it takes. */
export function shownAs(char: string): Shown | null {
  const before = known.get(char);
  if (before !== undefined) return before;
  const isAscii = char >= ' ' && char <= '~';
  const shown: Shown | null = isAscii
    ? { char, cells: 1 }
    : NARROW.test(char)
      ? null
      : UNSEEN.test(char)
        ? { char: char === '\u00a0' ? ' ' : '?', cells: 1 }
        : { char, cells: eastAsianWidth(char.codePointAt(0)!) === 2 ? 2 : 1 };
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(char, shown);
  return shown;
}

/** Cells that each character of a text takes: 0 for what joins the one before it (left out), else 1 or 2. */
export function cellsOf(text: string): Shown[] {
  const cells: Shown[] = [];
  for (const char of text) {
    const shown = shownAs(char);
    if (shown !== null) cells.push(shown);
  }
  return cells;
}

/** What stands for itself, each in one cell. */
const PLAIN = /^[\x20-\x7e]*$/;

export const widthOf = (text: string): number =>
  PLAIN.test(text) ? text.length : cellsOf(text).reduce((sum, { cells }) => sum + cells, 0);

/** Exactly so many cells of a text: padded, or cut with `…`. */
export function fitted(text: string, width: number): string {
  if (text.length <= width && PLAIN.test(text)) return text.padEnd(width);
  const cells = cellsOf(text);
  const fits = (room: number): string => {
    let used = 0;
    let shown = '';
    for (const { char, cells: wide } of cells) {
      if (used + wide > room) break;
      shown += char;
      used += wide;
    }
    return shown + ' '.repeat(room - used);
  };
  return widthOf(text) <= width ? fits(width) : `${fits(width - 1)}…`;
}
