import type { Metric } from '../metrics.ts';
import type { Model } from '../model.ts';
import { eachMoment, type Past } from '../past.ts';
import { type Chart, isAsked, type Remembered, SPANS } from './model.ts';

/** A metric over a span, in equal parts of it, oldest first; null where nothing is known. */
export interface Series {
  parts: readonly (number | null)[];
  least: number;
  average: number;
  most: number;
  /** What it is made of. */
  count: number;
}

/** Takes a value, how long ago it was, and the most that it was then. */
type Take = (agoMs: number, value: number, most: number) => void;

/** The past changes once a second, and a picture may be drawn more often. */
const drawn = new WeakMap<Past | Remembered, Map<string, Series | null>>();

export function seriesOf(model: Model, chart: Chart, metric: Metric, parts: number): Series | null {
  const source = isAsked(chart) ? chart.told : model.past;
  if (source === null) return null;
  const known = drawn.get(source) ?? new Map<string, Series | null>();
  drawn.set(source, known);
  const key = `${chart.node} ${chart.span} ${metric.name} ${parts}`;
  const before = known.get(key);
  if (before !== undefined) return before;
  const series = summed(chart, parts, (take) =>
    'samples' in source ? remembered(source, chart, metric, take) : seen(source, chart, metric, take),
  );
  known.set(key, series);
  return series;
}

function summed({ span, told }: Chart, parts: number, tell: (take: Take) => void): Series | null {
  const partMs = SPANS[span]!.ms / parts;
  const sums = new Float64Array(parts);
  const counts = new Uint32Array(parts);
  let [least, most, sum, count] = [Number.POSITIVE_INFINITY, 0, 0, 0];
  tell((agoMs, value, top) => {
    const part = Math.min(parts - 1, Math.max(0, parts - 1 - Math.floor(agoMs / partMs)));
    sums[part]! += value;
    counts[part]!++;
    least = Math.min(least, value);
    most = Math.max(most, top);
    sum += value;
    count++;
  });
  if (count === 0) return null;
  const means = Array.from(sums, (total, part) => (counts[part]! > 0 ? total / counts[part]! : null));
  // A step may be longer than a part: until the next one it is all that is known.
  const stepParts = Math.ceil((span > 0 ? (told?.stepMs ?? 0) : 1_000) / partMs);
  const filled = means.map(
    (mean, part) =>
      mean ?? means.slice(Math.max(0, part - stepParts), part).findLast((one) => one !== null) ?? null,
  );
  return { parts: filled, least, average: sum / count, most, count };
}

function remembered({ samples, toMs }: Remembered, { node }: Chart, metric: Metric, take: Take): void {
  for (const sample of samples) {
    if (node !== null && sample.node !== node) continue;
    take(toMs - sample.atMs, metric.value(sample), metric.value({ ...sample, load: sample.mostLoad }));
  }
}

/** The last minutes, as this monitor has seen them: a sample a second. */
function seen(past: Past, { node }: Chart, metric: Metric, take: Take): void {
  eachMoment(past, node, (agoS, sample) => {
    const value = metric.value(sample);
    take(agoS * 1_000, value, value);
  });
}
