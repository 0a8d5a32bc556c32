/** A task executes in one place: that which its home names. */
import { setTimeout as sleep } from 'node:timers/promises';
import type { TaskStatus } from '../../../protocol/task.ts';
import type { Five } from '../five.ts';
import type { Journal } from '../journal.ts';

const LOOK_MS = 700;
/** An agent that is stopped or starved is not waited for. */
const ANSWER_MS = 2_000;
/** Home and a guest's node find out about each other within this, where nothing is wrong with their machines. */
const GRACE_MS = 6_000;

export class PlacesCheck {
  looks = 0;
  private isOver = false;
  private readonly strays = new Map<string, number>();

  constructor(
    private readonly five: Five,
    private readonly journal: Journal,
    private readonly isTroubled: (machine: number) => boolean,
  ) {}

  async run(): Promise<void> {
    while (!this.isOver) {
      await this.look();
      await sleep(LOOK_MS);
    }
  }

  stop(): void {
    this.isOver = true;
  }

  private async look(): Promise<void> {
    const told = await Promise.all(
      this.five.nodes.map((node) =>
        Promise.race([
          node.ask((agent) => agent.tasks()).catch(() => null),
          sleep(ANSWER_MS).then(() => null),
        ]),
      ),
    );
    this.looks++;
    const now = this.journal.nowMs;
    const strays = new Set<string>();
    for (const [machine, tasks] of told.entries())
      for (const guest of tasks ?? []) {
        const home = guest.home - 1;
        if (home === machine || guest.state === 'starting' || guest.state === 'ended') continue;
        const known = told[home];
        if (!known || this.isTroubled(machine) || this.isTroubled(home)) continue;
        if (isKnown(known, guest, machine + 1)) continue;
        const key = `${guest.task} executes on node ${machine + 1}`;
        strays.add(key);
        const since = this.strays.get(key) ?? now;
        this.strays.set(key, since);
        if (now - since < GRACE_MS) continue;
        const where = known.find(({ task }) => task === guest.task);
        this.journal.violation(
          `${key}, and its home says ${where ? `node ${where.where}` : 'that it is over'}`,
        );
        this.strays.set(key, Number.POSITIVE_INFINITY);
      }
    for (const key of this.strays.keys()) if (!strays.has(key)) this.strays.delete(key);
  }
}

/** It is where home says that it is, or on its way. */
const isKnown = (known: readonly TaskStatus[], guest: TaskStatus, node: number): boolean =>
  known.some(({ task, where, state }) => task === guest.task && (where === node || state === 'migrating'));
