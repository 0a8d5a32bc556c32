import type { Entry } from '../agent/gossip/entry.ts';
import { Gossip } from '../agent/gossip/gossip.ts';
import type { NodeView } from '../protocol/node.ts';
import { Ages } from './ages.ts';
import { type Announcement, Knowledge, Meters } from './knowledge.ts';
import type { Machines } from './machines.ts';
import type { Method, MethodKind } from './method.ts';
import type { Tasks } from './mix.ts';
import { SimRandom } from './random.ts';
import { World } from './world.ts';

export interface ClusterOptions {
  seed: number;
  periodMs: number;
  window: number;
  capacity: number;
  /** Of each message on its way. */
  delayMs: number;
  /** Share of the messages that are lost. */
  loss: number;
  /** So long, in the middle of the run, the cluster is cut in two halves, ms. */
  partitionMs: number;
  /** Nodes that crash in the course of the run; each is back after a minute. */
  crashes: number;
}

/** When all have come and but one in so many nodes has a task, there is nothing left to balance. */
const IDLE_NODES = 16;
const REPAIR_MS = 60_000;
const BEAT_MS = 1_000;
/** Bytes of an entry as it would be sent, and of what a message has besides. */
const ENTRY_BYTES = 200;
const HEAD_BYTES = 60;

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
  readonly ages: Ages;
  messages = 0;
  bytes = 0;
  private nowMs = 0;
  private readonly random: SimRandom;
  private readonly gossips: Gossip<Announcement>[];
  private readonly listening: Side[];
  private readonly meters: Meters[];
  /** In the order of their sending: all are as long on their way. */
  private readonly onTheirWay: { dueMs: number; to: number; entries: Entry<Announcement>[] }[] = [];
  private delivered = 0;
  private readonly ids: number[];
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
    this.random = new SimRandom(options.seed ^ 0x9e3779b9);
    const random = (): number => this.random.next();
    this.ids = Array.from({ length: count }, (_, node) => node + 1);
    this.phases = Float64Array.from(this.ids, () => random() * options.periodMs).sort();
    this.backAtMs = new Float64Array(count);
    this.every = Math.max(1, Math.round(BEAT_MS / options.periodMs));
    const endMs = tasks.atMs[tasks.count - 1] ?? 0;
    this.crashAtMs = Array.from({ length: options.crashes }, () => random() * endMs).sort((a, b) => a - b);
    const pool: NodeView[] = [];
    this.sides = kinds.map((kind) => {
      const world = new World(machines, tasks);
      const number = kind.listens ? kinds.filter(({ listens }) => listens).indexOf(kind) : -1;
      const chance = new SimRandom(options.seed ^ 0x51ed270b);
      const method = kind.create({
        world,
        machines,
        knows: (node) => new Knowledge(this.gossips[node]!, number, pool),
        announces: (node) => this.meters[number]!.announce(node),
        random: () => chance.next(),
        trace: (decision) => trace({ method: kind.name, ...decision }),
      });
      world.onOver = (task) => method.ended?.(task);
      return { kind, world, method };
    });
    this.listening = this.sides.filter(({ kind }) => kind.listens);
    this.meters = this.listening.map(({ world }) => new Meters(world));
    this.gossips =
      this.listening.length === 0
        ? []
        : this.ids.map(
            (self) =>
              new Gossip<Announcement>(
                {
                  self,
                  random,
                  periodMs: options.periodMs,
                  window: options.window,
                  capacity: options.capacity,
                  isUrgent: (before, after) => before !== undefined && runsOut(before, after),
                },
                this.announcement(self - 1),
              ),
          );
    this.ages = new Ages(options, count);
  }

  run(): void {
    const { tasks, options, machines } = this;
    let [task, node, round] = [0, 0, 0];
    for (;;) {
      const comesMs = task < tasks.count ? tasks.atMs[task]! : Number.POSITIVE_INFINITY;
      const ticksMs = round * options.periodMs + this.phases[node]!;
      const arrivesMs = this.onTheirWay[this.delivered]?.dueMs ?? Number.POSITIVE_INFINITY;
      this.nowMs = Math.min(comesMs, ticksMs, arrivesMs);
      if (this.nowMs === comesMs) this.start(task++);
      else if (this.nowMs === arrivesMs) this.deliver();
      else {
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

  private tick(node: number, isBeat: boolean): void {
    this.crash(node);
    if (this.backAtMs[node]! > 0) return;
    for (const side of this.sides) if (side.method.tick || side.kind.listens) side.world.runUntil(this.nowMs);
    if (isBeat) for (const meter of this.meters) meter.tick(node, this.every * this.options.periodMs);
    const gossip = this.gossips[node];
    if (gossip) {
      this.send(node, gossip.tick(this.nowMs, this.announcement(node), this.ids));
      this.ages.sample(gossip, node, this.nowMs);
    }
    if (isBeat) for (const { method } of this.sides) method.tick?.(node);
  }

  private announcement(node: number): Announcement {
    return this.meters.map((meter) => meter.announce(node));
  }

  private send(from: number, sends: { to: number; entries: Entry<Announcement>[] }[]): void {
    for (const { to, entries } of sends) {
      this.messages++;
      this.bytes += HEAD_BYTES + ENTRY_BYTES * entries.length;
      if (this.random.chance(this.options.loss) || this.isCut(from, to - 1)) continue;
      this.onTheirWay.push({ dueMs: this.nowMs + this.options.delayMs, to, entries });
    }
  }

  private deliver(): void {
    const { to, entries } = this.onTheirWay[this.delivered++]!;
    if (this.delivered > 4_096) {
      this.onTheirWay.splice(0, this.delivered);
      this.delivered = 0;
    }
    if (this.backAtMs[to - 1]! > 0) return;
    this.send(to - 1, this.gossips[to - 1]!.receive(this.nowMs, entries));
  }

  private isCut(from: number, to: number): boolean {
    if (this.options.partitionMs === 0 || from % 2 === to % 2) return false;
    const middleMs = this.tasks.atMs[this.tasks.count >> 1]!;
    return Math.abs(this.nowMs - middleMs) < this.options.partitionMs / 2;
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

/** In any of the worlds a node has come to have no memory left. */
const runsOut = (before: Announcement, after: Announcement): boolean =>
  after.some(({ freeBytes }, i) => freeBytes === 0 && before[i]!.freeBytes > 0);
