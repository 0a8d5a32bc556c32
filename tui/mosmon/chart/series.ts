import type { Metric } from '../metrics.ts';
import type { Model } from '../model.ts';
import { KEPT_MOMENTS, type Measured, pastOf } from '../past.ts';
import { type Chart, isAsked, SPANS } from './model.ts';

/** A metric over a span, in equal parts of it, oldest first; null where nothing is known. */
export interface Series {
  parts: readonly (number | null)[];
  least: number;
  average: number;
  most: number;
  /** What it is made of. */
  count: number;
}

interface Point {
  /** Before the end of the span. */
  agoMs: number;
  value: number;
  most: number;
}

export function seriesOf(model: Model, chart: Chart, metric: Metric, parts: number): Series | null {
  const points = isAsked(chart) ? remembered(chart, metric) : seen(model, chart, metric);
  if (points.length === 0) return null;
  const partMs = SPANS[chart.span]!.ms / parts;
  const sums = new Float64Array(parts);
  const counts = new Uint32Array(parts);
  for (const { agoMs, value } of points) {
    const part = Math.min(parts - 1, Math.max(0, parts - 1 - Math.floor(agoMs / partMs)));
    sums[part]! += value;
    counts[part]!++;
  }
  const means = Array.from(sums, (sum, part) => (counts[part]! > 0 ? sum / counts[part]! : null));
  // A step may be longer than a part: until the next one it is all that is known.
  const stepParts = Math.ceil((isAsked(chart) ? (chart.told?.stepMs ?? 0) : 1_000) / partMs);
  return {
    parts: means.map(
      (mean, part) => mean ?? means.slice(Math.max(0, part - stepParts), part).findLast(isKnown) ?? null,
    ),
    least: points.reduce((least, { value }) => Math.min(least, value), Number.POSITIVE_INFINITY),
    average: points.reduce((sum, { value }) => sum + value, 0) / points.length,
    most: points.reduce((most, point) => Math.max(most, point.most), 0),
    count: points.length,
  };
}

const isKnown = (value: number | null): value is number => value !== null;

function remembered({ node, told }: Chart, metric: Metric): Point[] {
  const { samples = [], toMs = 0 } = told ?? {};
  return samples
    .filter((sample) => node === null || sample.node === node)
    .map((sample) => ({
      agoMs: toMs - sample.atMs,
      value: metric.value(sample),
      most: metric.value({ ...sample, load: sample.mostLoad }),
    }));
}

/** The last minutes, as this monitor has seen them: a sample a second. */
function seen({ past, state }: Model, { node }: Chart, metric: Metric): Point[] {
  const ids = node === null ? (state?.nodes ?? []).map(({ info }) => info.id) : [node];
  return ids.flatMap((id) => {
    const samples = pastOf(past, id, KEPT_MOMENTS);
    return samples.map((sample: Measured, at): Point => {
      const value = metric.value(sample);
      return { agoMs: (samples.length - 1 - at) * 1_000, value, most: value };
    });
  });
}
