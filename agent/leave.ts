import { rmdirSync, rmSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { CLUSTER_PREFIX, type Places, partsOf } from './places.ts';

/**
 * Takes away what an agent leaves behind when it ends: its runtime directory if that is empty by now, since others may
 * use it. `ownHome`: the directory that a private cluster made for this node alone; of it only what agents make there
 * is removed, and the rest stays, whatever it is.
 */
export function leave(places: Places, ownHome: string | null): void {
  const empty = [places.runtime];
  if (ownHome !== null) {
    for (const part of partsOf(ownHome)) rmSync(part, { recursive: true, force: true });
    empty.push(ownHome);
    const cluster = dirname(ownHome);
    if (basename(cluster).startsWith(CLUSTER_PREFIX)) empty.push(cluster, dirname(cluster));
  }
  for (const directory of empty) {
    try {
      rmdirSync(directory);
    } catch {
      // In use, or gone already.
    }
  }
}
