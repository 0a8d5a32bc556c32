import { connectIfThere } from '../../agent/cluster/user-agent.ts';
import { controlSocketOf, type Places } from '../../agent/places.ts';
import { OmosixError } from '../../protocol/errors.ts';

/**
 * An agent that omrun has started where there was none makes room for one that stays: its tasks are frozen, and go on with the one that
 * begins now, which is the same node.
 * @throws OmosixError EREFUSED where it does not
 */
export async function takeItsPlace(places: Places, id: number): Promise<void> {
  const client = await connectIfThere(controlSocketOf(places));
  if (!client) return;
  try {
    const { agent } = await client.overview();
    // Another one that stays is found out when this one listens.
    if (!agent.ephemeral || client.node !== id) return;
    const closed = new Promise<void>((resolve) => {
      client.onClose = () => resolve();
    });
    const { stuck } = await client.cede();
    const [first] = stuck;
    if (first)
      throw new OmosixError(
        'EREFUSED',
        `an agent that omrun has started (pid ${agent.pid}) cannot make room yet: task ${first.task} (${first.command}) cannot be frozen: ${first.reason}`,
      );
    await closed;
  } finally {
    client.close();
  }
}
