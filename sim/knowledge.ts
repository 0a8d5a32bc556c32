import { type Change, freshChanges, unseenTasks } from '../agent/balance/changes.ts';
import type { Gossip } from '../agent/gossip/gossip.ts';
import { LoadMeter, STANDARD_SPEED } from '../agent/measure/load.ts';
import type { NodeInfo, NodeView } from '../protocol/node.ts';
import type { World } from './world.ts';

/** What a node announces: of each method's world, by its number. All methods share one gossip. */
export type Announcement = readonly NodeInfo[];

const STATES = { alive: 'alive', suspect: 'suspect', left: 'dead' } as const;

/** What a node of one world knows of the others, in the words of the balancer. */
export class Knowledge {
  constructor(
    private readonly gossip: Gossip<Announcement>,
    private readonly number: number,
    private readonly pool: NodeView[],
  ) {}

  /** Views that are good until the next call. */
  views(self: NodeInfo, nowMs: number): NodeView[] {
    const { view } = this.gossip;
    const views: NodeView[] = [{ info: self, ageMs: 0, state: 'alive', isSelf: true }];
    for (let i = 0; i < view.size; i++) {
      const row = view.at(i);
      const one = (this.pool[i] ??= { info: self, ageMs: 0, state: 'alive', isSelf: false });
      one.info = row.info[this.number]!;
      one.ageMs = nowMs - row.measuredAtMs;
      one.state = STATES[this.gossip.stateOf(row, nowMs)];
      views.push(one);
    }
    return views;
  }

  has(id: number): boolean {
    return this.gossip.view.get(id) !== undefined;
  }
}

/** The nodes' loads, averaged by the very meter of the agent, and what they announce. */
export class Meters {
  private readonly meters: LoadMeter[];
  private readonly beats: Float64Array;
  private readonly changes: Change[][];

  constructor(private readonly world: World) {
    const { count } = world.machines;
    this.meters = Array.from({ length: count }, () => new LoadMeter());
    this.beats = new Float64Array(count);
    this.changes = Array.from({ length: count }, () => []);
    world.onChange = (node, tasks) => this.changes[node]!.push({ atMs: world.nowMs, tasks });
  }

  tick(node: number, elapsedMs: number): void {
    this.meters[node]!.tick(this.world.running[node]!, elapsedMs);
    this.changes[node] = freshChanges(this.changes[node]!, this.world.nowMs);
    this.beats[node]!++;
  }

  announce(node: number): NodeInfo {
    const { world } = this;
    const { speed } = world.machines;
    const unseen = unseenTasks(this.changes[node]!, world.coming[node]!, world.nowMs);
    const load = this.meters[node]!.load(speed[node]! * STANDARD_SPEED, 1);
    const info = infoOf(world, node, Math.max(0, load + (100 * unseen) / speed[node]!), this.beats[node]!);
    info.freeBytes = Math.max(0, info.freeBytes - world.comingBytes[node]!);
    return info;
  }
}

/** Of one CPU. */
export function infoOf(world: World, node: number, load: number, beat: number): NodeInfo {
  const { speed, memoryBytes } = world.machines;
  const totalBytes = memoryBytes[node]!;
  return {
    id: node + 1,
    name: '',
    nodeVersion: '20',
    cpus: 1,
    speed: speed[node]! * STANDARD_SPEED,
    load,
    freeBytes: Math.max(0, totalBytes - world.usedBytes[node]!),
    totalBytes,
    excessBytes: Math.max(0, world.usedBytes[node]! - totalBytes),
    guests: world.running[node]!,
    blocked: false,
    stay: false,
    lstay: false,
    beat,
  };
}
