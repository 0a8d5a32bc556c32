import type { NodeInfo } from '../protocol/node.ts';
import { bytes } from './table.ts';

const sum = (values: readonly number[]): number => values.reduce((total, value) => total + value, 0);

/**
 * How evenly load per speed is spread, of 1: the part of all load that is where it would be if all nodes had the same. On one
 * of n like nodes alone it is 1/n; without load it is 1.
 */
export function evenness(nodes: readonly NodeInfo[]): number {
  const power = sum(nodes.map(({ cpus, speed }) => cpus * speed));
  const mean = sum(nodes.map(({ load, cpus, speed }) => load * cpus * speed)) / power;
  if (!(mean > 0)) return 1;
  const off = sum(nodes.map(({ load, cpus, speed }) => Math.abs(load - mean) * cpus * speed));
  return 1 - off / (2 * mean * power);
}

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
    `speed ${power < 1e6 ? power.toFixed(0) : `${(power / 1e6).toFixed(1)}M`}`,
    `memory ${bytes(total - free)}/${bytes(total)}`,
    `${sum(nodes.map(({ guests }) => guests))} running`,
  ].join(' · ');
}
