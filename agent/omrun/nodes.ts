import { OmosixError } from '../../protocol/errors.ts';
import type { AgentClient } from '../control/client.ts';
import type { Options } from './options.ts';

/** A node that was started a moment ago may not have been heard yet. */
const FRESH_MS = 10_000;
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
  const deadline = performance.now() + (isPrivate ? FRESH_MS : 0);
  for (;;) {
    const views = await client.status();
    const found = options.node.flatMap((wanted) =>
      views
        .filter(
          ({ info, state }) => state === 'alive' && (String(info.id) === wanted || info.name === wanted),
        )
        .map(({ info }) => info.id),
    );
    if (found.length > 0) return found;
    const isComplete = isPrivate && views.filter(({ state }) => state === 'alive').length === options.nodes;
    if (isComplete || performance.now() > deadline) {
      if (options.goOnAtHome) return [];
      throw new OmosixError(
        'ENONODE',
        `no node ${options.node.join(', ')} is up (mosctl status shows those that are; -F starts at home instead)`,
      );
    }
    await new Promise((resolve) => setTimeout(resolve, POLL_MS));
  }
}
