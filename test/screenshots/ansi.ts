/** What `tmux capture-pane -e` prints, as cells. */
export interface Look {
  fg: string | null;
  bg: string | null;
  bold: boolean;
  underline: boolean;
  inverse: boolean;
}
export interface Shown extends Look {
  char: string;
}

const plain: Look = { fg: null, bg: null, bold: false, underline: false, inverse: false };
const basic =
  '#1d1f21 #cc6666 #b5bd68 #f0c674 #81a2be #b294bb #8abeb7 #c5c8c6 #666666 #d54e53 #b9ca4a #e7c547 #7aa6da #c397d8 #70c0b1 #eaeaea'.split(
    ' ',
  );

/** xterm's 256 colours. */
function palette(index: number): string {
  if (index < 16) return basic[index]!;
  const hex = (...parts: number[]): string =>
    `#${parts.map((part) => part.toString(16).padStart(2, '0')).join('')}`;
  if (index >= 232) {
    const grey = 8 + (index - 232) * 10;
    return hex(grey, grey, grey);
  }
  const level = (value: number): number => (value === 0 ? 0 : 55 + value * 40);
  const cube = index - 16;
  return hex(level(Math.floor(cube / 36)), level(Math.floor(cube / 6) % 6), level(cube % 6));
}

export function cellsOfAnsi(text: string): Shown[][] {
  let look = plain;
  return text
    .replace(/\n$/, '')
    .split('\n')
    .map((line) => {
      const cells: Shown[] = [];
      // biome-ignore lint/suspicious/noControlCharactersInRegex: what it looks for
      for (const [piece] of line.matchAll(/\u001b\[([\d;]*)m|\u001b\([0B]|[\u000e\u000f]|./gu)) {
        if (piece.startsWith('\u001b[')) look = changed(look, piece.slice(2, -1));
        else if (piece >= ' ') cells.push({ char: piece, ...look });
      }
      return cells;
    });
}

function changed(look: Look, codes: string): Look {
  const numbers = codes.split(';').map(Number);
  let now = { ...look };
  for (let at = 0; at < numbers.length; at++) {
    const code = numbers[at]!;
    if (code === 0) now = { ...plain };
    else if (code === 1) now.bold = true;
    else if (code === 4) now.underline = true;
    else if (code === 7) now.inverse = true;
    else if (code === 22) now.bold = false;
    else if (code === 24) now.underline = false;
    else if (code === 27) now.inverse = false;
    else if (code === 39) now.fg = null;
    else if (code === 49) now.bg = null;
    else if (code === 38 || code === 48) {
      now[code === 38 ? 'fg' : 'bg'] = palette(numbers[at + 2]!);
      at += 2;
    } else if (code >= 30 && code < 38) now.fg = palette(code - 30);
    else if (code >= 40 && code < 48) now.bg = palette(code - 40);
    else if (code >= 90 && code < 98) now.fg = palette(code - 82);
    else if (code >= 100 && code < 108) now.bg = palette(code - 92);
    else throw new Error(`SGR ${code} is not known`);
  }
  return now;
}
