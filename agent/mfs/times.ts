import type { Stats } from 'node:fs';
import type { Attributes } from './tree.ts';

/**
 * Access and modification time to be set, that which is not named as it is; null where neither is. In seconds, as text: of numbers below 0
 * node makes the present.
 */
export function timesOf(
  { atime, mtime }: Attributes,
  stat: Pick<Stats, 'atimeMs' | 'mtimeMs'>,
): [atime: string, mtime: string] | null {
  if (atime === undefined && mtime === undefined) return null;
  return [String(atime ?? stat.atimeMs / 1000), String(mtime ?? stat.mtimeMs / 1000)];
}
