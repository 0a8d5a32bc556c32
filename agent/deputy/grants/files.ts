import { readlinkSync } from 'node:fs';
import { posix } from 'node:path';
import type { Grants } from '../../../protocol/grants.ts';
import { nameOf } from '../../mfs/names.ts';
import type { FileTree } from '../../mfs/tree.ts';
import type { TaskFiles } from '../mfs/task-files.ts';
import type { Descriptors } from '../syscalls/descriptors.ts';
import { denied } from './denied.ts';
import { isBelow, placeOf } from './places.ts';
import type { GrantedPath, Need } from './rules.ts';

type FileNeed = Extract<Need, { of: 'read' | 'write'; path: GrantedPath }>;
type Direction = FileNeed['of'];

const STREAM = /^\/(?:dev\/(?:std(in|out|err)|fd\/([012]))|proc\/self\/fd\/([012]))$/;
const STREAMS: Record<string, number> = { in: 0, out: 1, err: 2 };
/** They hold nothing of anybody's. */
const NOBODYS: Record<Direction, string[]> = {
  read: ['/dev/null', '/dev/zero', '/dev/random', '/dev/urandom'],
  write: ['/dev/null'],
};
/** Names that mean this home, whatever comes after them, and names that mean another node at each time. */
const HOME = /^\/mfs\/home(?=\/|$)/;

/** The absolute path that a program means; none stays none. */
export function absolute(path: GrantedPath): string {
  const text = typeof path === 'string' ? path : nameOf(path);
  return text === '' || text.startsWith('/') ? text : `${process.cwd()}/${text}`;
}

/** Which files a task may read and write: home's by where they are in truth, those of other nodes by their names as well. */
export class GrantedFiles {
  /** `own`: what the program was loaded from, file by file. `hidden`: what is no task's that has grants. */
  constructor(
    private readonly grants: Pick<Grants, Direction>,
    private readonly own: ReadonlySet<string>,
    private readonly hidden: readonly string[],
  ) {}

  /** Of home. @throws ERR_ACCESS_DENIED @returns whether only some files are allowed, so that the way there counts as well */
  home(need: Omit<FileNeed, 'path'> & { path: string }): boolean {
    const granted = this.grants[need.of];
    const real = placeOf(need.path, need.isItself);
    if (this.hidden.some((one) => isBelow(real, one))) throw denied(need.of, need.path);
    if (granted === true) return false;
    if (this.covers(need.of, real) || (need.of === 'read' && this.own.has(real))) return true;
    throw denied(need.of, need.path);
  }

  /** `path` as its user calls it: what it is at another node is told by that. @throws ERR_ACCESS_DENIED */
  private async elsewhere(
    { of, path, isItself }: FileNeed & { path: string },
    tree: FileTree,
  ): Promise<void> {
    if (this.grants[of] === true) return;
    if (path.split('/').includes('..') || !this.covers(of, path)) throw denied(of, path);
    const real = await realPath(tree, path, isItself === true);
    // An alias is told by its node's own number.
    if (/^\/mfs\/\d/.test(path) && !this.covers(of, real)) throw denied(of, path);
  }

  need(need: FileNeed, files: TaskFiles): boolean | Promise<boolean> {
    const cluster = files.clusterPath(need.path);
    if (cluster === null) return this.home({ ...need, path: absolute(need.path) });
    if (HOME.test(cluster)) return this.home({ ...need, path: cluster.replace(HOME, '') || '/' });
    return this.ofCluster(need, cluster, files);
  }

  private async ofCluster(need: FileNeed, cluster: string, files: TaskFiles): Promise<boolean> {
    const spot = await files.spot(cluster);
    if (files.isAtHome(spot)) this.home({ ...need, path: spot.path });
    await this.elsewhere({ ...need, path: posix.normalize(cluster) }, spot.tree);
    return true;
  }

  /** What a descriptor is of. @throws ERR_ACCESS_DENIED */
  descriptor(fd: number, descriptors: Descriptors): void {
    if (this.grants.write === true) return;
    const { fd: number, remote } = descriptors.get(fd, 'fstat');
    const path = remote
      ? remote.path
      : nameOf(readlinkSync(`/proc/self/fd/${number}`, { encoding: 'buffer' }));
    if (!this.covers('write', path)) throw denied('write', path);
  }

  private covers(of: Direction, path: string): boolean {
    const granted = this.grants[of];
    return granted === true || granted.some((one) => isBelow(path, one));
  }
}

/** One of the task's own standard streams, in the direction that it has, or what is nobody's. */
export function isFree(of: Direction, path: GrantedPath, descriptors: Descriptors): boolean {
  const text = String(path);
  if (NOBODYS[of].includes(text)) return true;
  const [, name, one, other] = STREAM.exec(text) ?? [];
  const fd = name === undefined ? Number(one ?? other) : STREAMS[name]!;
  const isOpen = descriptors.list().some(([number]) => number === fd);
  return isOpen && (of === 'read') === (fd === 0);
}

async function realPath(tree: FileTree, path: string, isItself: boolean): Promise<string> {
  const above = posix.dirname(path);
  const below = async (): Promise<string> =>
    above === path ? path : posix.join(await realPath(tree, above, false), posix.basename(path));
  if (isItself) return below();
  return tree.realpath(path).catch(below);
}
