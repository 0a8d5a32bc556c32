import { InvalidArgumentError } from 'commander';
import { MAX_MASK_NODES } from '../../protocol/limits.ts';

const MAX_NODE_ID = 65_535;

/** `1,4-6,lab7` → `['1', '4', '5', '6', 'lab7']` */
export function nodeList(value: string): string[] {
  return value.split(',').flatMap((part) => {
    if (part === '') throw new InvalidArgumentError('It must be node IDs or names, separated by commas.');
    const range = /^(\d+)-(\d+)$/.exec(part);
    if (!range) return [part];
    const [first, last] = [Number(range[1]), Number(range[2])];
    if (first < 1 || last < first || last > MAX_NODE_ID)
      throw new InvalidArgumentError(`'${part}' is no range of node IDs.`);
    return Array.from({ length: last - first + 1 }, (_, step) => String(first + step));
  });
}

/** Of a node mask: IDs alone, since a name may go to another node while the task runs. */
export function maskNodes(value: string): number[] {
  const ids = nodeList(value).map(Number);
  if (ids.some((id) => !Number.isInteger(id) || id < 1 || id > MAX_NODE_ID))
    throw new InvalidArgumentError(
      'It must be node IDs from 1 to 65535 and ranges of them, separated by commas.',
    );
  if (ids.length > MAX_MASK_NODES)
    throw new InvalidArgumentError(`It must be ${MAX_MASK_NODES} nodes at most.`);
  return ids;
}
