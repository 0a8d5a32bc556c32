import { ageExceededBy } from '../agent/gossip/ages.ts';
import { silenceLimitMs } from '../agent/gossip/silence.ts';
import type { NodeInfo, NodeView } from '../protocol/node.ts';
import { type Information, type InformationOptions, messageBytes } from './information.ts';
import { infoOf, type Knowledge, type Meters } from './knowledge.ts';

/** Announcements kept of each node: more periods than knowledge in a view is old, but for very few. */
const KEPT = 64;

/**
 * What nodes would know by gossip, drawn instead of told: of how many others something is known and how old it is follows the
 * closed form of agent/gossip/ages.ts, of which others is chance, and what is known is what those announced then. So knowledge
 * costs where it is used, not where it is passed on: of ten thousand nodes each says four times a second what hardly anybody needs.
 */
export class Drawn implements Information {
  readonly nextMs = Number.POSITIVE_INFINITY;
  readonly ages = null;
  messages = 0;
  bytes = 0;
  private readonly boards: Board[];
  /** Age of the k-th newest of what is known, periods. */
  private readonly agesPeriods: Float64Array;
  private readonly limitMs: number;
  /** Steps through all nodes, each once. */
  private readonly steps: number[] = [];
  private readonly downSinceMs: Float64Array;

  constructor(
    private readonly options: InformationOptions,
    private readonly nodes: number,
    meters: readonly Meters[],
    private readonly random: () => number,
    private readonly isDown: (node: number) => boolean,
  ) {
    const { window, capacity, loss, periodMs } = options;
    const cluster = { nodes, window: Math.min(window, nodes), arriving: 1 - loss };
    const known = Math.min(capacity, nodes - 1);
    // With the k-th newest, and with oneself, X(t) is k + 1; half an entry earlier is its median.
    this.agesPeriods = Float64Array.from({ length: known }, (_, k) =>
      Math.max(0, ageExceededBy(Math.max(0.5, nodes - (k + 1.5)), cluster)),
    );
    this.limitMs = silenceLimitMs(nodes, window, periodMs);
    for (let step = 1; step < nodes && this.steps.length < 512; step++)
      if (divisor(step, nodes) === 1) this.steps.push(step);
    this.downSinceMs = new Float64Array(nodes);
    this.boards = meters.map((meter) => new Board(meter, this, periodMs));
  }

  /** All announce themselves. */
  round(): void {
    const { nodes, options } = this;
    for (const board of this.boards) board.announce();
    this.messages += nodes;
    this.bytes += nodes * messageBytes(Math.min(options.window, this.known + 1));
  }

  tick(): void {}

  deliver(): void {}

  wentDown(node: number, nowMs: number): void {
    this.downSinceMs[node] = nowMs;
  }

  knowledge(node: number, world: number): Knowledge {
    return this.boards[world]!.knowledge(node);
  }

  get known(): number {
    return this.agesPeriods.length;
  }

  /** Draws whom a node knows: `take` gets each with the age of what is known, newest first. */
  draw(self: number, nowMs: number, take: (node: number, ageMs: number, isSilent: boolean) => void): void {
    const { nodes, random, isDown } = this;
    const { periodMs } = this.options;
    const step = this.steps[Math.floor(random() * this.steps.length)]!;
    let node = Math.floor(random() * nodes);
    for (const periods of this.agesPeriods) {
      node = (node + step) % nodes;
      if (node === self) node = (node + step) % nodes;
      const ageMs = (periods + random()) * periodMs;
      if (!isDown(node)) take(node, ageMs, false);
      else {
        const silentMs = Math.max(ageMs, nowMs - this.downSinceMs[node]!);
        take(node, silentMs, silentMs > this.limitMs);
      }
    }
  }
}

/** The announcements of the last periods, in columns. */
class Board {
  private readonly loads: Float64Array;
  /** Less what is swapped out. */
  private readonly freeBytes: Float64Array;
  private round = -1;
  private readonly views: NodeView[];
  private readonly infos: NodeInfo[];

  constructor(
    private readonly meters: Meters,
    private readonly drawn: Drawn,
    private readonly periodMs: number,
  ) {
    const { count } = meters.world.machines;
    this.loads = new Float64Array(KEPT * count);
    this.freeBytes = new Float64Array(KEPT * count);
    this.infos = Array.from({ length: drawn.known }, () => infoOf(meters.world, 0, 0, 1));
    this.views = this.infos.map((info) => ({ info, ageMs: 0, state: 'alive', isSelf: false }));
  }

  /** Once a period: all announce themselves. */
  announce(): void {
    const { meters, loads, freeBytes } = this;
    const { count } = meters.world.machines;
    this.round++;
    const at = (this.round % KEPT) * count;
    for (let node = 0; node < count; node++) {
      loads[at + node] = meters.load(node);
      freeBytes[at + node] = meters.freeBytes(node) - meters.excessBytes(node);
    }
  }

  knowledge(node: number): Knowledge {
    return {
      views: (self, nowMs) => this.viewsOf(node, self, nowMs),
    };
  }

  private viewsOf(self: number, info: NodeInfo, nowMs: number): NodeView[] {
    const { machines } = this.meters.world;
    const views: NodeView[] = [{ info, ageMs: 0, state: 'alive', isSelf: true }];
    this.drawn.draw(self, nowMs, (node, ageMs, isSilent) => {
      const view = this.views[views.length - 1]!;
      const of = this.infos[views.length - 1]!;
      const rounds = Math.min(this.round, KEPT - 1, Math.floor(ageMs / this.periodMs));
      const at = ((this.round - rounds) % KEPT) * machines.count + node;
      of.id = node + 1;
      of.speed = machines.speed[node]! * 10_000;
      of.totalBytes = machines.memoryBytes[node]!;
      of.load = this.loads[at]!;
      of.freeBytes = Math.max(0, this.freeBytes[at]!);
      of.excessBytes = Math.max(0, -this.freeBytes[at]!);
      view.ageMs = ageMs;
      view.state = isSilent ? 'suspect' : 'alive';
      views.push(view);
    });
    return views;
  }
}

const divisor = (a: number, b: number): number => (b === 0 ? a : divisor(b, a % b));
