import {
  colour,
  type Line,
  lineAcross,
  panel,
  type Scene,
  type Size,
  type Span,
  type Widget,
} from '../scene.ts';
import { chartView } from './chart/view.ts';
import { columns } from './columns.ts';
import { footer } from './footer.ts';
import { footerRows, type Layout, layoutOf } from './layout.ts';
import { metricOf } from './metrics.ts';
import type { Model } from './model.ts';
import { allRow, tableRow, tableTitles } from './node-table.ts';
import { card, row, rowTitles, scalesOf } from './nodes.ts';
import { help, lost } from './overlays.ts';
import { paneView } from './pane/view.ts';
import { selectedOf, settled } from './select.ts';

const dim = { fg: colour.grey };

export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const resized = settled({ ...model, ...size });
    const sized = { ...resized, selected: selectedOf(resized) };
    const { isPlain } = sized;
    const layout = layoutOf(sized);
    const line = lineAcross(size.width);
    const widgets: Widget[] = [line('header', 0, header(sized, layout), panel), ...over(sized, layout)];
    if (model.lost !== null && !isPlain) widgets.push(lost(model.lost, size));
    if (model.showHelp && !isPlain) widgets.push(help(size));
    return widgets;
  };

function over(model: Model, layout: Layout): Widget[] {
  const { pane, chart, isPlain } = model;
  if (chart !== null && !isPlain) return chartView(model, chart);
  return pane !== null && !isPlain ? paneView(model, pane) : list(model, layout);
}

function list(model: Model, layout: Layout): Widget[] {
  const { width, height, scroll, arrangement } = model;
  const shown = layout.nodes.slice(scroll, scroll + layout.visible);
  const scales = scalesOf(layout.nodes);
  const line = lineAcross(width);
  const block = (id: string, y: number, lines: Line[]): Widget => ({
    kind: 'text',
    id,
    at: { x: 0, y, width, height: lines.length },
    lines,
  });
  const widgets: Widget[] = [];
  if (layout.form === 'lines') {
    const lines = shown.map((node) => row(model, node, scales, width));
    widgets.push(block('nodes', layout.listY, lines), line('titles', 1, rowTitles(model, width)));
  } else if (layout.form === 'cards') {
    const cards = shown.flatMap((node) => [...card(model, node, scales, width), []]);
    widgets.push(block('nodes', layout.listY, cards.slice(0, -1)));
  } else if (layout.form === 'table') {
    const lines = shown.map((node) => tableRow(model, node, scales));
    widgets.push(
      line('titles', 1, tableTitles(model)),
      line('all', 2, allRow(model, scales)),
      block('nodes', layout.listY, lines),
    );
  } else if (arrangement !== 'automatic' && arrangement !== 'table' && shown.length > 0) {
    const rows = Math.max(0, height - footerRows(model) - layout.listY);
    widgets.push(
      block(
        'columns',
        layout.listY,
        columns(model, { arrangement, nodes: layout.nodes, shown }, scales, rows),
      ),
    );
  }
  if (model.state === null && model.lost === null)
    widgets.push(line('waiting', 2, [{ text: ' waiting for the agent…', ...dim }]));
  const lines = footer(model, layout);
  for (const [index, { id, spans, fill }] of lines.entries())
    widgets.push(line(id, height - lines.length + index, spans, fill));
  return widgets;
}

function header({ metric, arrangement, isPlain, width, state, pane, chart }: Model, { nodes }: Layout): Line {
  const self = nodes.find(({ isSelf }) => isSelf)?.info;
  const whose = self ? `  seen from node ${self.id} (${self.name})` : '';
  const dead = (state?.nodes ?? []).filter((node) => node.state === 'dead').length;
  const shown = isPlain || pane || chart ? '' : arrangement === 'automatic' ? 'history: ' : '';
  const right = `${dead > 0 ? `${dead} dead  ` : ''}${isPlain || pane || chart ? '' : `${shown}${metricOf(metric).words ?? metric} `}`;
  const left = ` mosmon${whose}`;
  const spans: Span[] = [
    { text: ' mosmon', bold: true },
    { text: whose, ...dim },
    { text: ' '.repeat(Math.max(1, width - left.length - right.length)) },
    { text: right, fg: colour.cyan },
  ];
  return spans;
}
