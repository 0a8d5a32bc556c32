import type { NodeInfo } from '../../protocol/node.ts';
import { colour, type Style } from '../scene.ts';
import { bytes } from '../table.ts';
import type { MetricName } from './model.ts';

export interface Metric {
  name: MetricName;
  key: string;
  title: string;
  value(info: NodeInfo): number;
  /** What a full bar stands for, given the greatest value of all nodes. */
  full(greatest: number): number;
  text(info: NodeInfo): string;
  /** In at most five characters. */
  short(info: NodeInfo): string;
  style(value: number): Style;
}

const traffic = (value: number, busy: number, full: number): Style => ({
  fg: value <= busy ? colour.green : value <= full ? colour.yellow : colour.red,
});

const usedPart = ({ freeBytes, totalBytes }: NodeInfo): number =>
  totalBytes > 0 ? 1 - Math.min(1, freeBytes / totalBytes) : 0;

/** Runnable tasks for each CPU, whatever its speed; up to 1 they all find one. */
const usedCpus = ({ load, speed }: NodeInfo): number => Math.min(1, (load * speed) / 1_000_000);

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
  },
];

export const metricOf = (name: MetricName): Metric => metrics.find((metric) => metric.name === name)!;

/** Up to 1, 2 or 5 times a power of ten, so that the scale changes seldom. */
function round(value: number): number {
  const power = 10 ** Math.floor(Math.log10(value));
  return [1, 2, 5, 10].map((step) => step * power).find((step) => step >= value)!;
}
