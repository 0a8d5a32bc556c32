/** A screen as SVG: text in whatever monospace font the reader has, each run as wide as its cells; blocks, lines and dots as shapes. */
import { cellsOfAnsi, type Shown } from './ansi.ts';

const CELL = { width: 8, height: 17 };
const MARGIN = 14;
const BAR_HEIGHT = 26;
const PAPER = '#16181d';
const INK = '#d7dae0';
const FONT = "ui-monospace,SFMono-Regular,Menlo,Consolas,'DejaVu Sans Mono','Liberation Mono',monospace";

export function svgOf(ansi: string, title: string, columns: number, rows: number): string {
  const width = columns * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN + BAR_HEIGHT;
  const lines = cellsOfAnsi(ansi).slice(0, rows);
  const dots = ['#ff5f57', '#febc2e', '#28c840'].map(
    (fill, i) => `<circle cx="${MARGIN + 6 + i * 18}" cy="${BAR_HEIGHT / 2 + 3}" r="5.5" fill="${fill}"/>`,
  );
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" role="img" aria-label="${escaped(title)}">`,
    `<rect width="${width}" height="${height}" rx="8" fill="${PAPER}"/>`,
    ...dots,
    `<text x="${width / 2}" y="${BAR_HEIGHT / 2 + 7}" text-anchor="middle" font-family="${FONT}" font-size="12" fill="#8b919c">${escaped(title)}</text>`,
    `<g font-family="${FONT}" font-size="13" fill="${INK}" transform="translate(${MARGIN} ${MARGIN + BAR_HEIGHT - 6})">`,
    ...lines.flatMap((line, row) => drawLine(line, row * CELL.height)),
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawLine(line: Shown[], y: number): string[] {
  const ink = ({ fg, bg, inverse }: Shown): string => (inverse ? (bg ?? PAPER) : (fg ?? INK));
  const paper = ({ fg, bg, inverse }: Shown): string | null => (inverse ? (fg ?? INK) : bg);
  const drawn: string[] = [];
  for (const { from, cells } of runs(line, paper)) {
    const fill = paper(cells[0]!);
    if (fill !== null)
      drawn.push(
        `<rect x="${from * CELL.width}" y="${y}" width="${cells.length * CELL.width}" height="${CELL.height}" fill="${fill}"/>`,
      );
  }
  for (const [column, cell] of line.entries()) {
    const shape = shapeOf(cell.char, column * CELL.width, y);
    if (shape !== null) drawn.push(shape.replaceAll('INK', ink(cell)));
  }
  const style = (cell: Shown): string | null =>
    cell.char === ' ' || shapeOf(cell.char, 0, 0) !== null
      ? null
      : `fill="${ink(cell)}"${cell.bold ? ' font-weight="bold"' : ''}${cell.underline ? ' text-decoration="underline"' : ''}`;
  for (const { from, cells } of runs(line, style)) {
    const attributes = style(cells[0]!);
    if (attributes === null) continue;
    const text = escaped(cells.map(({ char }) => char).join(''));
    drawn.push(
      `<text x="${from * CELL.width}" y="${y + 13}" textLength="${cells.length * CELL.width}" lengthAdjust="spacingAndGlyphs" ${attributes}>${text}</text>`,
    );
  }
  return drawn;
}

function runs(line: Shown[], key: (cell: Shown) => string | null): { from: number; cells: Shown[] }[] {
  const found: { from: number; cells: Shown[] }[] = [];
  for (const [column, cell] of line.entries()) {
    const last = found.at(-1);
    if (last && key(last.cells[0]!) === key(cell)) last.cells.push(cell);
    else found.push({ from: column, cells: [cell] });
  }
  return found;
}

/** Arms of the box characters: left, right, up, down; `o`: a round corner, `=`: double. */
const arms: Record<string, string> = {
  '─': 'lr',
  '━': 'lr',
  '│': 'ud',
  '┌': 'rd',
  '┐': 'ld',
  '└': 'ru',
  '┘': 'lu',
  '╭': 'rdo',
  '╮': 'ldo',
  '╰': 'ruo',
  '╯': 'luo',
  '├': 'rud',
  '┤': 'lud',
  '┬': 'lrd',
  '┴': 'lru',
  '┼': 'lrud',
  '═': 'lr=',
  '║': 'ud=',
  '╔': 'rd=',
  '╗': 'ld=',
  '╚': 'ru=',
  '╝': 'lu=',
};

const number = (value: number): string => String(Math.round(value * 100) / 100);

/** What fonts draw with gaps is drawn as a shape, so that bars are whole everywhere. Null: it is a letter. */
function shapeOf(char: string, x: number, y: number): string | null {
  const { width, height } = CELL;
  const rect = (dx: number, dy: number, w: number, h: number): string =>
    `<rect x="${number(x + dx)}" y="${number(y + dy)}" width="${number(w)}" height="${number(h)}" fill="INK"/>`;
  const code = char.codePointAt(0)!;
  if (code >= 0x2581 && code <= 0x2588) {
    const high = ((code - 0x2580) / 8) * height;
    return rect(0, height - high, width + 0.2, high);
  }
  if (code >= 0x2589 && code <= 0x258f) return rect(0, 0, ((0x2590 - code) / 8) * width, height);
  if (code > 0x2800 && code <= 0x28ff) return braille(code - 0x2800, x, y);
  const arm = arms[char];
  if (arm === undefined) return null;
  const cx = x + width / 2;
  const cy = y + height / 2;
  const weight = arm.includes('=') ? 2.6 : 1.2;
  const path = arm.includes('o')
    ? `M${number(arm.includes('r') ? x + width : x)} ${number(cy)}Q${number(cx)} ${number(cy)} ${number(cx)} ${number(arm.includes('d') ? y + height : y)}`
    : [
        arm.includes('l') ? `M${number(cx)} ${number(cy)}H${number(x)}` : '',
        arm.includes('r') ? `M${number(cx)} ${number(cy)}H${number(x + width)}` : '',
        arm.includes('u') ? `M${number(cx)} ${number(cy)}V${number(y)}` : '',
        arm.includes('d') ? `M${number(cx)} ${number(cy)}V${number(y + height)}` : '',
      ].join('');
  return `<path d="${path}" stroke="INK" stroke-width="${weight}" fill="none"/>`;
}

const BITS = [
  [0x01, 0x08],
  [0x02, 0x10],
  [0x04, 0x20],
  [0x40, 0x80],
];

function braille(bits: number, x: number, y: number): string {
  return BITS.flatMap((row, j) =>
    row.map((bit, i) =>
      bits & bit
        ? `<circle cx="${number(x + (i + 0.5) * (CELL.width / 2))}" cy="${number(y + (j + 0.5) * (CELL.height / 4))}" r="1.1" fill="INK"/>`
        : '',
    ),
  ).join('');
}

const escaped = (text: string): string =>
  text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
