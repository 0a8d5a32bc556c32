import type { Path } from './path-calls.ts';

/** Where paths are among the arguments; elsewhere only the first argument is one. A link's target is only text. */
const PATHS: Record<string, number[]> = {
  'fs.rename': [0, 1],
  'fs.link': [0, 1],
  'fs.copyFile': [0, 1],
  'fs.cp': [0, 1],
  'fs.cpList': [0, 1],
  'fs.symlink': [1],
};
const FIRST = [0];

const isPath = (value: unknown): value is Path => typeof value === 'string' || value instanceof Uint8Array;

/** The paths that a call is about. */
export const pathsOf = (name: string, args: readonly unknown[]): Path[] =>
  (PATHS[name] ?? FIRST).map((at) => args[at]).filter(isPath);
