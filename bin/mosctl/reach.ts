import type { Command } from 'commander';
import { AgentClient } from '../../agent/control/client.ts';
import { type NodePart, nodeCalled, nodeParts } from '../../agent/omrun/node-list.ts';
import { controlSocketOf, placesOf } from '../../agent/places.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { printable } from '../command.ts';

/** `-N`: whose verb it is. */
let wanted: string | undefined;

export const isOn = (): boolean => wanted !== undefined;

export function addOn(mosctl: Command): void {
  mosctl
    .option(
      '-N, --on <NODE[,NODE…]>',
      "do it on these nodes, by IDs, ranges (3-7) and names, or on 'all'; they must let this one (admin)",
    )
    .hook('preAction', () => {
      wanted = mosctl.opts<{ on?: string }>().on;
    });
}

/**
 * What a verb does with the user's own agent, or with those that `-N` names: then a failure on one does not keep the
 * others from it.
 * @throws OmosixError ENOAGENT where it does not run, ENONODE
 */
export async function withAgent(act: (client: AgentClient) => Promise<unknown>): Promise<void> {
  const client = await AgentClient.connect(controlSocketOf(placesOf(process.env)));
  try {
    if (wanted === undefined) {
      await act(client);
      return;
    }
    const targets = targetsOf(wanted, await client.status());
    for (const { info, isSelf } of targets) {
      // Itself it asks as without -N: who ends answers its own commands before its links are gone.
      client.remote = isSelf ? null : info.id;
      try {
        await act(client);
      } catch (error) {
        if (targets.length === 1) throw error;
        process.stderr.write(
          `mosctl: node ${info.id} (${info.name}): ${printable((error as Error).message)}\n`,
        );
        process.exitCode = 1;
      }
    }
  } finally {
    client.close();
  }
}

/**
 * Nodes by IDs and names, ranges of IDs (those of them that are known), or all that are up; this one included.
 * @throws OmosixError EUSAGE, ENONODE
 */
export function targetsOf(names: string, nodes: readonly NodeViewMessage[]): NodeViewMessage[] {
  const found = new Set(partsOf(names).flatMap((part) => meant(part, nodes)));
  // Oneself last: what ends or blocks this node must not keep it from telling the others.
  return [...found].sort((a, b) => Number(a.isSelf) - Number(b.isSelf));
}

function meant(part: NodePart, nodes: readonly NodeViewMessage[]): NodeViewMessage[] {
  if ('name' in part)
    return part.name === 'all'
      ? nodes.filter(({ state }) => state === 'alive')
      : [nodeCalled(part.name, nodes)];
  const { first, last } = part;
  const inRange = nodes.filter(({ info }) => info.id >= first && info.id <= last);
  if (inRange.length > 0) return inRange;
  throw new OmosixError(
    'ENONODE',
    `no node from ${first} to ${last} (mosctl status shows those that are known)`,
  );
}

function partsOf(names: string): NodePart[] {
  try {
    return nodeParts(names);
  } catch (error) {
    throw new OmosixError('EUSAGE', `'${names}': ${(error as Error).message}`);
  }
}
