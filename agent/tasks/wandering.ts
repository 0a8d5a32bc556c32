import type { NodeView } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { isMasked } from '../balance/eligible.ts';
import type { Hub } from '../hub.ts';
import { nextNode } from './account.ts';
import type { HomeTask } from './home-task.ts';

/** After a try that came to nothing `--migrate-every` waits at least so long: else one that cannot move would do nothing else. */
const RETRY_MS = 20;

/** `--migrate-every`: tasks that go from node to node by the clock. */
export class Wandering {
  constructor(
    private readonly hub: Hub,
    private readonly nodes: () => NodeView[],
    private readonly lives: (task: HomeTask) => boolean,
  ) {}

  settled(task: HomeTask, event: TaskLifeEvent): void {
    const everyMs = task.placement.migrateEveryMs;
    if (everyMs === null) return;
    if (event.event === 'start' || event.event === 'migration') this.after(task, everyMs);
    else if (event.event === 'stayed') this.after(task, Math.max(everyMs, RETRY_MS));
  }

  private after(task: HomeTask, ms: number): void {
    if (ms === 0) this.hub.post(() => this.wander(task));
    else this.hub.clock.after(ms, () => this.hub.post(() => this.wander(task)));
  }

  private allowed({ placement }: HomeTask): NodeView[] {
    return this.nodes().filter(({ isSelf, info }) => isSelf || !isMasked(placement.mask, info.id));
  }

  /** The next node, or the first that becomes known; one that is pinned or stopped waits too. */
  wander(task: HomeTask): void {
    if (!this.lives(task) || !task.movable) return;
    const to =
      task.account.pinnedBy === null && !task.stopped
        ? nextNode(this.allowed(task), task.node, task.placement.anyNode)
        : null;
    task.account.idleWanderer = to === null;
    if (to !== null) task.move(to, '--migrate-every').catch(() => {});
  }
}
