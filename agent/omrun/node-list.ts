import { InvalidArgumentError } from 'commander';

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
