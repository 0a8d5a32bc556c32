/** The pure parts under a terminal: reports of the mouse, characters, bars, strokes, painting. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { bar, strip } from '../../tui/bars.ts';
import { drawStrokes } from '../../tui/canvas.ts';
import { cellsOf, charsetOf, fitted } from '../../tui/charset.ts';
import { splitMouse } from '../../tui/mouse.ts';
import { paint, textOf } from '../../tui/paint.ts';
import { isLight, onLight } from '../../tui/palette.ts';
import { colour, type Scene, type Span, widgetAt } from '../../tui/scene.ts';
import { spark } from '../../tui/spark.ts';

const words = (spans: readonly Span[]): string => spans.map(({ text }) => text).join('');

describe('reports of the mouse', () => {
  it('are found among keys, wherever a read is cut', () => {
    const input = 'a\u001b[<0;5;6Mb\u001b[A\u001b[<32;300;6M\u001b[<0;300;6m\u001b[<64;1;1Mq';
    const whole = splitMouse(input);
    expect(whole.keys).toBe('ab\u001b[Aq');
    expect(whole.reports).toEqual([
      { action: 'down', button: 'left', x: 4, y: 5 },
      { action: 'drag', button: 'left', x: 299, y: 5 },
      { action: 'up', button: 'left', x: 299, y: 5 },
      { action: 'wheelup', button: null, x: 0, y: 0 },
    ]);
    for (let at = 0; at <= input.length; at++) {
      // An escape alone is the escape key: there nobody can wait.
      if (['\u001b|[<', '\u001b[|<'].some((cut) => `${input.slice(0, at)}|${input.slice(at)}`.includes(cut)))
        continue;
      const first = splitMouse(input.slice(0, at));
      const second = splitMouse(first.rest + input.slice(at));
      expect(first.keys + second.keys).toBe(whole.keys);
      expect([...first.reports, ...second.reports]).toEqual(whole.reports);
    }
  });

  it('never keep anything that is no beginning of a report', () => {
    fc.assert(
      fc.property(fc.array(fc.constantFrom('\u001b', '[', '<', ';', '1', '23', 'M', 'm', 'x')), (pieces) => {
        const input = pieces.join('');
        const { keys, rest, reports } = splitMouse(input);
        expect(rest.length).toBeLessThan(24);
        if (reports.length === 0) expect(keys + rest).toBe(input);
      }),
    );
  });
});

describe('characters', () => {
  it('take the cells that terminals give them', () => {
    expect(cellsOf('a中e\u0301\u001b').map(({ char, cells }) => [char, cells])).toEqual([
      ['a', 1],
      ['中', 2],
      ['e', 1],
      ['?', 1],
    ]);
    expect(['abc', 'abcdef', '中中中', ''].map((text) => fitted(text, 4))).toEqual([
      'abc ',
      'abc…',
      '中 …',
      '    ',
    ]);
  });

  it('are ASCII without a UTF-8 locale, and on the console', () => {
    expect(charsetOf({ LANG: 'de_DE.UTF-8' })).toBe('utf8');
    expect(charsetOf({ LANG: 'de_DE.UTF-8', LC_ALL: 'C' })).toBe('ascii');
    expect(charsetOf({ LC_CTYPE: 'C.utf8', LANG: 'C' })).toBe('utf8');
    expect(charsetOf({ LANG: 'C.UTF-8', TERM: 'linux' })).toBe('ascii');
    expect(charsetOf({})).toBe('ascii');
  });
});

describe('colours', () => {
  it('are darker where the terminal says that it is light', () => {
    const said = ['0;15', '0;default;15', '0;7', '15;0', 'default;default', '', undefined, '0;8'];
    expect(said.map((COLORFGBG) => isLight({ COLORFGBG }))).toEqual([
      ...[true, true, true],
      ...[false, false, false, false, false],
    ]);
    expect([onLight(colour.green), onLight(17)]).toEqual([28, 17]);
  });
});

describe('bars', () => {
  it('fill by eighths, and show the least there is', () => {
    expect([0, 0.001, 0.5, 0.55, 1, 7].map((part) => words(bar(part, 4, {})))).toEqual([
      '····',
      '▏···',
      '██··',
      '██▎·',
      '████',
      '████',
    ]);
  });

  it('show the past, the newest at the right, over several lines', () => {
    const samples = [0.1, 0.5, 1, 0].map((part) => ({ part, style: {} }));
    expect(strip(samples, 5, 2).map(words)).toEqual(['   █ ', ' ▂██ ']);
    expect(strip(samples, 2, 1).map(words)).toEqual(['█ ']);
    expect(strip(samples, 0, 1).map(words)).toEqual(['']);
  });
});

describe('sparks', () => {
  const samples = (...parts: number[]) => parts.map((part) => ({ part, style: {} }));
  it('show two samples a cell, the newest at the right', () => {
    expect(spark(samples(0.25, 0.5, 0.75, 1), 4, 1).map(words)).toEqual(['  ⣠⣾']);
    expect(spark(samples(0.25, 0.5, 0.75, 1), 4, 2).map(words)).toEqual(['   ⣼', '  ⣼⣿']);
    expect(spark(samples(1, 0, 0.001), 2, 1).map(words)).toEqual(['⢸⢀']);
    expect(spark(samples(1, 1, 1), 1, 1).map(words)).toEqual(['⣿']);
    expect(spark(samples(1), 0, 1).map(words)).toEqual(['']);
    expect(spark([], 3, 2).map(words)).toEqual(['   ', '   ']);
  });
});

describe('strokes', () => {
  const stroke = { from: { x: 0, y: 0 }, to: { x: 3.9, y: 1.9 } };
  it('are dots of braille, and share cells', () => {
    const [dot] = drawStrokes([{ from: { x: 0, y: 0 }, to: { x: 0, y: 0.9 } }], 'utf8');
    expect(dot).toEqual({ x: 0, y: 0, char: '⡇', style: {} });
    const both = [
      { from: { x: 0, y: 0 }, to: { x: 0, y: 0.9 }, fg: 1 },
      { from: { x: 0.5, y: 0 }, to: { x: 0.5, y: 0.9 }, fg: 2 },
    ];
    expect(drawStrokes(both, 'utf8')).toEqual([{ x: 0, y: 0, char: '⣿', style: { fg: 2 } }]);
  });
  it('are lines of ASCII elsewhere', () => {
    expect(drawStrokes([stroke], 'ascii').every(({ char }) => char === '\\')).toBe(true);
    expect(drawStrokes([{ from: stroke.from, to: { x: 9, y: 0 } }], 'ascii').map(({ char }) => char)).toEqual(
      Array(10).fill('-'),
    );
  });
  it('run from end to end without a gap', () => {
    const coordinate = fc.integer({ min: 0, max: 60 });
    fc.assert(
      fc.property(coordinate, coordinate, coordinate, coordinate, (x1, y1, x2, y2) => {
        const cells = drawStrokes([{ from: { x: x1, y: y1 }, to: { x: x2, y: y2 } }], 'ascii');
        expect([cells[0], cells.at(-1)]).toMatchObject([
          { x: x1, y: y1 },
          { x: x2, y: y2 },
        ]);
        for (const [i, { x, y }] of cells.slice(1).entries()) {
          expect(Math.max(Math.abs(x - cells[i]!.x), Math.abs(y - cells[i]!.y))).toBeLessThanOrEqual(1);
        }
      }),
    );
  });
});

describe('painting', () => {
  const box = (id: string, x: number, y: number): Scene[number] => ({
    kind: 'text',
    id,
    at: { x, y, width: 10, height: 3 },
    lines: [[{ text: 'a long line of text' }]],
    border: { title: id },
  });
  it('puts later widgets above, cuts what is too long, and leaves out what is outside', () => {
    const scene = [box('one', 0, 0), box('two', 6, 1), box('far', 15, -1)];
    expect(textOf(paint(scene, { width: 20, height: 5 }, 'utf8'))).toMatchInlineSnapshot(`
      "╭─ one ──╮     │a lo
      │a lon╭─ two ──╰────
      ╰─────│a long …│
            ╰────────╯

      "
    `);
    expect([
      widgetAt(scene, { x: 7, y: 2 }),
      widgetAt(scene, { x: 0, y: 0 }),
      widgetAt(scene, { x: 0, y: 4 }),
    ]).toEqual(['two', 'one', null]);
  });
  it('leaves no half of a wide character', () => {
    const text = (id: string, x: number, what: string): Scene[number] => ({
      kind: 'text',
      id,
      at: { x, y: 0, width: what.length * 2, height: 1 },
      lines: [[{ text: what }]],
    });
    fc.assert(
      fc.property(
        fc.array(fc.tuple(fc.integer({ min: 0, max: 12 }), fc.constantFrom('中', '中中', 'a'))),
        (texts) => {
          const scene = texts.map(([x, what], i) => text(String(i), x, what));
          const [row] = paint(scene, { width: 14, height: 1 }, 'utf8');
          for (const [x, { char }] of row!.entries()) {
            if (char === '中' && x < 13) expect(row![x + 1]!.char).toBe('');
            if (char === '') expect(row![x - 1]!.char).toBe('中');
          }
        },
      ),
    );
  });
});
