import type { NodeView } from '../../protocol/node.ts';
import type { Mount, Place } from './cluster-tree.ts';
import type { FileTree } from './tree.ts';

/** Above any number that a machine gives to a device. */
export const DEVICES = 2 ** 32;

/** A directory with a fixed list of what hangs in it. */
export function placeOf(what: Record<string, () => Place | Mount>): Place {
  const names = Object.keys(what);
  return { names: () => names, get: (name) => (names.includes(name) ? what[name]!() : undefined) };
}

/** `/mfs`: the nodes that are up, by ID; each is there under its name, too. */
export function nodesPlace(nodes: () => NodeView[], filesOf: (node: number) => FileTree): Place {
  return {
    names: () =>
      nodes()
        .filter(({ state }) => state === 'alive')
        .map(({ info }) => String(info.id)),
    get: (name) => {
      const views = nodes();
      const found =
        views.find(({ info }) => String(info.id) === name) ?? views.find(({ info }) => info.name === name);
      return found && { tree: filesOf(found.info.id), shift: found.info.id * DEVICES };
    },
  };
}
