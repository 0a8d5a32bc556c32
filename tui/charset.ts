import { eastAsianWidth } from 'get-east-asian-width';

export type Charset = 'utf8' | 'ascii';

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
};

/** What stands for a character where only ASCII can be shown. */
export const asciiOf = (char: string): string => (char <= '~' ? char : (pairs[char] ?? '?'));

// What comes from programs and other nodes must not steer the reader's terminal.
const UNSEEN = /[\p{C}\p{Z}]/u;
const NARROW = /\p{M}|\p{Cf}/u;

/** Cells that each character of a text takes: 0 for what joins the one before it (left out), else 1 or 2. */
export function cellsOf(text: string): { char: string; cells: 1 | 2 }[] {
  const cells: { char: string; cells: 1 | 2 }[] = [];
  for (const char of text) {
    if (char >= ' ' && char <= '~') cells.push({ char, cells: 1 });
    else if (NARROW.test(char)) continue;
    else if (UNSEEN.test(char)) cells.push({ char: char === '\u00a0' ? ' ' : '?', cells: 1 });
    else cells.push({ char, cells: eastAsianWidth(char.codePointAt(0)!) === 2 ? 2 : 1 });
  }
  return cells;
}

export const widthOf = (text: string): number => cellsOf(text).reduce((sum, { cells }) => sum + cells, 0);
