import { symbolDescription } from './pristine.ts';

/** A key as a piece of a path. */
export const words = (key: PropertyKey): string =>
  typeof key === 'symbol' ? `@@${symbolDescription(key)}` : String(key);

/** Paths are given in one order in every host, so that a number tells equal ones apart. */
export function freePath(path: string, isTaken: (path: string) => boolean): string {
  if (!isTaken(path)) return path;
  let n = 2;
  while (isTaken(`${path}#${n}`)) n++;
  return `${path}#${n}`;
}
