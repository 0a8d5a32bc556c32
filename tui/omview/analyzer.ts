import { charted } from '../mosmon/chart/model.ts';
import type { Model as Nodes } from '../mosmon/model.ts';

/** What of mosmon is the analyzer's own: it looks at the same nodes, and at nothing but their past. */
export type Analyzer = Pick<Nodes, 'chart' | 'metric' | 'showHelp' | 'selected'>;

/** An hour says more of a cluster than the moment does: that is in the other tabs. */
const SPAN = 1;

export const newAnalyzer = (): Analyzer => ({
  // Asked for as soon as it is seen.
  chart: { ...charted(null, SPAN), isAlone: true, askedAtMs: 0 },
  metric: 'load',
  showHelp: false,
  selected: null,
});

/** mosmon with nothing but that chart. */
export const analyzing = (nodes: Nodes, analyzer: Analyzer): Nodes => ({
  ...nodes,
  ...analyzer,
  pane: null,
  search: null,
  said: null,
});

export const analyzerOf = ({ chart, metric, showHelp, selected }: Nodes, before: Analyzer): Analyzer => ({
  chart: { ...(chart ?? before.chart!), isAlone: true },
  metric,
  showHelp,
  selected,
});
