import type { MonitorEvent } from '../../agent/control/monitor.ts';
import type { MigmonEvent } from '../../tui/migmon/update.ts';

/** What a monitor is told, as migmon takes it. `self`: whose agent tells. */
export function told(event: MonitorEvent, self: number): MigmonEvent {
  if (event.on === 'lost') return { on: 'lost', why: event.reason };
  if (event.on === 'life') return { on: 'life', event: event.event };
  const { nodes, tasks, missed, omitted } = event.state;
  return { on: 'state', self, nodes, tasks, unseen: { events: missed, things: omitted } };
}
