import type { NodeViewMessage } from '../../protocol/control.ts';
import type { NodeInfo } from '../../protocol/node.ts';
import { bar } from '../bars.ts';
import { fitted } from '../charset.ts';
import { colour, type Line, type Span } from '../scene.ts';
import { spark } from '../spark.ts';
import { type Metric, metricOf } from './metrics.ts';
import type { Model } from './model.ts';
import { type Past, pastOf } from './past.ts';
import { silence, stateOf } from './words.ts';

/** Columns: what names a node, a metric's title, its value; in a line: programs that run, and the three numbers. */
export const NAME_WIDTH = 29;
/** The mark and the word of a node's state. */
const STATE_WIDTH = 10;
const TITLE_WIDTH = 6;
const VALUE_WIDTH = 11;
const RUNS_WIDTH = 4;
const NUMBER_WIDTH = 6;

const dim = { fg: colour.grey };
const cursor = { fg: colour.cyan, bold: true };

export interface Scales {
  /** What a full bar stands for. */
  get(metric: Metric): number;
}

/** Of these nodes; reckoned where it is asked for. */
export function scalesOf(nodes: readonly NodeViewMessage[]): Scales {
  const infos = nodes.map(({ info }) => info);
  const known = new Map<Metric, number>();
  const full = (metric: Metric): number => {
    let greatest = 0;
    for (const info of infos) greatest = Math.max(greatest, metric.value(info));
    return metric.full(greatest, infos);
  };
  return {
    get(metric) {
      const scale = known.get(metric) ?? full(metric);
      known.set(metric, scale);
      return scale;
    },
  };
}

export function nameOf(model: Model, node: NodeViewMessage): Line {
  const { info, isSelf } = node;
  const { text, mark, ...style } = stateOf(node);
  const isSelected = !model.isPlain && model.selected === info.id;
  const tone = node.state === 'dead' ? dim : { bold: true };
  return [
    { text: `${isSelected ? '▸' : ' '}${String(info.id).padStart(5)} `, ...(isSelected ? cursor : dim) },
    { text: fitted(isSelf ? `${info.name}*` : info.name, 11), ...tone, inverse: isSelected },
    { text: ' ' },
    { text: `${mark} ${text}`.padEnd(STATE_WIDTH), ...style },
  ];
}

/** What is left of a line for a bar and a strip of the past. */
function widths(width: number, taken: number, { isPlain }: Model): { bars: number; past: number } {
  const room = Math.max(0, width - NAME_WIDTH - taken);
  const past = isPlain ? 0 : Math.floor(room / 2);
  return { bars: Math.min(60, room - past), past };
}

/** The three that are always shown; utilisability takes the place of load, and what stands in for one that one's. */
const shownMetrics = (chosen: Metric): Metric[] =>
  (['load', 'speed', 'memory'] as const).map((name) =>
    chosen.of === name || (chosen.name === 'utilisability' && name === 'load') ? chosen : metricOf(name),
  );

export function card(model: Model, node: NodeViewMessage, scales: Scales, width: number): Line[] {
  const { info } = node;
  const { bars, past } = widths(width, TITLE_WIDTH + VALUE_WIDTH + 3, model);
  const chosen = metricOf(model.metric);
  const about = [
    `${info.cpus} CPU${info.cpus === 1 ? '' : 's'}, v${info.nodeVersion}`,
    silence(node) || `${info.guests} running`,
  ];
  const left: Line[] = [
    nameOf(model, node),
    ...about.map((text): Line => [{ text: `       ${fitted(text, NAME_WIDTH - 8)} `, ...dim }]),
  ];
  const history = stripOf(model.past, info.id, chosen, scales, past, left.length);
  return shownMetrics(chosen).map((metric, index): Line => {
    const isChosen = metric === chosen && !model.isPlain;
    const value = metric.value(info);
    return [
      ...left[index]!,
      { text: metric.title.padEnd(TITLE_WIDTH), bold: isChosen, ...(isChosen ? {} : dim) },
      ...gauge(node, metric, value / scales.get(metric), bars),
      { text: ` ${metric.text(info).padEnd(VALUE_WIDTH)} ` },
      ...history[index]!,
    ];
  });
}

const lineWidths = (model: Model, width: number): ReturnType<typeof widths> =>
  widths(width, RUNS_WIDTH + 2 + 3 * NUMBER_WIDTH + 2, model);

export function row(model: Model, node: NodeViewMessage, scales: Scales, width: number): Line {
  const { info, isSelf } = node;
  const { isPlain } = model;
  const full = scales.get(metricOf(model.metric));
  const isSelected = model.selected === info.id;
  const looks = `${stateOf(node).text} ${isSelf} ${isSelected} ${isPlain} ${model.metric} ${full} ${width}`;
  return kept(info, model.past, looks, () => newRow(model, node, scales, width));
}

function newRow(model: Model, node: NodeViewMessage, scales: Scales, width: number): Line {
  const { info } = node;
  const chosen = metricOf(model.metric);
  const { bars, past } = lineWidths(model, width);
  const [history] = stripOf(model.past, info.id, chosen, scales, past, 1);
  return [
    ...nameOf(model, node),
    { text: `${String(info.guests).padStart(RUNS_WIDTH)}  `, ...dim },
    ...gauge(node, chosen, chosen.value(info) / scales.get(chosen), bars),
    ...shownMetrics(chosen).map(
      (metric): Span => ({
        text: metric.short(info).padStart(NUMBER_WIDTH),
        ...(metric === chosen ? { bold: true } : dim),
      }),
    ),
    { text: '  ' },
    ...history!,
  ];
}

interface Kept {
  past: Past;
  looks: string;
  line: Line;
}
const lines = new WeakMap<NodeInfo, Kept>();

/** The line that was made of what a node announced, as long as nothing else has changed either: `looks` says what else it depends on. */
function kept(info: NodeInfo, past: Past, looks: string, make: () => Line): Line {
  const before = lines.get(info);
  if (before?.past === past && before.looks === looks) return before.line;
  const line = make();
  lines.set(info, { past, looks, line });
  return line;
}

export function rowTitles(model: Model, width: number): Line {
  const { bars } = lineWidths(model, width);
  const chosen = metricOf(model.metric);
  const numbers = shownMetrics(chosen).map(({ title }) => title.padStart(NUMBER_WIDTH));
  const title = `${'ID'.padStart(6)} ${'NAME'.padEnd(11)} ${'STATE'.padEnd(STATE_WIDTH)}RUNS  ${chosen.title.padEnd(bars)}${numbers.join('')}  `;
  return [{ text: title + (model.isPlain ? '' : 'HISTORY'), ...dim }];
}

/** What a node that is gone said last is no news. */
export const gauge = (node: NodeViewMessage, metric: Metric, part: number, width: number): Span[] =>
  node.state === 'dead'
    ? bar(0, width, {})
    : bar(part, width, node.state === 'suspect' ? dim : metric.style(metric.value(node.info)));

/** The past changes once a second, and a picture may be drawn more often. */
const strips = new WeakMap<Past, Map<string, Line[]>>();

/** The past of a node, in so many columns of two samples. */
function stripOf(
  past: Past,
  id: number,
  metric: Metric,
  scales: Scales,
  width: number,
  height: number,
): Line[] {
  const full = scales.get(metric);
  const drawn = strips.get(past) ?? new Map<string, Line[]>();
  strips.set(past, drawn);
  const key = `${id} ${metric.name} ${full} ${width} ${height}`;
  const before = drawn.get(key);
  if (before) return before;
  const samples = pastOf(past, id, width * 2).map((sample) => {
    const value = metric.value(sample);
    return { part: value / full, style: metric.style(value) };
  });
  const lines = spark(samples, width, height);
  drawn.set(key, lines);
  return lines;
}
