import { cpuLimitIsMissing } from '../../support/lan/cpu-limit.ts';
import { lanIsMissing } from '../../support/lan/needs.ts';
import type { Row } from '../table.ts';
import { comeAndGo } from './come-and-go.ts';
import { Hosts } from './hosts.ts';
import { idle } from './idle.ts';
import { makespan } from './makespan.ts';
import { steady } from './steady.ts';

type Part = 'idle' | 'come' | 'makespan' | 'steady';

/**
 * What an idle agent costs; how soon a node that comes is used and one that goes is empty; on hosts of unequal speed, how
 * near to the offline optimum tasks are done, and whether anything moves without need.
 */
export async function balance(
  dist: string,
  root: string,
  options: { repeats: number; minutes: number; only: readonly string[] },
): Promise<Row[]> {
  const { repeats, minutes, only } = options;
  const isWanted = (part: Part): boolean => only.length === 0 || only.includes(part);
  const rows: Row[] = [];
  if (isWanted('idle')) rows.push(...(await idle(dist)));
  const missing = lanIsMissing();
  if (missing !== null) {
    console.log(`what needs several hosts is skipped: ${missing}`);
    return rows;
  }
  if (isWanted('come')) rows.push(...(await comeAndGo(dist, root, repeats)));
  if (!isWanted('makespan') && !isWanted('steady')) return rows;
  const unlimited = cpuLimitIsMissing();
  if (unlimited !== null) {
    console.log(`hosts of unequal speed are skipped: ${unlimited}`);
    return rows;
  }
  const hosts = await Hosts.start(dist, root);
  try {
    if (isWanted('makespan')) rows.push(...(await makespan(hosts, root, Math.ceil(repeats / 2))));
    if (isWanted('steady')) rows.push(...(await steady(hosts, root, minutes * 60_000)));
    return rows;
  } finally {
    await hosts.remove();
  }
}
