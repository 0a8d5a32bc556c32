/** So many programs at a time, each with its home somewhere, until it is enough. */
import type { SimRandom } from '../../sim/random.ts';
import type { Five } from './five.ts';
import type { Journal } from './journal.ts';
import type { Kind } from './kinds.ts';
import { ChaosTask, type Verdict } from './task.ts';

const KEPT = ['--checkpoint-every', 'auto', '--checkpoint-keep', '1'];
/** How they move: by themselves, or all the time; and whether they survive where they execute. */
const OPTIONS: readonly (readonly string[])[] = [
  [],
  ['--migrate-every', '2000'],
  ['--migrate-every', '300'],
  ['--migrate-every', '50'],
  KEPT,
  ['--migrate-every', '300', ...KEPT],
  ['--migrate-every', '2000', '--checkpoint-every', '500ms', '--checkpoint-keep', '1'],
];
/** None of them takes half as long, whatever is done to it, even on a machine with a load of 20 for each processor. */
const LONGEST_MS = 600_000;
const PAUSE_MS = 300;

export class Load {
  readonly running = new Set<ChaosTask>();
  readonly verdicts: Record<Verdict, number> = { whole: 0, again: 0, lost: 0, killed: 0, wrong: 0 };
  moves = 0;
  private count = 0;
  private isOver = false;

  constructor(
    private readonly five: Five,
    private readonly kinds: readonly Kind[],
    private readonly journal: Journal,
    private readonly random: SimRandom,
  ) {}

  /** Resolves once `stop` was said and all have ended. */
  async run(atATime: number): Promise<void> {
    await Promise.all(Array.from({ length: atATime }, () => this.oneAfterTheOther()));
  }

  stop(): void {
    this.isOver = true;
  }

  private async oneAfterTheOther(): Promise<void> {
    while (!this.isOver) {
      const home = this.random.pick(this.five.nodes.filter(({ isAgentAlive }) => isAgentAlive));
      // On a machine whose agent is gone nobody starts anything: omrun would start one of its own, which is another matter.
      if (home !== undefined) await this.one(home.index);
      await new Promise((resolve) => setTimeout(resolve, PAUSE_MS));
    }
  }

  private async one(index: number): Promise<void> {
    const { random, journal } = this;
    const kind = random.pick(this.kinds);
    const task = new ChaosTask(++this.count, kind, this.five.nodes[index]!, random.pick(OPTIONS), journal);
    this.running.add(task);
    const tooLong = setTimeout(() => {
      journal.violation(`${task.name}: it has not ended after ${LONGEST_MS / 1000} s`);
      for (const event of task.life()) journal.note(`  its life: ${JSON.stringify(event)}`);
      task.kill();
    }, LONGEST_MS);
    const verdict = await task.ended;
    clearTimeout(tooLong);
    this.running.delete(task);
    this.verdicts[verdict]++;
    this.moves += task.life().filter(({ event }) => event === 'migration').length;
  }
}
