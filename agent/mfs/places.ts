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

/** What node a name below `/mfs` means: an ID, or what the node calls itself; null for none. */
export function idsOf({
  nodes,
  knows,
}: {
  nodes(): NodeView[];
  knows(node: number): boolean;
}): (name: string) => number | null {
  return (name) => {
    if (/^[1-9]\d{0,4}$/.test(name) && knows(Number(name))) return Number(name);
    return nodes().find(({ info }) => info.name === name)?.info.id ?? null;
  };
}

/** `/mfs`: the nodes that are up, by ID; each is there under its name, too. */
export function nodesPlace(
  nodes: () => NodeView[],
  idOf: (name: string) => number | null,
  filesOf: (node: number) => FileTree,
): Place {
  return {
    names: () =>
      nodes()
        .filter(({ state }) => state === 'alive')
        .map(({ info }) => String(info.id)),
    get: (name) => {
      const id = idOf(name);
      return id === null ? undefined : { tree: filesOf(id), shift: id * DEVICES };
    },
  };
}
