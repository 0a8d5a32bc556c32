import { realpathSync, statSync } from 'node:fs';
import { OmosixError } from '../../protocol/errors.ts';
import type { Fence } from '../../protocol/files.ts';
import { MAX_EXPORTS } from '../../protocol/limits.ts';
import {
  type ExportMode,
  type ExportRoot,
  MAX_ANNOUNCED_EXPORTS,
  MAX_ANNOUNCED_PATH_CHARS,
  type NodeInfo,
  type NodeView,
} from '../../protocol/node.ts';
import type { Clock, Log } from '../../protocol/ports.ts';
import type { Note } from '../audit/audit.ts';
import type { Places } from '../places.ts';
import type { Settings } from '../settings/settings.ts';
import { ClusterTree, type Mount } from './cluster-tree.ts';
import { Exporter } from './export/exporter.ts';
import { fencedService } from './fence/fenced.ts';
import { FencedNodes } from './fence/fenced-nodes.ts';
import { Fences } from './fence/fences.ts';
import { NodeFiles, type NodeFilesOptions } from './node-files.ts';
import { OwnFiles } from './own-files.ts';
import { idsOf, nodesPlace, placeOf } from './places.ts';
import type { FileTree } from './tree.ts';
import { counted } from './wire/counted.ts';
import { askersOf, type Service } from './wire/service.ts';
import { TreeServer } from './wire/tree-server.ts';

export interface MfsOptions {
  self: number;
  clock: Clock;
  log: Log;
  places: Places;
  settings: Settings;
  /** All nodes are one user's: they have all files of each other until told otherwise. */
  isPrivate: boolean;
  /** dist/exports.mjs */
  script: string;
  nodes(): NodeView[];
  /** There is such a node, as far as is known. */
  knows(node: number): boolean;
  /** A task whose home is here has used that node's files. */
  used(task: string, node: number, bytes: number): void;
  /** What is below `/proc`. */
  proc(): FileTree;
  peer: NodeFilesOptions['peer'];
  /** This node serves files to that one. */
  mayHave(node: number): boolean;
  audit: Note;
}

/** The files of the cluster: what this node serves, and all nodes' under one root. */
export class Mfs {
  readonly nodes: NodeFiles;
  readonly tree: ClusterTree;
  private readonly exporter: Exporter;
  private readonly local: TreeServer;
  /** For tasks that execute here. */
  readonly ownFiles: OwnFiles;
  private readonly idOf: (name: string) => number | null;
  private readonly fences: Fences;
  private readonly sinceMs: number;
  private procTree: FileTree | null = null;
  private lastLocal = 0;

  constructor(private readonly options: MfsOptions) {
    const { self, clock, log, script, places, peer } = options;
    const hidden = [places.state, places.config, places.cache, places.runtime].map(realPath);
    this.exporter = new Exporter(self, script, this.roots, hidden, log);
    const client = this.exporter.newClient();
    this.fences = new Fences(places.state, log);
    const own = askersOf({
      serve: fencedService(
        (request, tail, say) => this.exporter.serve(client, request, tail, say),
        this.fences,
      ),
    });
    this.ownFiles = new OwnFiles(this.exporter, (home) => this.refusal(home));
    this.nodes = new NodeFiles({ clock, self, own, peer });
    this.idOf = idsOf(options);
    this.sinceMs = Math.round(clock.nowMs());
    this.tree = this.treeOf((node) => this.nodes.of(node));
    this.local = new TreeServer(this.tree);
  }

  private treeOf(filesOf: (node: number) => FileTree): ClusterTree {
    const mfs = nodesPlace(this.options.nodes, this.idOf, filesOf);
    const proc = (): Mount => {
      this.procTree ??= this.options.proc();
      return { tree: this.procTree, shift: 0 };
    };
    return new ClusterTree(placeOf({ mfs: () => mfs, proc }), this.sinceMs);
  }

  /** What is served now. */
  get roots(): ExportRoot[] {
    const { settings, isPrivate } = this.options;
    const { nomfs, exports } = settings.now;
    if (nomfs) return [];
    return exports ?? (isPrivate ? [{ path: '/', mode: 'rw' }] : []);
  }

  announce(): Pick<NodeInfo, 'exports' | 'moreExports'> {
    const { roots } = this;
    if (roots.length === 0) return {};
    const exports = roots
      .filter(({ path }) => path.length <= MAX_ANNOUNCED_PATH_CHARS)
      .slice(0, MAX_ANNOUNCED_EXPORTS);
    const moreExports = roots.length - exports.length;
    return { exports, ...(moreExports > 0 && { moreExports }) };
  }

  /** The directories that count, with a change to them: `mode` null takes one out. @throws OmosixError EUSAGE */
  changed(path: string, mode: ExportMode | null): ExportRoot[] {
    const { settings, isPrivate } = this.options;
    const before = settings.now.exports ?? (isPrivate ? [{ path: '/', mode: 'rw' }] : []);
    // What is gone can still be taken out.
    const real = mode === null && before.some((root) => root.path === path) ? path : directory(path);
    const others = before.filter((root) => root.path !== real);
    if (mode === null && others.length === before.length)
      throw new OmosixError('EUSAGE', `${real} is not exported (mosctl export shows what is)`);
    const after = mode === null ? others : [...others, { path: real, mode }];
    if (after.length > MAX_EXPORTS)
      throw new OmosixError('EUSAGE', `a node exports ${MAX_EXPORTS} directories at most`);
    return after.sort((a, b) => (a.path < b.path ? -1 : 1));
  }

  /** What is told to serve has changed. */
  apply(): void {
    this.exporter.set(this.roots);
  }

  /** What serves a node over one connection: each request is judged by what that node may now. */
  serviceFor(node: number): Service {
    const client = this.exporter.newClient();
    const serve = fencedService(
      (request, tail, say) => this.exporter.serve(client, request, tail, say),
      this.fences,
    );
    return {
      serve: (request, tail, say) => {
        const why = this.refusal(node);
        // The deputy may have been on a node that may have files: it is kept out by any that comes after it.
        const isKnown = request.op === 'fence' && request.fence && this.fences.knows(request.fence);
        if (why === null || isKnown) serve(request, tail, say);
        else {
          this.options.audit({ event: 'files-refused', node });
          say({ error: { code: 'EACCES', why } });
        }
      },
      left: () => this.exporter.left(client),
    };
  }

  private refusal(node: number): string | null {
    const { self, mayHave } = this.options;
    if (mayHave(node)) return null;
    return `node ${self} serves no files to node ${node} (its user could: mosctl grant ${node} run,host,files)`;
  }

  /** The whole tree, for one local command or for a task's deputy; `fence`: which of its deputies that is. */
  localService(task: string | null, fence: Fence | null): Service {
    const client = ++this.lastLocal;
    const fenced = fence && new FencedNodes(this.nodes, fence, this.options);
    const server = fenced ? new TreeServer(this.treeOf((node) => fenced.of(node))) : this.local;
    const service: Service = {
      serve: (request, tail, say) => {
        if (request.op !== 'fence') void server.serve(client, request, tail, say);
        else if (fenced) void fenced.all(say);
        else say({ error: { code: 'EINVAL', why: 'this connection is no deputy\u2019s' } });
      },
      left: () => server.left(client),
    };
    if (task === null) return service;
    return counted(service, (name, bytes) => {
      const node = this.idOf(name);
      if (node !== null) this.options.used(task, node, bytes);
    });
  }

  close(): void {
    this.exporter.close();
  }
}

function realPath(path: string): string {
  try {
    return realpathSync(path);
  } catch {
    return path;
  }
}

/** Its real path: links above it are not followed when it is served. @throws OmosixError EUSAGE */
function directory(path: string): string {
  try {
    const real = realpathSync(path);
    if (statSync(real).isDirectory()) return real;
  } catch (error) {
    throw new OmosixError('EUSAGE', `${path}: ${(error as Error).message}`);
  }
  throw new OmosixError('EUSAGE', `${path} is not a directory`);
}
