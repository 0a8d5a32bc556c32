import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { CLUSTER_PREFIX, controlSocketOf, type Places, placesOf } from '../places.ts';
import { AgentClient } from './client.ts';

/** The control sockets of all agents of this user on this machine, by cluster: the user's own, then those of private ones. */
export function localClusters(places: Places): string[][] {
  const found = [[controlSocketOf(places)]];
  for (const cluster of names(places.runtime)) {
    if (!cluster.startsWith(CLUSTER_PREFIX)) continue;
    const directory = join(places.runtime, cluster);
    const nodes = names(directory).sort((a, b) => Number(a) - Number(b));
    found.push(nodes.map((node) => controlSocketOf(placesOf({ OMOSIX_HOME: join(directory, node) }))));
  }
  return found.map((sockets) => sockets.filter((path) => existsSync(path)));
}

function names(directory: string): string[] {
  try {
    return readdirSync(directory);
  } catch {
    return [];
  }
}

/**
 * Connections to all local agents that answer; a socket that a dead agent left is passed over.
 * @throws OmosixError ENOAGENT where there is none
 */
export async function connectAll(places: Places): Promise<AgentClient[]> {
  const sockets = localClusters(places).flat();
  const tried = await Promise.allSettled(sockets.map((path) => AgentClient.connect(path)));
  const clients = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (clients.length > 0) return clients;
  const refused = tried.find((one) => one.status === 'rejected' && one.reason.code !== 'ENOAGENT');
  if (refused?.status === 'rejected') throw refused.reason;
  throw new OmosixError('ENOAGENT', `no agent runs here (nobody answers below ${places.runtime})`);
}
