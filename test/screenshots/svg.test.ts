import { describe, expect, it } from 'vitest';
import { cellsOfAnsi } from './ansi.ts';
import { svgOf } from './svg.ts';

describe('a screen as SVG', () => {
  it('has the colours and attributes that were sent', () => {
    const [line] = cellsOfAnsi(
      '\u001b[1m\u001b[38;5;80ma\u001b[0m \u001b[7;31mb\u001b[27;39mc\u001b[48;5;236md\n',
    );
    expect(line).toMatchObject([
      { char: 'a', bold: true, fg: '#5fd7d7' },
      { char: ' ', bold: false, fg: null },
      { char: 'b', inverse: true, fg: '#cc6666' },
      { char: 'c', inverse: false, fg: null },
      { char: 'd', bg: '#303030' },
    ]);
    expect(() => cellsOfAnsi('\u001b[99m')).toThrow('SGR 99');
  });

  it('is the same for the same screen, escapes text, and draws blocks as shapes', () => {
    const svg = svgOf('a<b █▄▌│╭⠃\n', 'title & more', 20, 2);
    expect(svg).toBe(svgOf('a<b █▄▌│╭⠃\n', 'title & more', 20, 2));
    expect(svg).toContain('a&lt;b</text>');
    expect(svg).not.toMatch(/[█▄▌│╭⠃]/);
    expect(svg.match(/<rect x=/g)).toHaveLength(3);
    expect(svg.match(/<path /g)).toHaveLength(2);
    expect(svg.match(/r="1.1"/g)).toHaveLength(2);
  });
});
