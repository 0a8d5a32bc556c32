/** Carries out a schedule: injects each fault at its time, and ends what lasts when it has lasted. */
import { setTimeout as sleep } from 'node:timers/promises';
import { SimRandom } from '../../sim/random.ts';
import { type FaultName, faults } from './faults/all.ts';
import type { Five } from './five.ts';
import type { Journal } from './journal.ts';
import type { Load } from './load.ts';
import type { Planned } from './schedule.ts';

/** A link or an agent needs so long, once nothing is wrong with it any more, until the others have noticed. */
const NOTICED_MS = 30_000;

export class Injector {
  readonly counts = new Map<FaultName, number>();
  private readonly lasting = new Set<Promise<void>>();
  private readonly machines: { open: number; healedMs: number }[];

  constructor(
    private readonly five: Five,
    private readonly load: Load,
    private readonly journal: Journal,
  ) {
    this.machines = five.nodes.map(() => ({ open: 0, healedMs: Number.NEGATIVE_INFINITY }));
  }

  /** Whether something is wrong with it, or was a moment ago. */
  isTroubled(machine: number): boolean {
    const { open, healedMs } = this.machines[machine]!;
    return open > 0 || this.journal.nowMs - healedMs < NOTICED_MS;
  }

  /** Resolves when all is mended again. */
  async run(schedule: readonly Planned[]): Promise<void> {
    for (const planned of schedule) {
      await sleep(Math.max(0, planned.atMs - this.journal.nowMs));
      // One that takes its time holds up no other.
      this.keep(this.attempt(planned));
    }
    while (this.lasting.size > 0) await Promise.all(this.lasting);
  }

  private keep(lasting: Promise<void>): void {
    this.lasting.add(lasting);
    void lasting.then(() => this.lasting.delete(lasting));
  }

  /** What it was meant for may have ended in that moment. */
  private async attempt(planned: Planned): Promise<void> {
    const { name, machine } = planned;
    const of = this.machines[machine]!;
    of.open++;
    try {
      await this.inject(planned);
    } catch (error) {
      this.journal.note(`[${name}] ${this.five.nodes[machine]!.name}: ${(error as Error).message.trim()}`);
    } finally {
      of.open--;
      of.healedMs = this.journal.nowMs;
    }
  }

  private async inject({ name, machine, forMs, seed }: Planned): Promise<void> {
    const { five, load, journal } = this;
    const node = five.nodes[machine]!;
    const injected = await faults[name].inject({ five, node, load, journal, random: new SimRandom(seed) });
    if (injected === null) return;
    this.counts.set(name, (this.counts.get(name) ?? 0) + 1);
    const { what, heal } = injected;
    const lasts = heal ? ` for ${(forMs / 1000).toFixed(1)} s` : '';
    journal.note(`[${name}] ${name === 'kill-deputy' ? what : `${node.name}: ${what}`}${lasts}`);
    if (!heal) return;
    await sleep(forMs);
    await heal();
    journal.note(`[${name}] ${node.name}: over`);
  }
}
