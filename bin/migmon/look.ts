import type { AgentClient } from '../../agent/control/client.ts';
import { bounded } from '../../agent/control/watched.ts';
import { merged } from '../../agent/space/merge.ts';
import { within } from '../../agent/space/time-limit.ts';
import { systemClock } from '../../agent/system-clock.ts';
import type { Elsewhere } from '../../tui/migmon/model.ts';
import type { MigmonEvent } from '../../tui/migmon/update.ts';
import { asked } from './orders.ts';

const LIMIT_MS = 3_000;
/** What the log begins with. */
const PAST_MS = 3_600_000;
const PAST_LINES = 200;

/** The tasks of another node, as it tells them to ours; why not, where it does not. */
export async function elsewhere(agent: AgentClient | null, node: number): Promise<Elsewhere> {
  try {
    const told = await asked(agent, node, (requests) =>
      within(LIMIT_MS, requests.tasksTold(), `node ${node} has not answered within ${LIMIT_MS / 1000} s`),
    );
    // Another version, or one that lies, may not have kept to it.
    const kept = bounded([], told.tasks);
    const left = told.hidden + told.omitted + kept.omitted;
    const tasks = merged([{ node, isOurs: false, tasks: kept.tasks, isWhole: left === 0 }]);
    return { node, tasks, missing: left === 0 ? null : `${left} tasks there are not told` };
  } catch (error) {
    return { node, tasks: [], missing: (error as Error).message };
  }
}

/** Moves of the last hour; none where the agent keeps no history. */
export async function past(agent: AgentClient | null): Promise<MigmonEvent | null> {
  const toMs = systemClock.nowMs();
  const span = { fromMs: toMs - PAST_MS, toMs };
  try {
    return await asked(agent, null, async (requests) => {
      const { moves } = await within(LIMIT_MS, requests.history({ what: 'moves', ...span }), 'no answer');
      if (moves.length === 0) return null;
      const { stays } = await within(LIMIT_MS, requests.history({ what: 'stays', ...span }), 'no answer');
      return { on: 'past', moves: moves.slice(-PAST_LINES), stays };
    });
  } catch {
    return null;
  }
}
