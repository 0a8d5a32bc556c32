import { homeOf } from '../../agent/migration/machine/ids.ts';
import type { TaskId } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import { SimRandom } from '../../sim/random.ts';
import { Checks } from './checks.ts';
import { SimClock } from './clock.ts';
import type { SimHomes } from './homes.ts';
import { SimNetwork } from './network.ts';
import { SimNode } from './node.ts';
import type { SimProgram } from './program.ts';

/** Probabilities of what happens inside hosts and on links. */
export interface Faults {
  holding: number;
  uncapturable: number;
  /** Large buffers travel first. */
  ahead: number;
  /** A target host refuses a snapshot. */
  refuse: number;
  /** A message comes once more, late. */
  replay: number;
}

export const NO_FAULTS: Faults = { holding: 0, uncapturable: 0, ahead: 0, refuse: 0, replay: 0 };

/** One simulated cluster: everything that happens follows from the seed. */
export class SimWorld {
  readonly clock = new SimClock();
  readonly random: SimRandom;
  readonly network: SimNetwork;
  readonly checks = new Checks();
  readonly nodes = new Map<number, SimNode>();
  faults: Faults;
  /** Tasks whose home has died, and with it their deputies. */
  readonly homeless = new Set<TaskId>();
  private readonly programs = new Map<TaskId, SimProgram>();

  constructor(seed: number, faults: Faults, latencyMs: number) {
    this.random = new SimRandom(seed);
    this.faults = faults;
    this.network = new SimNetwork(this.clock, this.random, latencyMs);
  }

  addNode(id: number, options: { cpus?: number; speed?: number } = {}): SimNode {
    const node = new SimNode(this, id, { cpus: options.cpus ?? 1, speed: options.speed ?? 10_000 });
    this.nodes.set(id, node);
    this.network.join(id, node);
    return node;
  }

  startTask(home: number, pid: number, program: SimProgram, nodes: number[] = []): TaskId {
    const task: TaskId = `${home}:${pid}`;
    this.programs.set(task, program);
    this.nodes.get(home)!.startTask(task, nodes);
    return task;
  }

  programOf(task: TaskId): SimProgram {
    return this.programs.get(task)!;
  }

  homeOf(task: TaskId): SimHomes | undefined {
    return this.nodes.get(homeOf(task))?.homes;
  }

  get tasks(): TaskId[] {
    return [...this.programs.keys()];
  }

  /** The agent is killed, and its hosts and deputies with it; perhaps it starts again, knowing nothing. */
  killNode(id: number, restartMs: number | null): void {
    const node = this.nodes.get(id);
    if (node === undefined) return;
    this.nodes.delete(id);
    node.die();
    this.network.leave(id);
    if (restartMs !== null) this.clock.after(restartMs, () => this.addNode(id, node.hardware));
  }

  breakLink(a: number, b: number, healMs: number): void {
    this.network.break(a, b);
    this.clock.after(healMs, () => this.network.connect(a, b));
  }

  /** Nothing of any task is left on any node. */
  isQuiet(): boolean {
    const nodes = [...this.nodes.values()];
    return this.tasks.every(
      (task) =>
        this.homeOf(task)?.stateOf(task) === undefined &&
        nodes.every((node) => node.guests.leftovers(task) === 0),
    );
  }

  heard(event: TaskLifeEvent): void {
    this.checks.life(event);
  }

  /** Where hosts of the task execute now. */
  executing(task: TaskId): { node: SimNode; inc: number }[] {
    return [...this.nodes.values()].flatMap((node) =>
      node.guests
        .hosts()
        .filter((host) => host.isExecuting && host.spec.task === task)
        .map(({ inc }) => ({ node, inc })),
    );
  }
}
