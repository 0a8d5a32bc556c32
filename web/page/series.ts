import type { WebSamples } from '../../protocol/web.ts';

export type Measure = 'load' | 'memory' | 'speed';
export type Which = 'each' | 'all' | number;

export interface Series {
  label: string;
  /** By which its colour is chosen: the same for a node in each chart. */
  node: number;
  values: (number | null)[];
}

/** Beyond so many nodes a line for each says nothing. */
export const MOST_LINES = 12;

type Columns = WebSamples['nodes'][number];

/** What a chart shows, a value for each time: of each node, of one, or of all as if they were one. */
export function seriesOf(samples: WebSamples, measure: Measure, which: Which): Series[] {
  const { nodes } = samples;
  if (which === 'all') return [{ label: 'all nodes', node: 0, values: together(samples, measure) }];
  const shown = which === 'each' ? nodes.slice(0, MOST_LINES) : nodes.filter(({ id }) => id === which);
  return shown.map((columns) => ({
    label: `${columns.id} ${columns.name}`,
    node: columns.id,
    values: samples.times.map((_, at) => valueAt(columns, measure, at)),
  }));
}

function valueAt(columns: Columns, measure: Measure, at: number): number | null {
  if (measure !== 'memory') return columns[measure][at] ?? null;
  const used = columns.usedBytes[at] ?? null;
  const total = columns.totalBytes[at] ?? null;
  return used === null || total === null || total === 0 ? null : (100 * used) / total;
}

/** Load as that of one machine with their speeds, memory in use of what they have, speeds added. */
function together({ times, nodes }: WebSamples, measure: Measure): (number | null)[] {
  return times.map((_, at) => {
    const known = nodes.filter(({ load }) => load[at] !== null && load[at] !== undefined);
    if (known.length === 0) return null;
    const sum = (value: (columns: Columns) => number | null | undefined): number =>
      known.reduce((total, columns) => total + (value(columns) ?? 0), 0);
    const speed = sum((columns) => columns.speed[at]);
    if (measure === 'speed') return speed;
    if (measure === 'memory') {
      const total = sum((columns) => columns.totalBytes[at]);
      return total > 0 ? (100 * sum((columns) => columns.usedBytes[at])) / total : null;
    }
    return speed > 0 ? sum((columns) => (columns.load[at] ?? 0) * (columns.speed[at] ?? 0)) / speed : null;
  });
}
