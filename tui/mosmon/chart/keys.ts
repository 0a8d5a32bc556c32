import type { Effect } from '../effects.ts';
import { metrics } from '../metrics.ts';
import type { Model } from '../model.ts';
import { moved, selectedOf } from '../select.ts';
import { ALL_NODES } from '../whom.ts';
import { type Chart, charted, isAsked, SPANS } from './model.ts';

type Next = [Model, Effect[]];

/** What is remembered has steps of ten seconds at least. */
const ASK_EVERY_MS = 15_000;

const asked = (chart: Chart): Effect[] =>
  isAsked(chart) ? [{ do: 'history', node: chart.node, spanMs: SPANS[chart.span]!.ms }] : [];

export const withChart = (model: Model, chart: Chart): Next => [{ ...model, chart }, asked(chart)];

export function askAgain(model: Model, nowMs: number): Next {
  const { chart } = model;
  if (chart === null || !isAsked(chart)) return [model, []];
  const { askedAtMs } = chart;
  if (askedAtMs !== null && nowMs - askedAtMs < ASK_EVERY_MS) return [model, []];
  // It was asked when it was opened.
  return [{ ...model, chart: { ...chart, askedAtMs: nowMs } }, askedAtMs === null ? [] : asked(chart)];
}

export function keyInChart(model: Model, chart: Chart, key: string): Next {
  const metric = metrics.find((one) => one.key === key);
  if (metric) return [{ ...model, metric: metric.name }, []];
  switch (key) {
    case 'escape':
    case 'c':
    case 'enter':
    case 'backspace':
      return chart.isAlone ? [model, []] : [{ ...model, chart: null }, []];
    case 'q':
      return [model, [{ do: 'quit' }]];
    case 'h':
    case '?':
    case 'f1':
      return [{ ...model, showHelp: true }, []];
    case '[':
    case '-':
    case 'up':
      return spanned(model, chart, -1);
    case ']':
    case '+':
    case 'down':
      return spanned(model, chart, 1);
    case 'a': {
      if (chart.node !== null) return withChart(model, charted(null, chart.span));
      const one = selectedOf(model) === ALL_NODES ? moved(model, 1) : model;
      return withChart(one, charted(selectedOf(one), chart.span));
    }
    case 'left':
    case 'right': {
      if (chart.node === null) return [model, []];
      const next = moved(model, key === 'left' ? -1 : 1);
      const id = selectedOf(next);
      return id === null || id === ALL_NODES || id === chart.node
        ? [model, []]
        : withChart(next, charted(id, chart.span));
    }
    default:
      return [model, []];
  }
}

function spanned(model: Model, chart: Chart, by: number): Next {
  const span = Math.max(0, Math.min(SPANS.length - 1, chart.span + by));
  return span === chart.span ? [model, []] : withChart(model, charted(chart.node, span));
}
