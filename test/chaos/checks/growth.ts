/** Nothing that an agent keeps grows without a bound: its memory and its descriptors. */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Used, usedBy } from '../../support/used.ts';
import type { Five } from '../five.ts';
import type { Journal } from '../journal.ts';

const LOOK_MS = 2_000;
/** Of an agent with this load: four times what it has when all is well. */
const MOST_MEGABYTES = 500;
const MOST_DESCRIPTORS = 400;

export class GrowthCheck {
  readonly most: Used = { megabytes: 0, descriptors: 0 };
  private isOver = false;
  private readonly told = new Set<number>();

  constructor(
    private readonly five: Five,
    private readonly journal: Journal,
  ) {}

  async run(): Promise<void> {
    while (!this.isOver) {
      for (const { agent, name } of this.five.nodes) {
        const used = agent === null ? null : usedBy(agent);
        if (agent === null || !used) continue;
        this.most.megabytes = Math.max(this.most.megabytes, used.megabytes);
        this.most.descriptors = Math.max(this.most.descriptors, used.descriptors);
        if (used.megabytes <= MOST_MEGABYTES && used.descriptors <= MOST_DESCRIPTORS) continue;
        if (this.told.has(agent)) continue;
        this.told.add(agent);
        this.journal.violation(
          `${name}: its agent uses ${Math.round(used.megabytes)} MB and ${used.descriptors} descriptors`,
        );
      }
      await sleep(LOOK_MS);
    }
  }

  stop(): void {
    this.isOver = true;
  }
}
