import { lastScroll, layoutOf } from './layout.ts';
import { metrics } from './metrics.ts';
import type { Arrangement, Model } from './model.ts';

/** What each key does: the help page is made of the same table. */
export const keys: readonly { keys: readonly string[]; shown: string; words: string }[] = [
  { keys: ['l'], shown: 'l', words: 'load: 100 is one runnable task for one CPU of speed 10000' },
  { keys: ['L'], shown: 'L', words: 'load on a logarithmic scale' },
  { keys: ['s'], shown: 's', words: 'speed of one CPU: 10000 is the standard' },
  { keys: ['m'], shown: 'm', words: 'memory in use' },
  { keys: ['r'], shown: 'r', words: 'memory in use in bytes, beside the largest node' },
  { keys: ['u'], shown: 'u', words: 'utilisability: what part of its CPUs has something to do' },
  { keys: ['d'], shown: 'd', words: 'dead nodes too, or not' },
  { keys: ['t'], shown: 't', words: 'totals of all nodes, or not' },
  { keys: ['w'], shown: 'w', words: 'a bar a node, side by side, IDs across' },
  { keys: ['v', 'V'], shown: 'v V', words: 'the same for more nodes: IDs downwards · and no gaps' },
  { keys: ['a'], shown: 'a', words: 'a card or a line a node, as there is room' },
  {
    keys: ['up', 'down', 'left', 'right', 'pageup', 'pagedown', 'home', 'end'],
    shown: '↑ ↓ PgUp PgDn',
    words: 'scroll',
  },
  { keys: ['h', '?'], shown: 'h ?', words: 'this help' },
  { keys: ['q', 'escape'], shown: 'q', words: 'quit' },
];

const ARRANGEMENTS: Readonly<Record<string, Arrangement>> = {
  a: 'automatic',
  w: 'horizontal',
  v: 'vertical',
  V: 'tight',
};

export function pressed(model: Model, key: string): Model {
  const metric = metrics.find((one) => one.key === key);
  if (metric) return { ...model, metric: metric.name, showHelp: false };
  const arrangement = ARRANGEMENTS[key];
  if (arrangement) return { ...model, arrangement, scroll: 0, showHelp: false };
  const page = Math.max(1, layoutOf(model).visible);
  switch (key) {
    case 'd':
      return { ...model, showDead: !model.showDead };
    case 't':
      return { ...model, showTotals: !model.showTotals };
    case 'h':
    case '?':
      return { ...model, showHelp: !model.showHelp };
    case 'q':
      return { ...model, quit: true };
    case 'escape':
      return model.showHelp ? { ...model, showHelp: false } : { ...model, quit: true };
    case 'up':
    case 'left':
      return scrolled(model, model.scroll - 1);
    case 'down':
    case 'right':
      return scrolled(model, model.scroll + 1);
    case 'pageup':
      return scrolled(model, model.scroll - page);
    case 'pagedown':
      return scrolled(model, model.scroll + page);
    case 'home':
      return scrolled(model, 0);
    case 'end':
      return scrolled(model, Number.POSITIVE_INFINITY);
    default:
      return model;
  }
}

const scrolled = (model: Model, to: number): Model => ({
  ...model,
  scroll: Math.max(0, Math.min(to, lastScroll(model))),
});
