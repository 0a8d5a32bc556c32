/** A metric with its samples, as Prometheus knows them. Names of counters come without `_total`. */
export interface Family {
  name: string;
  type: 'gauge' | 'counter' | 'histogram';
  help: string;
  samples: Sample[];
}

export interface Sample {
  labels?: Readonly<Record<string, string>>;
  value: number | Buckets;
}

/** How many values were at most so large: by upper bound, in ascending order; then all of them, and their sum. */
export interface Buckets {
  upTo: readonly (readonly [bound: number, count: number])[];
  count: number;
  sum: number;
}

export type Format = 'prometheus' | 'openmetrics';

export const CONTENT_TYPES: Record<Format, string> = {
  prometheus: 'text/plain; version=0.0.4; charset=utf-8',
  openmetrics: 'application/openmetrics-text; version=1.0.0; charset=utf-8',
};

/** The text that a scraper reads: Prometheus' format 0.0.4, or OpenMetrics 1.0 for who asks for it. */
export function exposition(families: readonly Family[], format: Format): string {
  const isOpen = format === 'openmetrics';
  const lines = families.flatMap((family) => {
    const { name, type, help, samples } = family;
    const called = type === 'counter' && !isOpen ? `${name}_total` : name;
    return [
      `# HELP ${called} ${help.replaceAll('\\', '\\\\').replaceAll('\n', '\\n')}`,
      `# TYPE ${called} ${type}`,
      ...samples.flatMap((sample) => linesOf(family, sample)),
    ];
  });
  return `${lines.join('\n')}\n${isOpen ? '# EOF\n' : ''}`;
}

function linesOf({ name, type }: Family, { labels = {}, value }: Sample): string[] {
  if (typeof value === 'number')
    return [`${name}${type === 'counter' ? '_total' : ''}${inBraces(labels)} ${shown(value)}`];
  const { upTo, count, sum } = value;
  return [
    ...upTo.map(([bound, below]) => `${name}_bucket${inBraces({ ...labels, le: shown(bound) })} ${below}`),
    `${name}_bucket${inBraces({ ...labels, le: '+Inf' })} ${count}`,
    `${name}_sum${inBraces(labels)} ${shown(sum)}`,
    `${name}_count${inBraces(labels)} ${count}`,
  ];
}

function inBraces(labels: Readonly<Record<string, string>>): string {
  const pairs = Object.entries(labels).map(([name, value]) => `${name}="${escaped(value)}"`);
  return pairs.length === 0 ? '' : `{${pairs.join(',')}}`;
}

const escaped = (value: string): string =>
  value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');

const shown = (value: number): string =>
  value === Number.POSITIVE_INFINITY ? '+Inf' : value === Number.NEGATIVE_INFINITY ? '-Inf' : String(value);
