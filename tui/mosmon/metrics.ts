import { colour, type Style } from '../scene.ts';
import { bytes } from '../table.ts';
import type { MetricName } from './model.ts';
import type { Measured } from './past.ts';

export interface Metric {
  name: MetricName;
  key: string;
  /** What it stands in for: another way to look at the same. */
  of?: MetricName;
  title: string;
  /** For people, where the name does not say it. */
  words?: string;
  value(info: Measured): number;
  /** What a full bar stands for, given the greatest value of all nodes. */
  full(greatest: number, infos: readonly Measured[]): number;
  /** A value in at most six characters, beside a scale. */
  mark(value: number): string;
  text(info: Measured): string;
  /** In at most five characters. */
  short(info: Measured): string;
  style(value: number): Style;
}

const traffic = (value: number, busy: number, full: number): Style => ({
  fg: value <= busy ? colour.green : value <= full ? colour.yellow : colour.red,
});

const usedBytes = ({ freeBytes, totalBytes }: Measured): number =>
  totalBytes - Math.min(totalBytes, freeBytes);

const usedPart = ({ freeBytes, totalBytes }: Measured): number =>
  totalBytes > 0 ? 1 - Math.min(1, freeBytes / totalBytes) : 0;

/** Runnable tasks for each CPU, whatever its speed; up to 1 they all find one. */
const usedCpus = ({ load, speed }: Measured): number => Math.min(1, (load * speed) / 1_000_000);

const percent = (part: number): string => `${Math.round(part * 100)}%`;

export const metrics: readonly Metric[] = [
  {
    name: 'load',
    key: 'l',
    title: 'LOAD',
    value: ({ load }) => load,
    full: (greatest) => round(Math.max(100, greatest)),
    text: ({ load }) => load.toFixed(0),
    short: ({ load }) => load.toFixed(0),
    style: (load) => traffic(load, 75, 150),
    mark: (load) => load.toFixed(0),
  },
  {
    name: 'log',
    key: 'L',
    of: 'load',
    title: 'LOAD',
    words: 'load, logarithmic',
    // One more, so that no load is nothing.
    value: ({ load }) => Math.log10(1 + load),
    full: (greatest) => Math.max(2, Math.ceil(greatest)),
    text: ({ load }) => load.toFixed(0),
    short: ({ load }) => load.toFixed(0),
    style: (log) => traffic(10 ** log - 1, 75, 150),
    mark: (log) => (10 ** log - 1).toFixed(0),
  },
  {
    name: 'speed',
    key: 's',
    title: 'SPEED',
    value: ({ speed }) => speed,
    full: (greatest) => Math.max(1, greatest),
    text: ({ speed }) => speed.toFixed(0),
    short: ({ speed }) => speed.toFixed(0),
    style: () => ({ fg: colour.blue }),
    mark: (speed) => speed.toFixed(0),
  },
  {
    name: 'memory',
    key: 'm',
    title: 'MEM',
    value: usedPart,
    full: () => 1,
    text: (info) => `${percent(usedPart(info))} of ${bytes(info.totalBytes)}`,
    short: (info) => percent(usedPart(info)),
    style: (part) => traffic(part, 0.7, 0.9),
    mark: percent,
  },
  {
    name: 'raw',
    key: 'r',
    of: 'memory',
    title: 'MEM',
    words: 'memory in bytes',
    value: usedBytes,
    // Of the largest: what there is of it on each shows as well.
    full: (_, infos) => Math.max(1, ...infos.map(({ totalBytes }) => totalBytes)),
    text: (info) => `${bytes(usedBytes(info))}/${bytes(info.totalBytes)}`,
    short: (info) => bytes(usedBytes(info)),
    style: () => ({ fg: colour.blue }),
    mark: bytes,
  },
  {
    name: 'utilisability',
    key: 'u',
    title: 'UTIL',
    value: usedCpus,
    full: () => 1,
    text: (info) => percent(usedCpus(info)),
    short: (info) => percent(usedCpus(info)),
    style: (part) => traffic(part, 0.75, 0.99),
    mark: percent,
  },
];

export const metricNames = metrics.map(({ name }) => name);

export const metricOf = (name: MetricName): Metric => metrics.find((metric) => metric.name === name)!;

/** Up to 1, 2 or 5 times a power of ten, so that the scale changes seldom. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}
