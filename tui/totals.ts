import type { NodeInfo } from '../protocol/node.ts';
import { bytes } from './table.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/** All nodes that live, as one. */
export function totals(nodes: readonly NodeInfo[]): string {
  const cpus = sum(nodes.map((info) => info.cpus));
  const power = sum(nodes.map(({ cpus, speed }) => cpus * speed));
  const load = power > 0 ? sum(nodes.map((info) => info.load * info.cpus * info.speed)) / power : 0;
  const total = sum(nodes.map(({ totalBytes }) => totalBytes));
  const free = sum(nodes.map(({ freeBytes }) => freeBytes));
  const count = (n: number, what: string): string => `${n} ${what}${n === 1 ? '' : 's'}`;
  return [
    count(nodes.length, 'node'),
    count(cpus, 'CPU'),
    `load ${load.toFixed(0)}`,
    `speed ${power.toFixed(0)}`,
    `memory ${bytes(total - free)}/${bytes(total)}`,
    `${sum(nodes.map(({ guests }) => guests))} running`,
  ].join(' · ');
}
