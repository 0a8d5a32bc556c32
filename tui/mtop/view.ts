import type { SeenTask } from '../../protocol/seen.ts';
import { cellsOf, fitted } from '../charset.ts';
import {
  colour,
  type Line,
  lineAcross,
  panel,
  type Scene,
  type Size,
  type Span,
  type Style,
} from '../scene.ts';
import { columns, type TopColumn } from './columns.ts';
import { helpPage } from './help.ts';
import { firstRow, headRows, pageOf, shownRows } from './layout.ts';
import type { Model } from './model.ts';
import { prompt } from './question.ts';
import { keyOf } from './seen.ts';
import { loadLine, missingLine, nodesLine, tasksLine } from './words.ts';

const dim: Style = { fg: colour.grey };
const tones = { good: { fg: colour.green }, bad: { fg: colour.red, bold: true }, plain: {} };

/** Of the room that is left over, CANTMOVE takes this part, and COMMAND the rest; first of all COMMAND has what a short one needs. */
const CANTMOVE_PART = 0.4;
const COMMAND_CELLS = 24;
const PADLOCK = '🔒';

export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const sized = { ...model, ...size };
    const rows = shownRows(sized);
    const first = firstRow(sized, rows);
    const shown = rows.slice(first, first + pageOf(sized));
    const widths = widthsOf(rows, size.width);
    const line = lineAcross(size.width);
    const top = headRows(sized);
    const chosen = rows.some((row) => keyOf(row) === model.chosen) ? model.chosen : null;
    const isChosen = (row: SeenTask, at: number): boolean =>
      chosen === null ? first + at === 0 : keyOf(row) === chosen;
    return [
      ...head(sized, rows.length).map((spans, y) => line(`head${y}`, y, spans, y === 0 ? panel : {})),
      line('titles', top - 1, titles(sized, widths), panel),
      ...shown.map((row, at) =>
        line(`task${at}`, top + at, cells(row, widths), isChosen(row, at) ? { inverse: true } : {}),
      ),
      line('said', size.height - 2, saidLine(sized, rows.length, first, shown.length)),
      line('keys', size.height - 1, keyLine(), panel),
      ...(model.mode.is === 'help' ? [helpPage(size)] : []),
    ];
  };

function head({ seen, lost, all, filter }: Model, rows: number): Line[] {
  if (seen === null) return [[{ text: ' mtop', bold: true }, { text: '  waiting for the agent…' }], [], []];
  const missing = missingLine(seen.missing);
  const whose = all ? 'all nodes' : 'this machine';
  return [
    lost === null
      ? [
          { text: ` ${nodesLine(seen)}`, bold: true },
          { text: ` · ${whose}`, fg: colour.cyan },
        ]
      : [
          {
            text: ` The agent is gone (${lost}): looking for it…`,
            fg: colour.white,
            bg: colour.red,
            bold: true,
          },
        ],
    [{ text: ` ${tasksLine(seen.tasks, rows, filter)}` }],
    [{ text: ` ${loadLine(seen.nodes)}` }],
    ...(missing === null ? [] : [[{ text: ` ${missing}`, fg: colour.yellow }]]),
  ];
}

/** By column: as wide as its values, within its limits; what is left over goes to the last two. */
function widthsOf(rows: readonly SeenTask[], width: number): number[] {
  const widths = columns.map((column) =>
    rows.reduce((most, row) => Math.min(column.most, Math.max(most, column.value(row).length)), column.width),
  );
  const taken = widths.reduce((sum, each) => sum + each + 1, MARK_CELLS);
  const left = Math.max(0, width - taken);
  const why = columns.findIndex(({ title }) => title === 'CANTMOVE');
  const longest = Math.max(0, ...rows.map((row) => cellsOf(columns[why]!.value(row)).length));
  const last = columns.length - 1;
  const spare = left - (COMMAND_CELLS - widths[last]!);
  const more = Math.max(0, Math.min(Math.floor(left * CANTMOVE_PART), longest - widths[why]!, spare));
  widths[why]! += more;
  widths[last]! += left - more;
  return widths;
}

const placed = ({ right }: TopColumn, text: string, width: number): string =>
  right && text.length <= width ? text.padStart(width) : fitted(text, width);

/** The column that the table is sorted by is marked, not by colour alone. */
function titles({ sort, isReversed }: Model, widths: readonly number[]): Line {
  const titles = columns.map((column, at): Span => {
    const isSort = column.title === sort;
    const mark = isSort ? (isReversed ? '▲' : '▼') : ' ';
    const width = widths[at]!;
    const text = column.right
      ? placed(column, column.title, width) + mark
      : fitted(column.title + mark, width + 1);
    return { text, bold: true, ...(isSort ? { fg: colour.cyan } : {}) };
  });
  return [{ text: ' '.repeat(MARK_CELLS) }, ...titles];
}

/** Before the columns: who has left home. */
const MARK_CELLS = 1;

const isAway = ({ where, home }: SeenTask): boolean => where !== 0 && where !== home;

const cells = (row: SeenTask, widths: readonly number[]): Line => [
  { text: isAway(row) ? '→' : ' '.repeat(MARK_CELLS), fg: colour.cyan, bold: true },
  ...columns.map((column, at): Span => {
    const shown = column.title === 'LOCK' && row.lock ? PADLOCK : column.value(row);
    return { text: `${placed(column, shown, widths[at]!)} `, ...styleOf(column, row) };
  }),
];

function styleOf({ title }: TopColumn, row: SeenTask): Style {
  const { state, cantmove, cpuShare } = row;
  if (state === 'stopped' || state === 'frozen') return dim;
  if (title === 'NODE' && isAway(row)) return { fg: colour.cyan };
  if (title === 'S' && state === 'migrating') return { fg: colour.magenta, bold: true };
  if (title === '%CPU' && (cpuShare ?? 0) >= 0.5) return { fg: colour.green };
  return title === 'CANTMOVE' && cantmove.length > 0 ? { fg: colour.yellow } : {};
}

function saidLine({ mode, said, width }: Model, rows: number, first: number, shown: number): Line {
  if (mode.is === 'question') {
    const { question } = mode;
    return [
      { text: ` ${prompt(question, width)} `, bold: true },
      { text: question.typed },
      { text: ' ', inverse: true },
    ];
  }
  if (said !== null) return [{ text: ` ${said.text}`, ...tones[said.tone] }];
  return rows > shown && shown > 0 ? [{ text: ` ${first + 1}–${first + shown} of ${rows}`, ...dim }] : [];
}

function keyLine(): Line {
  const key = (shown: string, word: string): Span[] => [
    { text: ` ${shown}`, bold: true, fg: colour.cyan },
    { text: ` ${word} ` },
  ];
  return [
    ...key('P', '%CPU'),
    ...key('M', 'RSS'),
    ...key('T', 'TIME'),
    ...key('O', 'NODE'),
    ...key('k', 'kill'),
    ...key('m', 'migrate'),
    ...key('a', 'all'),
    ...key('h', 'help'),
    ...key('q', 'quit'),
  ];
}
