import type { SimRandom } from '../../sim/random.ts';
import type { SimClock } from './clock.ts';

export interface LinkEnd {
  linkdown(peer: number): void;
  linkup(peer: number): void;
}

export interface SimMessage {
  /** Messages of one channel keep their order. */
  channel: string;
  /** Time that its bytes take. */
  ms: number;
  isLasting: boolean;
  deliver(): void;
}

interface Link {
  up: boolean;
  /** Counts connections: what was sent on an earlier one is lost. */
  epoch: number;
  /** When the last message of each direction and channel arrives: channels keep their order. */
  lastMs: Map<string, number>;
  /** Which ends believe that the link is up. */
  seenBy: Set<number>;
}

/** Links between all pairs; ordered channels; a broken link loses what is on its way, and each end notices in its own time. */
export class SimNetwork {
  private readonly links = new Map<string, Link>();
  /** What was sent and has not arrived. */
  private readonly kept = new Map<string, Set<SimMessage>>();
  private readonly ends = new Map<number, LinkEnd>();
  private readonly clock: SimClock;
  private readonly random: SimRandom;
  latencyMs: number;

  constructor(clock: SimClock, random: SimRandom, latencyMs: number) {
    this.clock = clock;
    this.random = random;
    this.latencyMs = latencyMs;
  }

  join(id: number, end: LinkEnd): void {
    const others = [...this.ends.keys()];
    this.ends.set(id, end);
    for (const other of others) this.connect(id, other);
  }

  /** A node is gone: its links break; only the others notice. */
  leave(id: number): void {
    this.ends.delete(id);
    for (const other of this.ends.keys()) {
      this.break(id, other);
      this.keptOf(id, other).clear();
      this.keptOf(other, id).clear();
    }
  }

  isUp(a: number, b: number): boolean {
    const link = this.linkOf(a, b);
    return link.up && link.seenBy.has(a);
  }

  /**
   * False if it is lost for sure. What is `lasting` is repeated over the next connection, in order, as
   * agent/transport/session.ts does for records and news; steps of a move are of the moment.
   */
  send(from: number, to: number, message: SimMessage): boolean {
    const link = this.linkOf(from, to);
    if (message.isLasting) this.keptOf(from, to).add(message);
    if (!link.seenBy.has(from)) return message.isLasting;
    const { epoch } = link;
    const key = `${from}>${to} ${message.channel}`;
    const arrival = this.clock.nowMs + message.ms + this.latencyMs * this.random.between(0.5, 2);
    const atMs = Math.max(arrival, link.lastMs.get(key) ?? 0);
    link.lastMs.set(key, atMs);
    this.clock.after(atMs - this.clock.nowMs, () => {
      if (!link.up || link.epoch !== epoch || !link.seenBy.has(to)) return;
      this.keptOf(from, to).delete(message);
      message.deliver();
    });
    return true;
  }

  break(a: number, b: number): void {
    const link = this.linkOf(a, b);
    if (!link.up) return;
    link.up = false;
    link.epoch++;
    link.lastMs.clear();
    for (const end of [a, b]) {
      this.clock.after(this.random.between(0, 400), () => {
        if (link.seenBy.delete(end)) this.ends.get(end)?.linkdown(end === a ? b : a);
      });
    }
  }

  /** Both ends come back at once, when both have noticed that they were apart. */
  connect(a: number, b: number): void {
    const link = this.linkOf(a, b);
    if (link.up || !this.ends.has(a) || !this.ends.has(b)) return;
    if (link.seenBy.size > 0) {
      this.clock.after(100, () => this.connect(a, b));
      return;
    }
    link.up = true;
    link.seenBy = new Set([a, b]);
    this.repeat(a, b);
    this.repeat(b, a);
    this.ends.get(a)!.linkup(b);
    this.ends.get(b)!.linkup(a);
  }

  private repeat(from: number, to: number): void {
    const kept = this.keptOf(from, to);
    const messages = [...kept];
    kept.clear();
    for (const message of messages) this.send(from, to, message);
  }

  private keptOf(from: number, to: number): Set<SimMessage> {
    const key = `${from}>${to}`;
    let kept = this.kept.get(key);
    if (kept === undefined) {
      kept = new Set();
      this.kept.set(key, kept);
    }
    return kept;
  }

  private linkOf(a: number, b: number): Link {
    const key = a < b ? `${a} ${b}` : `${b} ${a}`;
    let link = this.links.get(key);
    if (link === undefined) {
      link = { up: false, epoch: 0, lastMs: new Map(), seenBy: new Set() };
      this.links.set(key, link);
    }
    return link;
  }
}
