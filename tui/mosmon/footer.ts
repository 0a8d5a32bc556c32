import type { NodeViewMessage } from '../../protocol/control.ts';
import { bar } from '../bars.ts';
import { colour, type Line, panel, type Span, type Style } from '../scene.ts';
import { evenness, totals } from '../totals.ts';
import type { Layout } from './layout.ts';
import { metricOf, metrics } from './metrics.ts';
import type { MetricName, Model, Said } from './model.ts';
import { describe, stateNamed, stateNames, stateOf } from './words.ts';

const EVENNESS_CELLS = 8;
const dim = { fg: colour.grey };

export interface FooterLine {
  id: string;
  spans: Line;
  fill: Style;
}

/** Below the list: all nodes as one, what happened last, the keys. */
export function footer(model: Model, layout: Layout): FooterLine[] {
  const lines: FooterLine[] = [];
  if (model.showTotals) {
    const living = layout.nodes.filter(({ state }) => state !== 'dead').map(({ info }) => info);
    lines.push(
      { id: 'totals', spans: [{ text: ' all  ', bold: true }, { text: totals(living) }], fill: {} },
      { id: 'states', spans: states(model.state?.nodes ?? []), fill: {} },
    );
  }
  if (!model.isPlain)
    lines.push(
      { id: 'event', spans: news(model, layout), fill: {} },
      { id: 'keys', spans: keyLine(model), fill: panel },
    );
  return lines;
}

/** How evenly the load is spread over those whose load is known, and how many nodes are in which state. */
function states(nodes: readonly NodeViewMessage[]): Line {
  const telling = nodes.filter(({ state, info }) => state === 'alive' && info.quiet !== true);
  const part = evenness(telling.map(({ info }) => info));
  const counts = new Map<string, number>();
  for (const node of nodes) {
    const { text } = stateOf(node);
    counts.set(text, (counts.get(text) ?? 0) + 1);
  }
  return [
    { text: ' balanced ' },
    ...bar(part, EVENNESS_CELLS, { fg: part > 0.7 ? colour.green : colour.yellow }),
    { text: ` ${Math.round(part * 100)}%  ` },
    ...stateNames.flatMap((name): Span[] => {
      const count = counts.get(name);
      const { mark, text, ...style } = stateNamed(name);
      return count === undefined ? [] : [{ text: ` ${mark} ${count} ${text} `, ...style }];
    }),
  ];
}

const TONES = { plain: {}, good: { fg: colour.green }, bad: { fg: colour.red, bold: true } } as const;

export const saidLine = ({ text, tone }: Said): Line => [{ text: ` ${text}`, ...TONES[tone] }];

function news(model: Model, { nodes, visible }: Layout): Line {
  if (model.search !== null)
    return [{ text: ' look for node: ', bold: true }, { text: model.search }, { text: ' ', inverse: true }];
  if (model.said !== null) return saidLine(model.said);
  const { scroll, state, lastEvent } = model;
  const words = [
    nodes.length > visible && visible > 0
      ? `${scroll + 1}–${Math.min(nodes.length, scroll + visible)} of ${nodes.length}`
      : '',
    state?.omitted ? `${state.omitted} more are not told` : '',
    lastEvent === null ? '' : describe(lastEvent),
  ].filter((one) => one !== '');
  return [{ text: ` ${words.join(' · ')}`, ...dim }];
}

export const keySpans = (shown: string, word: string, on = false): Span[] => [
  { text: ` ${shown}`, bold: true, fg: colour.cyan },
  { text: ` ${word} `, inverse: on },
];

/** Where a line must hold all keys. */
export const SHORT: Partial<Record<MetricName, string>> = { utilisability: 'util', memory: 'mem' };

/** From here on all of them have room. */
const WIDE = 90;

function keyLine({ metric, showDead, showTotals, width }: Model): Line {
  return [
    ...metrics
      .filter(({ of }) => of === undefined)
      .flatMap(({ key: shown, name }) =>
        keySpans(shown, SHORT[name] ?? name, name === metric || name === metricOf(metric).of),
      ),
    ...keySpans('d', 'dead', showDead),
    ...(width < WIDE ? [] : keySpans('t', 'totals', showTotals)),
    ...keySpans('⏎', 'open'),
    ...keySpans('/', 'find'),
    ...keySpans('c', 'chart'),
    ...keySpans('?', 'keys'),
    ...keySpans('q', 'quit'),
  ];
}
