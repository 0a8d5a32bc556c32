import { ExportTree } from '../../mfs/export/export-tree.ts';
import { Roots } from '../../mfs/export/roots.ts';
import { treeError } from '../../mfs/tree-error.ts';
import { isBelow } from './places.ts';

/** What may be read or written, as one set of places: who exchanges names meanwhile is never led out of it. */
class GrantedRoots extends Roots {
  constructor(
    read: readonly string[],
    write: readonly string[],
    private readonly kept: readonly string[],
  ) {
    const mode = (path: string) => (write.some((one) => isBelow(path, one)) ? 'rw' : 'ro');
    super(
      [...new Set([...read, ...write])].map((path) => ({ path, mode: mode(path) })),
      kept,
    );
  }

  /** A file that may be written may go, whatever it was granted as. */
  override isFixed(path: string): boolean {
    return this.kept.some((one) => isBelow(one, path));
  }

  override areAlike(one: string, other: string): boolean {
    return this.modeOf(one) === this.modeOf(other);
  }
}

/** Copies of links would lead others of the user's programs where the task may not go itself. */
class GrantedTree extends ExportTree {
  override async symlink(): Promise<void> {
    throw treeError('EACCES', 'links are made by who may read and write all files');
  }
}

/** Home's files as far as a task may have them; each path is walked by names, as for an export (docs/design/mfs.md). */
export function grantedTree(
  read: readonly string[],
  write: readonly string[],
  hidden: readonly string[],
): ExportTree {
  const roots = new GrantedRoots(read, write, hidden);
  return new GrantedTree(() => roots);
}
