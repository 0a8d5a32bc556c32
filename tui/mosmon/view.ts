import { colour, type Line, panel, type Scene, type Size, type Span, type Widget } from '../scene.ts';
import { totals } from '../totals.ts';
import { columns } from './columns.ts';
import { footerRows, type Layout, layoutOf } from './layout.ts';
import { metricOf, metrics } from './metrics.ts';
import type { Model } from './model.ts';
import { card, row, rowTitles, scalesOf } from './nodes.ts';
import { help, lost } from './overlays.ts';
import { describe } from './words.ts';

const dim = { fg: colour.grey };

export const view =
  (model: Model) =>
  (size: Size): Scene => {
    const sized = { ...model, ...size };
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
    if (layout.form === 'columns' && model.arrangement !== 'automatic' && shown.length > 0) {
      const { nodes } = layout;
      const height = Math.max(0, size.height - footerRows(sized) - layout.listY);
      const lines = columns(sized, { arrangement: model.arrangement, nodes, shown }, scales, height);
      widgets.push({
        kind: 'text',
        id: 'columns',
        at: { x: 0, y: layout.listY, width: size.width, height: lines.length },
        lines,
      });
    }
    for (const [index, node] of (layout.form === 'columns' ? [] : shown).entries()) {
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
    if (layout.form === 'lines') widgets.push(line('titles', 1, rowTitles(sized, size.width)));
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
      const words = [
        hidden > 0 && shown.length > 0
          ? `${scroll + 1}–${scroll + shown.length} of ${layout.nodes.length}`
          : '',
        model.state?.omitted ? `${model.state.omitted} more are not told` : '',
        model.lastEvent === null ? '' : describe(model.lastEvent),
      ].filter((one) => one !== '');
      widgets.push(line('event', y++, [{ text: ` ${words.join(' · ')}`, ...dim }]));
      widgets.push(line('keys', y, keyLine(model), panel));
      if (model.lost !== null) widgets.push(lost(model.lost, size));
      if (model.showHelp) widgets.push(help(size));
    }
    return widgets;
  };

function header({ metric, arrangement, state, isPlain }: Model, { nodes }: Layout, width: number): Line {
  const self = nodes.find(({ isSelf }) => isSelf)?.info;
  const whose = self ? `  seen from node ${self.id} (${self.name})` : '';
  const dead = (state?.nodes ?? []).filter((node) => node.state === 'dead').length;
  const right = `${dead > 0 ? `${dead} dead  ` : ''}${isPlain ? '' : `${arrangement === 'automatic' ? 'history: ' : ''}${metricOf(metric).words ?? metric} `}`;
  const left = ` mosmon${whose}`;
  return [
    { text: ' mosmon', bold: true },
    { text: whose, ...dim },
    { text: ' '.repeat(Math.max(1, width - left.length - right.length)) },
    { text: right, fg: colour.cyan },
  ];
}

function keyLine({ metric, showDead, showTotals }: Model): Line {
  const key = (shown: string, word: string, on = false): Span[] => [
    { text: ` ${shown}`, bold: true, fg: colour.cyan },
    { text: ` ${word} `, inverse: on },
  ];
  return [
    ...metrics
      .filter(({ of }) => of === undefined)
      .flatMap(({ key: shown, name }) =>
        key(shown, name === 'utilisability' ? 'util' : name, name === metric || name === metricOf(metric).of),
      ),
    ...key('d', 'dead', showDead),
    ...key('t', 'totals', showTotals),
    ...key('h', 'help'),
    ...key('q', 'quit'),
  ];
}
