import { withChart } from './chart/keys.ts';
import { charted } from './chart/model.ts';
import type { Effect } from './effects.ts';
import { layoutOf } from './layout.ts';
import { metrics } from './metrics.ts';
import type { Arrangement, Model } from './model.ts';
import { looking, opened } from './pane/model.ts';
import { soughtNext } from './search.ts';
import { moved, selectedOf, settled } from './select.ts';

/** What each key does: the help page is made of the same table. */
export const keys: readonly { shown: string; words: string }[] = [
  { shown: 'l L', words: 'load: 100 is one task for one standard CPU · logarithmic' },
  { shown: 's', words: 'speed of one CPU: 10000 is the standard' },
  { shown: 'm r', words: 'memory in use · in bytes, beside the largest node' },
  { shown: 'u', words: 'utilisability: what part of its CPUs has something to do' },
  { shown: 'd t', words: 'dead nodes too, or not · totals of all nodes, or not' },
  { shown: 'w v V', words: 'bars side by side: IDs across · downwards · and no gaps' },
  { shown: 'a o', words: "a card or a line a node · a table, as openMosixview's" },
  { shown: '↑ ↓ PgUp PgDn', words: 'choose a node (Home, End, a click, the wheel)' },
  { shown: '/ n N', words: 'look for a node by name or ID · the next, the one before' },
  { shown: 'Enter', words: 'open the node: what it is, and what can be said to it' },
  { shown: '  s S b u', words: 'there: stay, lstay, block, quiet, or not any more' },
  { shown: '  e g', words: 'there: expel its guests · bring its tasks home' },
  { shown: '  = M', words: 'there: set its speed with ← → · have it measured' },
  { shown: '  ← →', words: 'there: the node before, the next one' },
  { shown: 'c', words: 'the past as a chart: [ ] its span, ← → node, a all nodes' },
  { shown: 'h ?', words: 'this help' },
  { shown: 'q', words: 'quit' },
];

const ARRANGEMENTS: Readonly<Record<string, Arrangement>> = {
  a: 'automatic',
  o: 'table',
  w: 'horizontal',
  v: 'vertical',
  V: 'tight',
};

const QUIT: Effect[] = [{ do: 'quit' }];

export function pressed(model: Model, key: string): [Model, Effect[]] {
  if (key === 'q') return [model, QUIT];
  if (key === 'escape') return model.showHelp ? [{ ...model, showHelp: false }, []] : [model, QUIT];
  if (key === 'enter' && !model.showHelp) {
    const id = selectedOf(model);
    return id === null ? [model, []] : [{ ...model, pane: opened(id) }, looking(id)];
  }
  if (key === 'c') return withChart({ ...model, showHelp: false }, charted(selectedOf(model)));
  return [changed(model, key), []];
}

function changed(model: Model, key: string): Model {
  const metric = metrics.find((one) => one.key === key);
  if (metric) return { ...model, metric: metric.name, showHelp: false };
  const arrangement = ARRANGEMENTS[key];
  if (arrangement) return settled({ ...model, arrangement, scroll: 0, showHelp: false });
  const page = Math.max(1, layoutOf(model).visible);
  switch (key) {
    case 'd':
      return settled({ ...model, showDead: !model.showDead });
    case 't':
      return settled({ ...model, showTotals: !model.showTotals });
    case 'h':
    case '?':
    case 'f1':
      return { ...model, showHelp: !model.showHelp };
    case '/':
      return { ...model, search: '', showHelp: false };
    case 'n':
      return soughtNext(model, 1);
    case 'N':
      return soughtNext(model, -1);
    case 'up':
    case 'left':
      return moved(model, -1);
    case 'down':
    case 'right':
      return moved(model, 1);
    case 'pageup':
      return moved(model, -page, true);
    case 'pagedown':
      return moved(model, page, true);
    case 'home':
      return moved(model, Number.NEGATIVE_INFINITY);
    case 'end':
      return moved(model, Number.POSITIVE_INFINITY);
    default:
      return model;
  }
}
