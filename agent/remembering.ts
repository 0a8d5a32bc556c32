import { join } from 'node:path';
import type { AgentOptions } from './agent-options.ts';
import { Alerts } from './alerts/alerts.ts';
import type { Standing } from './alerts/watch.ts';
import { History } from './history/history.ts';
import type { Node } from './node.ts';
import { systemClock } from './system-clock.ts';

/** What it remembers of the cluster; null where it keeps no history. */
export function historyOf({ historyScript: script, places, log }: AgentOptions, node: Node): History | null {
  if (script === null) return null;
  return new History({
    directory: join(places.state, 'history'),
    script,
    clock: systemClock,
    log,
    nodes: () => node.members.views(),
    tasks: () => node.tasks(),
  });
}

/** Whom it tells when something goes wrong; null: nobody. */
export function alertsOf(
  { id, name, alerts: receivers, places, log }: AgentOptions,
  node: Node,
  standings: () => readonly Standing[],
): Alerts | null {
  if (receivers.length === 0) return null;
  return new Alerts({
    receivers,
    from: { id, name },
    directory: places.state,
    clock: systemClock,
    log,
    nodes: () => node.members.views(),
    tasks: () => node.tasks(),
    standings,
  });
}
