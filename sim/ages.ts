import { knownWithin } from '../agent/gossip/ages.ts';
import type { Gossip } from '../agent/gossip/gossip.ts';

/** Ages at which is counted, in periods. */
const AT = [1, 2, 3, 4, 6, 8, 12, 16, 24, 32];
/** Of so many views one is counted. */
const ONE_IN = 97;
/** Not before knowledge has spread. */
const AFTER_PERIODS = 60;

export interface AgeRow {
  periods: number;
  /** Of how many nodes something is known that is at most so old: seen, and by the closed form. */
  known: number;
  expected: number;
}

/** How old knowledge is, against the closed form of agent/gossip/ages.ts. */
export class Ages {
  private readonly known = new Float64Array(AT.length);
  private views = 0;
  private turn = 0;
  private sumMs = 0;
  private entries = 0;

  constructor(
    private readonly options: { periodMs: number; window: number; capacity: number; loss: number },
    private readonly nodes: number,
  ) {}

  sample(gossip: Gossip<unknown>, _node: number, nowMs: number): void {
    const { periodMs } = this.options;
    if (nowMs < AFTER_PERIODS * periodMs || this.turn++ % ONE_IN !== 0) return;
    this.views++;
    const { view } = gossip;
    for (let i = 0; i < view.size; i++) {
      const ageMs = nowMs - view.at(i).measuredAtMs;
      this.sumMs += ageMs;
      this.entries++;
      for (let k = 0; k < AT.length; k++) if (ageMs <= AT[k]! * periodMs) this.known[k]!++;
    }
  }

  get meanMs(): number {
    return this.entries === 0 ? 0 : this.sumMs / this.entries;
  }

  /** As far as views reach: of larger clusters they hold the newest only. */
  rows(): AgeRow[] {
    if (this.views === 0) return [];
    const { window, capacity, loss } = this.options;
    const cluster = { nodes: this.nodes, window, arriving: 1 - loss };
    return AT.map((periods, i) => ({
      periods,
      known: 1 + this.known[i]! / this.views,
      expected: Math.min(capacity + 1, knownWithin(periods, cluster)),
    }));
  }
}
