import { colour, type Line, lineAcross, panel, type Span, type Widget } from '../../scene.ts';
import { spark } from '../../spark.ts';
import { keySpans, SHORT } from '../footer.ts';
import { type Metric, metricOf, metrics } from '../metrics.ts';
import { type Model, nodeOf } from '../model.ts';
import { type Chart, isAsked, SPANS } from './model.ts';
import { type Series, seriesOf } from './series.ts';

const SCALE_CELLS = 8;
/** Two pictures fit from here on. */
const TALL = 30;
const dim = { fg: colour.grey };

/** The past of a node or of all: one metric, or where there is room what goes with it as well. */
export function chartView(model: Model, chart: Chart): Widget[] {
  const { width, height } = model;
  const chosen = metricOf(model.metric);
  const other = metricOf(chosen.name === 'memory' || chosen.name === 'raw' ? 'load' : 'memory');
  const shown = height >= TALL ? [chosen, other] : [chosen];
  const room = Math.max(0, height - 4);
  const each = Math.floor(room / shown.length);
  const lines = shown.flatMap((metric, index) =>
    picture(model, chart, metric, index === 0 ? room - each * (shown.length - 1) : each),
  );
  const line = lineAcross(width);
  return [
    line('whose', 2, heading(model, chart)),
    { kind: 'text', id: 'chart', at: { x: 0, y: 3, width, height: room }, lines },
    line('keys', height - 1, keyLine(model, chart), panel),
  ];
}

function heading(model: Model, { node, span, told }: Chart): Line {
  const name = node === null ? null : nodeOf(model, node)?.info.name;
  const whose = node === null ? 'all nodes, their mean' : `node ${node}${name ? `  ${name}` : ''}`;
  return [
    { text: ` ${whose}`, bold: true },
    { text: `  ${SPANS[span]!.words}`, fg: colour.cyan },
    { text: told?.isCut ? '  (more than one answer holds: only the latest)' : '', ...dim },
  ];
}

/** A title with what there is to say in numbers, the dots, and the times below them: `rows` lines. */
function picture(model: Model, chart: Chart, metric: Metric, rows: number): Line[] {
  const width = Math.max(1, model.width - SCALE_CELLS - 1);
  const height = Math.max(1, rows - 3);
  const series = seriesOf(model, chart, metric, width * 2);
  const title: Span = { text: ` ${metric.words ?? metric.name}  `, bold: true };
  if (series === null)
    return [
      [title],
      [{ text: `  ${nothing(chart)}`, ...dim }],
      ...Array<Line>(Math.max(0, rows - 2)).fill([]),
    ];
  const full = metric.full(
    series.most,
    [...(model.state?.nodes ?? [])].map(({ info }) => info),
  );
  const dots = spark(
    series.parts.map((value) => ({ part: (value ?? 0) / full, style: metric.style(value ?? 0) })),
    width,
    height,
  );
  return [
    [title, { text: numbers(metric, series, chart), ...dim }],
    ...dots.map((line, row): Line => [scale(metric, full, row, height), ...line]),
    [{ text: `${' '.repeat(SCALE_CELLS - 1)}└${'─'.repeat(width)}`, ...dim }],
    [{ text: ticks(SPANS[chart.span]!, width), ...dim }],
  ].slice(0, rows);
}

function nothing({ told, span }: Chart): string {
  if (span === 0) return 'nothing was seen yet';
  if (told === null) return 'asking the agent…';
  return told.refusal ?? 'the agent remembers nothing of this time';
}

function numbers(metric: Metric, { least, average, most, count }: Series, chart: Chart): string {
  const mark = (value: number): string => metric.mark(value);
  const stepMs = isAsked(chart) ? (chart.told?.stepMs ?? 0) : 1_000;
  const step = stepMs >= 60_000 ? `${stepMs / 60_000} min` : `${stepMs / 1000} s`;
  return `least ${mark(least)} · average ${mark(average)} · most ${mark(most)} · ${count} samples of ${step}`;
}

function scale(metric: Metric, full: number, row: number, height: number): Span {
  const isMiddle = height > 3 && row === Math.floor(height / 2);
  const text = row === 0 ? metric.mark(full) : isMiddle ? metric.mark(full / 2) : '';
  return { text: `${text.padStart(SCALE_CELLS - 1)}${text === '' ? '│' : '┤'}`, ...dim };
}

/** How long ago, at five places. */
function ticks({ ms, tick }: (typeof SPANS)[number], width: number): string {
  const cells = Array<string>(SCALE_CELLS + width).fill(' ');
  const put = (at: number, text: string): void => {
    for (const [index, char] of [...text].entries())
      if (cells[at + index] !== undefined) cells[at + index] = char;
  };
  for (const part of [0, 0.25, 0.5, 0.75]) {
    const ago = ((1 - part) * ms) / tick.ms;
    put(SCALE_CELLS + Math.round(part * width), `-${Number(ago.toFixed(1))} ${tick.unit}`);
  }
  put(SCALE_CELLS + width - 3, 'now');
  return cells.join('');
}

function keyLine({ metric }: Model, { isAlone }: Chart): Span[] {
  const named = metrics.filter(({ of }) => of === undefined);
  return [
    ...named.flatMap(({ key, name }) => keySpans(key, SHORT[name] ?? name, name === metric)),
    ...keySpans('[ ]', 'span'),
    ...keySpans('a', 'all'),
    ...keySpans('←→', 'node'),
    ...(isAlone ? keySpans('q', 'quit') : keySpans('Esc', 'back')),
  ];
}
