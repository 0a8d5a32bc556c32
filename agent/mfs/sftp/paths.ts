import { posix } from 'node:path';
import type { FileTree } from '../tree.ts';

/** Where a client is that names no directory: the root of the tree. `..` is left to the tree, which knows where links lead. */
export function absolute(path: string): string {
  const names = path.split('/').filter((name) => name !== '' && name !== '.');
  // What ends with a slash is a directory, or an error.
  const slash = names.length > 0 && /\/\.?$/.test(path) ? '/' : '';
  return `/${names.join('/')}${slash}`;
}

/** The part of the tree that a path is about: a node's files, or what stands beside them. */
export const areaOf = (path: string): string => posix.normalize(path).split('/').slice(0, 3).join('/');

/** As realpath(3), of what need not exist: its directory is looked up then, or what the path says is believed. */
export async function realPath(tree: FileTree, path: string): Promise<string> {
  try {
    return await tree.realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
  const { dir, base } = posix.parse(posix.normalize(path));
  try {
    return posix.join(await tree.realpath(dir), base);
  } catch {
    return posix.normalize(path);
  }
}
