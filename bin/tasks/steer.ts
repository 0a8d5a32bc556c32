import { InvalidArgumentError } from 'commander';
import { idsOf, maskNodes } from '../../agent/omrun/node-list.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { NodeMask, Steering } from '../../protocol/task.ts';

/** What `migrate` changes about a task without moving it. */
export interface Steer {
  change: Steering;
  done: string;
}

/** `lock`, `unlock`, `allow NODES`, `deny NODES`; null for everything else; `known` asks which nodes there are. @throws OmosixError EUSAGE, ENONODE */
export async function steeringOf(
  where: string,
  nodes: string | undefined,
  known: () => Promise<readonly NodeViewMessage[]>,
): Promise<Steer | null> {
  if (where === 'lock' || where === 'unlock') {
    if (nodes !== undefined) throw new OmosixError('EUSAGE', `'${nodes}' is one too many`);
    const lock = where === 'lock';
    return { change: { lock }, done: lock ? 'does not move by itself' : 'may move' };
  }
  if (where !== 'allow' && where !== 'deny') return null;
  if (nodes === undefined)
    throw new OmosixError('EUSAGE', `${where}: which nodes? IDs, ranges and names: 2,5-7,lab7`);
  if (nodes === (where === 'allow' ? 'all' : 'none'))
    return { change: { mask: null }, done: 'may execute on all nodes' };
  const mask: NodeMask = { policy: where, nodes: idsOf(listed(nodes), await known()) };
  return { change: { mask }, done: `may execute ${maskInWords(mask)}` };
}

/** `only on 2,3`, `not on 4` */
export const maskInWords = ({ policy, nodes }: NodeMask): string =>
  `${policy === 'allow' ? 'only on' : 'not on'} ${nodes.join(',') || 'any'}`;

function listed(text: string): string[] {
  try {
    return maskNodes(text);
  } catch (error) {
    if (error instanceof InvalidArgumentError) throw new OmosixError('EUSAGE', `'${text}': ${error.message}`);
    throw error;
  }
}
