import { existsSync, readdirSync } from 'node:fs';
import { join } from 'node:path';
import { OmosixError } from '../../protocol/errors.ts';
import { CLUSTER_PREFIX, controlSocketOf, type Places, placesOf } from '../places.ts';
import { AgentClient } from './client.ts';

/** The control sockets of all agents of this user on this machine: the user's own, then those of private clusters. */
export function localSockets(places: Places): string[] {
  const found = [controlSocketOf(places)];
  for (const cluster of names(places.runtime)) {
    if (!cluster.startsWith(CLUSTER_PREFIX)) continue;
    const directory = join(places.runtime, cluster);
    const nodes = names(directory).sort((a, b) => Number(a) - Number(b));
    for (const node of nodes) found.push(controlSocketOf(placesOf({ OMOSIX_HOME: join(directory, node) })));
  }
  return found.filter((path) => existsSync(path));
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
  const tried = await Promise.allSettled(localSockets(places).map((path) => AgentClient.connect(path)));
  const clients = tried.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  if (clients.length > 0) return clients;
  const refused = tried.find((one) => one.status === 'rejected' && one.reason.code !== 'ENOAGENT');
  if (refused?.status === 'rejected') throw refused.reason;
  throw new OmosixError('ENOAGENT', `no agent runs here (nobody answers below ${places.runtime})`);
}
