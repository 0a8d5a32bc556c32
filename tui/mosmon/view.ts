import type { NodeViewMessage } from '../../protocol/control.ts';
import { bar, strip } from '../bars.ts';
import { fitted } from '../charset.ts';
import { colour, type Line, panel, type Scene, type Size, type Span, type Widget } from '../scene.ts';
import { keys } from './keys.ts';
import { footerRows, type Layout, layoutOf } from './layout.ts';
import { type Metric, metricOf, metrics } from './metrics.ts';
import type { Model } from './model.ts';
import { describe, silence, stateOf, totals } from './words.ts';

/** Columns of the part of a line that names the node, of a metric's title and of its value. */
const NAME_WIDTH = 26;
const TITLE_WIDTH = 6;
const VALUE_WIDTH = 11;

const dim = { fg: colour.grey };

export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const sized = { ...model, height: size.height };
    const layout = layoutOf(sized);
    const line = (id: string, y: number, spans: Line, fill = {}): Widget => ({
      kind: 'text',
      id,
      at: { x: 0, y, width: size.width, height: 1 },
      lines: [spans],
      fill,
    });
    const widgets: Widget[] = [line('header', 0, header(sized, layout, size.width), panel)];
    const scroll = Math.min(model.scroll, Math.max(0, layout.nodes.length - layout.visible));
    const shown = layout.nodes.slice(scroll, scroll + layout.visible);
    const scales = scalesOf(layout.nodes);
    for (const [index, node] of shown.entries()) {
      const draw = layout.form === 'cards' ? card : row;
      const lines = draw(sized, node, scales, size.width);
      const y = layout.listY + index * (layout.form === 'cards' ? lines.length + 1 : 1);
      widgets.push({
        kind: 'text',
        id: `node-${node.info.id}`,
        at: { x: 0, y, width: size.width, height: lines.length },
        lines,
      });
    }
    if (layout.form === 'lines') widgets.push(line('titles', 1, titles(sized, size.width)));
    if (model.state === null && model.lost === null) {
      widgets.push(line('waiting', 2, [{ text: ' waiting for the agent…', ...dim }]));
    }
    let y = size.height - footerRows(sized);
    if (model.showTotals) {
      const living = layout.nodes.filter(({ state }) => state !== 'dead').map(({ info }) => info);
      const text = totals(living);
      widgets.push(line('totals', y++, [{ text: ' all  ', bold: true }, { text }]));
    }
    if (!model.isPlain) {
      const hidden = layout.nodes.length - layout.visible;
      const more =
        hidden > 0 && shown.length > 0
          ? `${scroll + 1}–${scroll + shown.length} of ${layout.nodes.length} · `
          : '';
      const left = model.state?.omitted ? `${model.state.omitted} more are not told · ` : '';
      const last = model.lastEvent === null ? '' : describe(model.lastEvent);
      widgets.push(line('event', y++, [{ text: ` ${more}${left}${last}`, ...dim }]));
      widgets.push(line('keys', y, keyLine(model), panel));
      if (model.lost !== null) widgets.push(lost(model.lost, size));
      if (model.showHelp) widgets.push(help(size));
    }
    return widgets;
  };

type Scales = ReadonlyMap<Metric, number>;

const scalesOf = (nodes: readonly NodeViewMessage[]): Scales =>
  new Map(
    metrics.map((metric) => [
      metric,
      metric.full(Math.max(0, ...nodes.map(({ info }) => metric.value(info)))),
    ]),
  );

function header({ metric, state, isPlain }: Model, { nodes }: Layout, width: number): Line {
  const self = nodes.find(({ isSelf }) => isSelf)?.info;
  const whose = self ? `  seen from node ${self.id} (${self.name})` : '';
  const dead = (state?.nodes ?? []).filter((node) => node.state === 'dead').length;
  const right = `${dead > 0 ? `${dead} dead  ` : ''}${isPlain ? '' : `history: ${metric} `}`;
  const left = ` mosmon${whose}`;
  return [
    { text: ' mosmon', bold: true },
    { text: whose, ...dim },
    { text: ' '.repeat(Math.max(1, width - left.length - right.length)) },
    { text: right, fg: colour.cyan },
  ];
}

function nameOf(node: NodeViewMessage): Line {
  const { info, isSelf } = node;
  const state = stateOf(node);
  return [
    { text: `${String(info.id).padStart(5)} `, ...dim },
    { text: `${fitted(isSelf ? `${info.name}*` : info.name, 11)} `, bold: true },
    { ...state, text: state.text.padEnd(7) },
    { text: ' ' },
  ];
}

/** What is left of a line for a bar and a strip of the past. */
function widths(width: number, { isPlain }: Model): { bars: number; past: number } {
  const room = Math.max(0, width - NAME_WIDTH - TITLE_WIDTH - VALUE_WIDTH - 3);
  const past = isPlain ? 0 : Math.floor(room / 2);
  return { bars: Math.min(60, room - past), past };
}

function card(model: Model, node: NodeViewMessage, scales: Scales, width: number): Line[] {
  const { info } = node;
  const { bars, past } = widths(width, model);
  const chosen = metricOf(model.metric);
  const first = model.metric === 'utilisability' ? chosen : metricOf('load');
  const about = [
    `${info.cpus} CPU${info.cpus === 1 ? '' : 's'}, v${info.nodeVersion}`,
    silence(node) || `${info.guests} running`,
  ];
  const left: Line[] = [
    nameOf(node),
    ...about.map((text): Line => [{ text: `      ${fitted(text, NAME_WIDTH - 7)} `, ...dim }]),
  ];
  const history = strip(samplesOf(model, info.id, chosen, scales), past, left.length);
  return [first, metricOf('speed'), metricOf('memory')].map((metric, index): Line => {
    const isChosen = metric === chosen && !model.isPlain;
    const value = metric.value(info);
    return [
      ...left[index]!,
      { text: metric.title.padEnd(TITLE_WIDTH), bold: isChosen, ...(isChosen ? {} : dim) },
      ...gauge(node, metric, value / scales.get(metric)!, bars),
      { text: ` ${metric.text(info).padEnd(VALUE_WIDTH)} ` },
      ...history[index]!,
    ];
  });
}

function row(model: Model, node: NodeViewMessage, scales: Scales, width: number): Line[] {
  const chosen = metricOf(model.metric);
  const { bars, past } = widths(width, model);
  const [history] = strip(samplesOf(model, node.info.id, chosen, scales), past, 1);
  return [
    [
      ...nameOf(node),
      { text: String(node.info.guests).padStart(TITLE_WIDTH - 2), ...dim },
      { text: '  ' },
      ...gauge(node, chosen, chosen.value(node.info) / scales.get(chosen)!, bars),
      { text: ` ${chosen.text(node.info).padEnd(VALUE_WIDTH)} ` },
      ...history!,
    ],
  ];
}

/** What a node that is gone said last is no news. */
const gauge = (node: NodeViewMessage, metric: Metric, part: number, width: number): Span[] =>
  node.state === 'dead'
    ? bar(0, width, {})
    : bar(part, width, node.state === 'suspect' ? dim : metric.style(metric.value(node.info)));

const samplesOf = ({ history }: Model, id: number, metric: Metric, scales: Scales) =>
  (history.get(id) ?? []).map((sample) => {
    const value = sample[metric.name];
    return { part: value / scales.get(metric)!, style: metric.style(value) };
  });

function titles(model: Model, width: number): Line {
  const { bars } = widths(width, model);
  const chosen = metricOf(model.metric);
  const title = `${'ID'.padStart(5)} ${'NAME'.padEnd(11)} ${'STATE'.padEnd(7)} RUNS  ${chosen.title.padEnd(bars + VALUE_WIDTH + 2)}`;
  return [{ text: title + (model.isPlain ? '' : 'HISTORY'), ...dim }];
}

function keyLine({ metric, showDead, showTotals }: Model): Line {
  const key = (shown: string, word: string, on = false): Span[] => [
    { text: ` ${shown}`, bold: true, fg: colour.cyan },
    { text: ` ${word} `, inverse: on },
  ];
  return [
    ...metrics.flatMap(({ key: shown, name }) =>
      key(shown, name === 'utilisability' ? 'util' : name, name === metric),
    ),
    ...key('d', 'dead', showDead),
    ...key('t', 'totals', showTotals),
    ...key('h', 'help'),
    ...key('q', 'quit'),
  ];
}

function lost(reason: string, { width }: Size): Widget {
  const text = ` The agent is gone (${reason}): looking for it…`;
  const style = { fg: colour.white, bg: colour.red, bold: true };
  return {
    kind: 'text',
    id: 'lost',
    at: { x: 0, y: 1, width, height: 1 },
    lines: [[{ text, ...style }]],
    fill: style,
  };
}

function help(size: Size): Widget {
  const lines = keys.map(
    ({ shown, words }): Line => [
      { text: ` ${shown.padEnd(14)}`, bold: true, fg: colour.cyan },
      { text: words },
    ],
  );
  const width = Math.min(size.width, 78);
  const height = Math.min(size.height, lines.length + 5);
  return {
    kind: 'text',
    id: 'help',
    at: { x: (size.width - width) >> 1, y: Math.max(0, (size.height - height) >> 1), width, height },
    lines: [
      ...lines,
      [],
      [{ text: ' stale: no word for 2.5 s · suspect: no beats · dead: gone for good', ...dim }],
      [{ text: ' blocked, stay, lstay: as its user said (mosctl) · *: seen from here', ...dim }],
    ],
    border: { title: 'mosmon: keys', fg: colour.cyan },
    fill: panel,
  };
}
