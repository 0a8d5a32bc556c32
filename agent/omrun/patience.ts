import { isOmosixError } from '../../protocol/errors.ts';
import type { AgentClient } from '../control/client.ts';
import { systemClock } from '../system-clock.ts';

/** What an agent that started a moment ago may take to reach the others. */
export const FRESH_MS = 10_000;

const PAST = ['revoked', 'forgotten'];

/** How long to wait for a member that is not up: while the agent is new. A name that no member has is not waited for. */
export async function patienceFor(wanted: readonly string[], client: AgentClient): Promise<number> {
  const { startedAtMs } = (await client.overview()).agent;
  const leftMs = FRESH_MS - (systemClock.nowMs() - startedAtMs);
  if (leftMs <= 0) return 0;
  try {
    const { peers } = await client.peers();
    const isMeant = peers.some(
      ({ id, name, state }) =>
        !PAST.includes(state) && (wanted.includes(String(id)) || wanted.includes(name)),
    );
    return isMeant ? leftMs : 0;
  } catch (error) {
    // An agent that serves this machine only.
    if (isOmosixError(error) && error.code === 'EREFUSED') return 0;
    throw error;
  }
}
