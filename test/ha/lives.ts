/** One task under --ha to whose home nothing is done, while all else fails for moments; and whether anybody could tell. */
import { execFileSync } from 'node:child_process';
import { setTimeout as sleep } from 'node:timers/promises';
import { differs, expectedOf, type Program } from './compared.ts';
import type { HaCluster, Seen } from './ha-cluster.ts';

/**
 * `links`: the node's connections to the others break; `stops`: its agent stands still for so long; `etcd`: etcd does; `leaves`: its agent is
 * killed, and comes back after so long.
 */
export const TROUBLES = ['links', 'stops', 'etcd', 'leaves'] as const;
export interface Trouble {
  kind: (typeof TROUBLES)[number];
  node: number;
  afterMs: number;
  forMs: number;
}

export interface Life {
  program: Program;
  rounds: number;
  options: string[];
  troubles: Trouble[];
}

const HOME = 1;
const LIMIT_MS = 90_000;

/** @returns what differs from plain node, in words; null where nothing does */
export async function life(
  ha: HaCluster,
  { program, rounds, options, troubles }: Life,
): Promise<string | null> {
  const expected = await expectedOf(ha, program, rounds);
  const deputy = await ha.begin(HOME, program, ...options, ...expected.args);
  const isOurs = ({ record }: Seen): boolean => record.deputy.pid === deputy;
  const all = Promise.all(troubles.map((trouble) => happen(ha, trouble)));
  all.catch(() => {});
  const last = await ha.next([HOME], (seen) => isOurs(seen) && seen.record.end !== null, LIMIT_MS);
  await all;
  return differs(last, expected);
}

async function happen(ha: HaCluster, { kind, node, afterMs, forMs }: Trouble): Promise<void> {
  await sleep(afterMs);
  const pid = ha.agent(node);
  if (kind === 'links') breakLinks(await ha.port(node));
  else if (kind === 'stops') {
    ha.halt(pid);
    await sleep(forMs);
    ha.go(pid);
  } else if (kind === 'etcd') {
    ha.etcds.stop(0);
    await sleep(forMs);
    ha.etcds.resume(0);
  } else {
    process.kill(pid, 'SIGKILL');
    await sleep(forMs);
    await ha.back(node);
  }
}

/** As a router that forgets them. */
function breakLinks(port: number): void {
  execFileSync('ss', ['-K', 'state', 'established', `( sport = :${port} or dport = :${port} )`], {
    stdio: 'ignore',
  });
}
