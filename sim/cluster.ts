import { Drawn } from './drawn.ts';
import type { Information, InformationOptions } from './information.ts';
import { Meters } from './knowledge.ts';
import type { Machines } from './machines.ts';
import type { Method, MethodKind } from './method.ts';
import type { Tasks } from './mix.ts';
import { SimRandom } from './random.ts';
import { Told } from './told.ts';
import { World } from './world.ts';

export interface ClusterOptions extends InformationOptions {
  seed: number;
  /** Whether knowledge is drawn instead of told. */
  isDrawn: boolean;
  /** Nodes that crash in the course of the run; each is back after a minute. */
  crashes: number;
}

/** When all have come and but one in so many nodes has a task, there is nothing left to balance. */
const IDLE_NODES = 16;
const REPAIR_MS = 60_000;
const BEAT_MS = 1_000;

export interface Side {
  kind: MethodKind;
  world: World;
  method: Method;
}

/**
 * One cluster on virtual time, at once under each of the methods: the same tasks come at the same times, and the nodes tell each
 * other the same things of each world, so that one gossip serves all.
 */
export class Cluster {
  readonly sides: Side[];
  /** Null where nobody listens. */
  readonly information: Information | null;
  private nowMs = 0;
  private readonly meters: Meters[];
  private readonly phases: Float64Array;
  private readonly backAtMs: Float64Array;
  private readonly crashAtMs: number[];
  /** Loads are measured and tasks moved once in so many periods, as the agents do at each beat. */
  private readonly every: number;

  constructor(
    private readonly machines: Machines,
    private readonly tasks: Tasks,
    kinds: readonly MethodKind[],
    private readonly options: ClusterOptions,
    trace: (decision: object) => void,
  ) {
    const { count } = machines;
    const random = new SimRandom(options.seed ^ 0x9e3779b9);
    this.phases = Float64Array.from({ length: count }, () => random.next() * options.periodMs).sort();
    this.backAtMs = new Float64Array(count);
    this.every = Math.max(1, Math.round(BEAT_MS / options.periodMs));
    const endMs = tasks.atMs[tasks.count - 1] ?? 0;
    this.crashAtMs = Array.from({ length: options.crashes }, () => random.next() * endMs).sort(
      (a, b) => a - b,
    );
    const listening = kinds.filter(({ listens }) => listens);
    this.sides = kinds.map((kind) => {
      const world = new World(machines, tasks);
      const number = listening.indexOf(kind);
      const chance = new SimRandom(options.seed ^ 0x51ed270b);
      const method = kind.create({
        world,
        machines,
        knows: (node) => this.information!.knowledge(node, number),
        announces: (node) => this.meters[number]!.announce(node),
        random: () => chance.next(),
        trace: (decision) => trace({ method: kind.name, ...decision }),
      });
      world.onOver = (task) => method.ended?.(task);
      return { kind, world, method };
    });
    this.meters = this.sides.filter(({ kind }) => kind.listens).map(({ world }) => new Meters(world));
    const isDown = (node: number): boolean => this.backAtMs[node]! > 0;
    if (listening.length === 0) this.information = null;
    else if (options.isDrawn)
      this.information = new Drawn(options, count, this.meters, () => random.next(), isDown);
    else {
      const middleMs = tasks.atMs[tasks.count >> 1] ?? 0;
      this.information = new Told(options, count, this.meters, random, isDown, middleMs);
    }
  }

  run(): void {
    const { tasks, options, machines, information } = this;
    let [task, node, round] = [0, 0, 0];
    for (;;) {
      const comesMs = task < tasks.count ? tasks.atMs[task]! : Number.POSITIVE_INFINITY;
      const ticksMs = round * options.periodMs + this.phases[node]!;
      const arrivesMs = information?.nextMs ?? Number.POSITIVE_INFINITY;
      this.nowMs = Math.min(comesMs, ticksMs, arrivesMs);
      if (this.nowMs === comesMs) this.start(task++);
      else if (this.nowMs === arrivesMs) information?.deliver(this.nowMs);
      else {
        if (node === 0) this.round();
        this.tick(node, (round + node) % this.every === 0);
        node++;
        if (node < machines.count) continue;
        node = 0;
        round++;
        if (task === tasks.count && this.sides.every((side) => isSettled(side, machines.count))) break;
      }
    }
    for (const { world } of this.sides) world.runUntil(Number.MAX_VALUE);
  }

  private start(task: number): void {
    for (const { world, method } of this.sides) {
      world.runUntil(this.nowMs);
      // Whose machine is down starts it on the next.
      while (world.down[this.tasks.home[task]!])
        this.tasks.home[task] = (this.tasks.home[task]! + 1) % this.machines.count;
      world.start(task, method.place(task));
    }
  }

  private round(): void {
    for (const { kind, world } of this.sides) if (kind.listens) world.runUntil(this.nowMs);
    this.information?.round();
  }

  private tick(node: number, isBeat: boolean): void {
    this.crash(node);
    if (this.backAtMs[node]! > 0) return;
    if (isBeat || !this.options.isDrawn)
      for (const side of this.sides)
        if (side.method.tick || side.kind.listens) side.world.runUntil(this.nowMs);
    if (isBeat) for (const meter of this.meters) meter.tick(node, this.every * this.options.periodMs);
    this.information?.tick(node, this.nowMs);
    if (isBeat) for (const { method } of this.sides) method.tick?.(node);
  }

  /** A node crashes when it is due and this one's turn; what executes there is lost, and a minute later it is back. */
  private crash(node: number): void {
    if (this.backAtMs[node]! > 0) {
      if (this.nowMs < this.backAtMs[node]!) return;
      this.backAtMs[node] = 0;
      for (const { world } of this.sides) world.down[node] = 0;
    } else if (this.crashAtMs[0]! <= this.nowMs) {
      this.crashAtMs.shift();
      this.backAtMs[node] = this.nowMs + REPAIR_MS;
      this.information?.wentDown(node, this.nowMs);
      for (const { world } of this.sides) {
        world.runUntil(this.nowMs);
        world.crash(node);
      }
    }
  }
}

/** Nothing is moved any more: it never is, or hardly a node has a task. */
const isSettled = ({ world, method }: Side, nodes: number): boolean =>
  method.tick === undefined || world.live <= nodes / IDLE_NODES;
