/** A cluster that only gossips: the nodes of a test on one clock, their messages lost or late as the test says. */
import type { Entry } from '../../agent/gossip/entry.ts';
import { Gossip, type Send } from '../../agent/gossip/gossip.ts';
import { SimRandom } from '../../sim/random.ts';

export const PERIOD_MS = 1_000;

export interface WorldOptions {
  nodes: number;
  window?: number;
  capacity?: number;
  seed?: number;
  /** Chance of each message to be lost. */
  loss?: number;
}

export class GossipWorld {
  nowMs = 1e6;
  sent = 0;
  largest = 0;
  /** Whether a message gets through. */
  passes: (from: number, to: number) => boolean = () => true;
  readonly random: SimRandom;
  readonly members: number[];
  private readonly nodes = new Map<number, Gossip<string>>();
  private readonly phases = new Map<number, number>();

  constructor(private readonly options: WorldOptions) {
    this.random = new SimRandom(options.seed ?? 1);
    this.members = Array.from({ length: options.nodes }, (_, i) => i + 1);
    for (const id of this.members) {
      this.start(id);
      this.phases.set(id, this.random.next() * PERIOD_MS);
    }
  }

  /** A new life of a node, which remembers nothing. */
  start(id: number): void {
    const { window = 64, capacity = 512 } = this.options;
    const random = (): number => this.random.next();
    this.nodes.set(
      id,
      new Gossip(
        { self: id, periodMs: PERIOD_MS, window, capacity, random, isUrgent: (_, after) => after === '!' },
        'new',
      ),
    );
  }

  kill(id: number): void {
    this.nodes.delete(id);
  }

  node(id: number): Gossip<string> {
    return this.nodes.get(id)!;
  }

  /** `info`: what a node announces. */
  periods(count: number, info: (id: number) => string = () => ''): void {
    const inOrder = [...this.members].sort((a, b) => this.phases.get(a)! - this.phases.get(b)!);
    const startMs = this.nowMs;
    for (let period = 0; period < count; period++) {
      for (const id of inOrder) {
        this.nowMs = startMs + period * PERIOD_MS + this.phases.get(id)!;
        const node = this.nodes.get(id);
        if (node) this.send(id, node.tick(this.nowMs, info(id), this.members));
      }
    }
    this.nowMs = startMs + count * PERIOD_MS;
  }

  send(from: number, sends: Send<string>[]): void {
    for (const { to, entries } of sends) {
      this.sent++;
      this.largest = Math.max(this.largest, entries.length);
      if (!this.passes(from, to) || this.random.chance(this.options.loss ?? 0)) continue;
      const node = this.nodes.get(to);
      if (node) this.send(to, node.receive(this.nowMs, entries, from));
    }
  }

  knowers(of: number): number {
    return [...this.nodes.values()].filter((node) => node.view.get(of)).length;
  }

  /** Of how many nodes each knows something that is at most so many periods old, itself counted; on average. */
  knownWithin(periods: number): number {
    let known = 0;
    for (const node of this.nodes.values()) {
      known++;
      for (let i = 0; i < node.view.size; i++)
        if (this.nowMs - node.view.at(i).measuredAtMs <= periods * PERIOD_MS) known++;
    }
    return known / this.nodes.size;
  }
}

export const entry = (id: number, more: Partial<Entry<string>> = {}): Entry<string> => ({
  id,
  incarnation: 0,
  beat: 1,
  standing: 'alive',
  ageMs: 0,
  info: '',
  ...more,
});
