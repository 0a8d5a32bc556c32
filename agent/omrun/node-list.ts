import { InvalidArgumentError } from 'commander';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_MASK_NODES } from '../../protocol/limits.ts';

const MAX_NODE_ID = 65_535;

/** What stands between two commas: an ID or a name, or a range of IDs. */
export type NodePart = { name: string } | { first: number; last: number };

/** `1,4-6,lab7`, in its parts */
export function nodeParts(value: string): NodePart[] {
  return value.split(',').map((part) => {
    if (part === '') throw new InvalidArgumentError('It must be node IDs or names, separated by commas.');
    const range = /^(\d+)-(\d+)$/.exec(part);
    if (!range) return { name: part };
    const [first, last] = [Number(range[1]), Number(range[2])];
    if (first < 1 || last < first || last > MAX_NODE_ID)
      throw new InvalidArgumentError(`'${part}' is no range of node IDs.`);
    return { first, last };
  });
}

/** `1,4-6,lab7` → `['1', '4', '5', '6', 'lab7']` */
export const nodeList = (value: string): string[] =>
  nodeParts(value).flatMap((part) =>
    'name' in part
      ? [part.name]
      : Array.from({ length: part.last - part.first + 1 }, (_, step) => String(part.first + step)),
  );

/** Of a node mask, names among them. */
export function maskNodes(value: string): string[] {
  const nodes = nodeList(value);
  if (nodes.some((one) => /^-?\d+$/.test(one) && (Number(one) < 1 || Number(one) > MAX_NODE_ID)))
    throw new InvalidArgumentError('Node IDs are from 1 to 65535.');
  if (nodes.length > MAX_MASK_NODES)
    throw new InvalidArgumentError(`It must be ${MAX_MASK_NODES} nodes at most.`);
  return nodes;
}

/**
 * The IDs of nodes by ID or name: an ID may be of a node that is not there yet, a name is what a node that is known has now.
 * @throws OmosixError ENONODE
 */
export function idsOf(wanted: readonly string[], nodes: readonly NodeViewMessage[]): number[] {
  return wanted.map((one) => (/^\d+$/.test(one) ? Number(one) : nodeCalled(one, nodes).info.id));
}

/** @throws OmosixError ENONODE where none or several are called that */
export function nodeCalled(name: string, nodes: readonly NodeViewMessage[]): NodeViewMessage {
  const [found, ...others] = nodes.filter(({ info }) => String(info.id) === name || info.name === name);
  if (!found) throw new OmosixError('ENONODE', `no node ${name} (mosctl status shows those that are known)`);
  if (others.length === 0) return found;
  const ids = [found, ...others].map(({ info }) => info.id).join(' and ');
  throw new OmosixError('ENONODE', `${name} is the name of nodes ${ids}: say which by its ID`);
}
