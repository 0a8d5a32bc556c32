import type { Command } from 'commander';
import { AgentClient } from '../../agent/control/client.ts';
import { controlSocketOf, placesOf } from '../../agent/places.ts';
import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { printable } from '../command.ts';

/** `-N`: whose verb it is. */
let wanted: string | undefined;

export const isOn = (): boolean => wanted !== undefined;

export function addOn(mosctl: Command): void {
  mosctl
    .option('-N, --on <NODE>', "do it on that node, by ID or name, or on 'all'; it must let this one (admin)")
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
    for (const { info } of targets) {
      client.remote = info.id;
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

/** Nodes by ID or name, this one included. @throws OmosixError ENONODE */
export function targetsOf(name: string, nodes: readonly NodeViewMessage[]): NodeViewMessage[] {
  // Oneself last: what ends or blocks this node must not keep it from telling the others.
  if (name === 'all')
    return nodes.filter(({ state }) => state === 'alive').sort((a, b) => Number(a.isSelf) - Number(b.isSelf));
  const named = nodes.filter(({ info }) => String(info.id) === name || info.name === name);
  if (named.length === 1) return named;
  if (named.length === 0)
    throw new OmosixError('ENONODE', `no node ${name} (mosctl status shows those that are known)`);
  const ids = named.map(({ info }) => info.id).join(' and ');
  throw new OmosixError('ENONODE', `${name} is the name of nodes ${ids}: say which by its ID`);
}
