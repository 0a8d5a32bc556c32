import type { NodeViewMessage } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { ownerWords } from '../../protocol/owner.ts';
import { majorOf } from '../balance/eligible.ts';
import type { AgentClient } from '../control/client.ts';
import type { Options } from './options.ts';
import { FRESH_MS, patienceFor } from './patience.ts';

const POLL_MS = 20;

/** IDs of the nodes that `-j` names and that are up. @throws ENONODE */
export async function startNodes(
  options: Options,
  client: AgentClient,
  joined: Promise<void>,
): Promise<number[]> {
  if (options.node.length === 0) return [];
  const isPrivate = options.nodes !== null;
  if (isPrivate) await joined;
  const wantedNodes = isPrivate ? options.node : await named(options.node, client);
  const deadline = performance.now() + (isPrivate ? FRESH_MS : await patienceFor(wantedNodes, client));
  for (;;) {
    const views = await client.status();
    const found = wantedNodes.flatMap((wanted) => meant(wanted, views));
    const home = views.find(({ isSelf }) => isSelf)?.info.nodeVersion ?? process.versions.node;
    const against = found.map((view) => refusal(view, options.anyNode ? null : home));
    const able = found.filter((_, at) => against[at] === null).map(({ info }) => info.id);
    if (able.length > 0) return able;
    const isComplete = isPrivate && views.filter(({ state }) => state === 'alive').length === options.nodes;
    const isRefused = !isPrivate && against.some((reason) => reason);
    if (isComplete || isRefused || performance.now() > deadline) {
      if (options.goOnAtHome) return [client.node];
      const why = against.find((reason) => reason);
      if (why) throw new OmosixError('EREFUSED', why);
      throw new OmosixError(
        'ENONODE',
        `no node ${options.node.join(', ')} is up (mosctl status shows those that are; -F starts at home instead)`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}

/** An address that a user has given is that of a member: its ID in its place. */
async function named(wanted: readonly string[], client: AgentClient): Promise<string[]> {
  if (!wanted.some((one) => /[.:]/.test(one))) return [...wanted];
  // An agent that serves this machine only has no map.
  const map = await client.map(null).catch(() => []);
  return wanted.map((one) => {
    const at = map.filter(({ host, port }) => one === host || one === `${host}:${port}`);
    return at.length === 1 ? String(at[0]!.id) : one;
  });
}

/** Why a task is not started on a node that is up, in words. `version`: of Node.js at home, where that counts. Empty where it is not up. */
function refusal({ info, state, isSelf, mayHost }: NodeViewMessage, version: string | null): string | null {
  const { id, name, nodeVersion } = info;
  if (state !== 'alive') return '';
  if (info.blocked && !isSelf) {
    const why = info.owner ? `: ${ownerWords(info.owner)}` : ' (mosctl block)';
    return `node ${id} (${name}) accepts no guests${why}; -F starts at home instead`;
  }
  if (mayHost === false)
    return `our tasks are not to execute on node ${id} (${name}); mosctl grant ${id} run,host lets them`;
  if (version !== null && majorOf(nodeVersion) !== majorOf(version))
    return `node ${id} (${name}) runs Node.js ${nodeVersion} and this one ${version}: results could differ (--any-node takes it)`;
  return null;
}

/** Those that go by that ID or name. @throws ENONODE where a name leaves it open which of several that are up */
function meant(wanted: string, views: readonly NodeViewMessage[]): NodeViewMessage[] {
  const byId = views.filter(({ info }) => String(info.id) === wanted);
  if (byId.length > 0) return byId;
  const byName = views.filter(({ info }) => info.name === wanted);
  const up = byName.filter(({ state }) => state === 'alive');
  if (up.length <= 1) return byName;
  const ids = up.map(({ info }) => info.id).join(' and ');
  throw new OmosixError('ENONODE', `${wanted} is the name of nodes ${ids}: say which by its ID`);
}

/** All nodes of a private cluster are up: a program that names one from its first line on finds it. */
export async function allUp(count: number, client: AgentClient, joined: Promise<void>): Promise<void> {
  await joined;
  const deadline = performance.now() + FRESH_MS;
  for (;;) {
    const up = (await client.status()).filter(({ state }) => state === 'alive').length;
    if (up >= count || performance.now() > deadline) return;
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
