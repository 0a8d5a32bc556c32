import { type Change, freshChanges, unseenTasks } from '../agent/balance/changes.ts';
import type { Gossip } from '../agent/gossip/gossip.ts';
import { LoadMeter, STANDARD_SPEED } from '../agent/measure/load.ts';
import type { NodeInfo, NodeView } from '../protocol/node.ts';
import type { World } from './world.ts';

/** What a node announces: of each method's world, by its number. All methods share one gossip. */
export type Announcement = readonly NodeInfo[];

/** What a node of one world knows of the others, in the words of the balancer. */
export interface Knowledge {
  /** Of itself and of the others: views that are good until the next call. */
  views(self: NodeInfo, nowMs: number): NodeView[];
}

const STATES = { alive: 'alive', suspect: 'suspect', left: 'dead' } as const;

/** As it was told. */
export class ToldTo implements Knowledge {
  constructor(
    private readonly gossip: Gossip<Announcement>,
    private readonly number: number,
    private readonly pool: NodeView[],
  ) {}

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
}

const NO_CHANGES: Change[] = [];

/** The nodes' loads, averaged by the very meter of the agent, and what they announce. */
export class Meters {
  private readonly meters: LoadMeter[];
  private readonly beats: Float64Array;
  private readonly changes: Change[][];

  constructor(readonly world: World) {
    const { count } = world.machines;
    this.meters = Array.from({ length: count }, () => new LoadMeter());
    this.beats = new Float64Array(count);
    this.changes = Array.from({ length: count }, () => NO_CHANGES);
    world.onChange = (node, tasks) => {
      if (this.changes[node]!.length === 0) this.changes[node] = [];
      this.changes[node]!.push({ atMs: world.nowMs, tasks });
    };
  }

  tick(node: number, elapsedMs: number): void {
    this.meters[node]!.tick(this.world.running[node]!, elapsedMs);
    if (this.changes[node]!.length > 0)
      this.changes[node] = freshChanges(this.changes[node]!, this.world.nowMs);
    this.beats[node]!++;
  }

  announce(node: number): NodeInfo {
    const info = infoOf(this.world, node, this.load(node), this.beats[node]!);
    info.freeBytes = this.freeBytes(node);
    return info;
  }

  /** With the tasks that are on their way there, and with what has come and gone lately. */
  load(node: number): number {
    const { world } = this;
    const speed = world.machines.speed[node]!;
    const unseen = unseenTasks(this.changes[node]!, world.coming[node]!, world.nowMs);
    const load = this.meters[node]!.load(speed * STANDARD_SPEED, 1);
    return Math.max(0, load + (100 * unseen) / speed);
  }

  excessBytes(node: number): number {
    const { machines, usedBytes } = this.world;
    return Math.max(0, usedBytes[node]! - machines.memoryBytes[node]!);
  }

  freeBytes(node: number): number {
    const { machines, usedBytes, comingBytes } = this.world;
    return Math.max(0, Math.max(0, machines.memoryBytes[node]! - usedBytes[node]!) - comingBytes[node]!);
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
