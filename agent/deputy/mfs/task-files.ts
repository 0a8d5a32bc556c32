import { statSync } from 'node:fs';
import { posix } from 'node:path';
import type { Fence } from '../../../protocol/files.ts';
import { LocalTree } from '../../mfs/local-tree.ts';
import { nameOf } from '../../mfs/names.ts';
import type { ClusterFiles, FileTree } from '../../mfs/tree.ts';
import { Ends } from './ends.ts';

/** A file that a task means, somewhere in the cluster. */
export interface Spot {
  tree: FileTree;
  path: string;
  /** As the task has said it. */
  shown: string;
}

/** All nodes hear of a new deputy at once, where it has a fence. */
type Connected = FileTree & Partial<Pick<ClusterFiles, 'fenceAll'>>;

/** What the deputy knows of the cluster's files. */
export interface ClusterAccess {
  /** The node that is home. */
  home: number;
  /** Which of the task's deputies this is, where another one may follow it; the connection has it, too. */
  fence?: Fence | null;
  /** A connection to the agent, for files alone. */
  connect(): Promise<Connected>;
}

/** Nodes. */
export interface Meanings {
  where: number;
  lastExec: number;
  selected: number;
  lastMade: number | null;
}

const MFS = /^\/mfs(?=\/|$)/;
/** By which node is meant: not always the same. */
const ALIASED = /^\/mfs\/(home|here|magic|lastexec|selected)(?=\/|$)/;
/** As openMosix's programs say which node they select. */
const SELECTED = '/proc/self/selected';

/** The cluster's files as one task sees them: `/mfs/ID/…`, and the names that mean another node for each task, or at each time. */
export class TaskFiles {
  /** Where it executes, where it began to, and the node that it has selected. */
  where: number;
  lastExec: number;
  selected: number;
  private lastMade: number | null = null;
  /** Where the next byte of a file that is appended to goes, for a task whose deputy may be followed by another. */
  readonly ends: Ends | null;
  private tree: Promise<Connected> | null = null;
  private isOurs: boolean | null = null;
  private readonly local: FileTree;

  /** `granted`: home's files as far as the task may have them; null: as its user has them. */
  constructor(
    private readonly access: ClusterAccess | null,
    private readonly granted: FileTree | null = null,
  ) {
    this.local = granted ?? new LocalTree();
    this.ends = access?.fence ? new Ends() : null;
    const home = access?.home ?? 0;
    this.where = home;
    this.lastExec = home;
    this.selected = home;
  }

  /** The absolute path, where it is one of the cluster's; null for all others. A directory `/mfs` that home really has is the program's. */
  clusterPath(path: string | Buffer): string | null {
    const text = typeof path === 'string' ? path : nameOf(path);
    if (this.access === null || !text.includes('mfs')) return null;
    const absolute = text.startsWith('/') ? text : `${process.cwd()}/${text}`;
    // Where `..` leads from a link is its tree's business: only what comes before /mfs is put in order here.
    const clean = MFS.test(absolute) ? absolute : posix.normalize(absolute);
    if (!MFS.test(clean)) return null;
    // Its next deputy's home may have another root.
    this.isOurs ??= this.access.fence != null || statSync('/mfs', { throwIfNoEntry: false }) === undefined;
    return this.isOurs ? clean : null;
  }

  /** Its name means another node at another time. */
  isAliased(path: string | Buffer): boolean {
    return ALIASED.test(this.clusterPath(path) ?? '');
  }

  /** What the names that mean another node at another time mean now; for the next deputy. */
  get meanings(): Meanings {
    const { where, lastExec, selected, lastMade } = this;
    return { where, lastExec, selected, lastMade };
  }
  set meanings({ where, lastExec, selected, lastMade }: Meanings) {
    Object.assign(this, { where, lastExec, selected });
    this.lastMade = lastMade;
  }

  isSelection(path: string | Buffer): boolean {
    return this.access !== null && path === SELECTED;
  }

  /** `makes`: something new is made there, so that it is where the task runs (`/mfs/magic`). */
  async spot(path: string | Buffer, makes = false): Promise<Spot> {
    const shown = typeof path === 'string' ? path : nameOf(path);
    const cluster = this.clusterPath(path);
    if (cluster === null) return this.home(shown, shown);
    const [whole, alias] = ALIASED.exec(cluster) ?? [];
    if (whole === undefined) return { tree: await this.connected(), path: cluster, shown };
    const rest = cluster.slice(whole.length);
    const node = this.nodeOf(alias!, makes);
    // Of a task whose deputy may be on another node next time even these are asked for by their node.
    if (node === this.access!.home && !this.access!.fence) return this.home(rest || '/', shown);
    return { tree: await this.connected(), path: `/mfs/${node}${rest}`, shown };
  }

  private nodeOf(alias: string, makes: boolean): number {
    switch (alias) {
      case 'home':
        return this.access!.home;
      case 'here':
        return this.where;
      case 'lastexec':
        return this.lastExec;
      case 'selected':
        return this.selected;
      default:
        if (makes) this.lastMade = this.where;
        return this.lastMade ?? this.where;
    }
  }

  /** From now on no node does anything for a deputy before this one. */
  async fenceAll(): Promise<void> {
    await (await this.connected()).fenceAll?.();
  }

  isAtHome({ tree }: Spot): boolean {
    return tree === this.local;
  }

  private home(path: string, shown: string): Spot {
    // Whose paths begin at the root.
    const isWhole = this.granted === null || path === '' || path.startsWith('/');
    return { tree: this.local, path: isWhole ? path : `${process.cwd()}/${path}`, shown };
  }

  /** Another attempt where the last one has failed. */
  private connected(): Promise<Connected> {
    this.tree ??= this.access!.connect().catch((error) => {
      this.tree = null;
      throw error;
    });
    return this.tree;
  }
}
