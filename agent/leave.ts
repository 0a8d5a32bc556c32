import { rmdirSync, rmSync } from 'node:fs';
import { dirname } from 'node:path';
import type { Places } from './places.ts';

/** Takes away what an agent leaves behind when it ends. What a private cluster's node keeps goes with it. */
export function leave(places: Places, isPrivate: boolean): void {
  // Empty directories only: another agent may use them.
  const empty = [places.runtime];
  if (isPrivate) {
    const home = dirname(places.runtime);
    rmSync(home, { recursive: true, force: true });
    empty.push(dirname(home), dirname(dirname(home)));
  }
  for (const directory of empty) {
    try {
      rmdirSync(directory);
    } catch {
      // In use, or gone already.
    }
  }
}
