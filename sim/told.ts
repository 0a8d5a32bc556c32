import type { Entry } from '../agent/gossip/entry.ts';
import { Gossip } from '../agent/gossip/gossip.ts';
import type { NodeView } from '../protocol/node.ts';
import { Ages } from './ages.ts';
import { type Information, type InformationOptions, messageBytes } from './information.ts';
import { type Announcement, type Knowledge, type Meters, ToldTo } from './knowledge.ts';
import type { SimRandom } from './random.ts';

/** The gossip of the agents, message by message, with delay, loss and a partition. One gossip serves all worlds. */
export class Told implements Information {
  readonly ages: Ages;
  messages = 0;
  bytes = 0;
  private readonly ids: number[];
  private readonly gossips: Gossip<Announcement>[];
  /** In the order of their sending: all are as long on their way. */
  private readonly onTheirWay: { dueMs: number; to: number; entries: Entry<Announcement>[] }[] = [];
  private delivered = 0;
  private readonly pool: NodeView[] = [];

  constructor(
    private readonly options: InformationOptions,
    nodes: number,
    private readonly meters: readonly Meters[],
    private readonly random: SimRandom,
    private readonly isDown: (node: number) => boolean,
    /** The time around which the cluster is cut. */
    private readonly middleMs: number,
  ) {
    const { periodMs, window, capacity } = options;
    this.ids = Array.from({ length: nodes }, (_, node) => node + 1);
    const isUrgent = (before: Announcement | undefined, after: Announcement): boolean =>
      before !== undefined && runsOut(before, after);
    const same = { periodMs, window, capacity, isUrgent, random: () => random.next() };
    this.gossips = this.ids.map((self) => new Gossip({ ...same, self }, this.announcement(self - 1)));
    this.ages = new Ages(options, nodes);
  }

  get nextMs(): number {
    return this.onTheirWay[this.delivered]?.dueMs ?? Number.POSITIVE_INFINITY;
  }

  round(): void {}

  wentDown(): void {}

  tick(node: number, nowMs: number): void {
    const gossip = this.gossips[node]!;
    this.send(node, gossip.tick(nowMs, this.announcement(node), this.ids), nowMs);
    this.ages.sample(gossip, node, nowMs);
  }

  deliver(nowMs: number): void {
    const { to, entries } = this.onTheirWay[this.delivered++]!;
    if (this.delivered > 4_096) {
      this.onTheirWay.splice(0, this.delivered);
      this.delivered = 0;
    }
    if (!this.isDown(to - 1)) this.send(to - 1, this.gossips[to - 1]!.receive(nowMs, entries), nowMs);
  }

  knowledge(node: number, world: number): Knowledge {
    return new ToldTo(this.gossips[node]!, world, this.pool);
  }

  private announcement(node: number): Announcement {
    return this.meters.map((meter) => meter.announce(node));
  }

  private send(from: number, sends: { to: number; entries: Entry<Announcement>[] }[], nowMs: number): void {
    for (const { to, entries } of sends) {
      this.messages++;
      this.bytes += messageBytes(entries.length);
      if (this.random.chance(this.options.loss) || this.isCut(from, to - 1, nowMs)) continue;
      this.onTheirWay.push({ dueMs: nowMs + this.options.delayMs, to, entries });
    }
  }

  private isCut(from: number, to: number, nowMs: number): boolean {
    if (this.options.partitionMs === 0 || from % 2 === to % 2) return false;
    return Math.abs(nowMs - this.middleMs) < this.options.partitionMs / 2;
  }
}

/** In any of the worlds a node has come to have no memory left. */
const runsOut = (before: Announcement, after: Announcement): boolean =>
  after.some(({ freeBytes }, i) => freeBytes === 0 && before[i]!.freeBytes > 0);
