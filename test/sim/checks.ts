import type { TaskId } from '../../protocol/node.ts';
import type { TaskLifeEvent } from '../../protocol/task.ts';
import type { SimRecord } from './program.ts';

interface Account {
  /** Effects in order: their numbers. */
  effects: number[];
  highestInc: number;
  exit: { code: number | null; signal: string | null } | null;
  life: TaskLifeEvent[];
  /** A node or a host that had it has died, so it may be lost. */
  mayBeLost: boolean;
}

/** What must hold in every run, whatever the scenario. Throws at the first breach. */
export class Checks {
  private readonly accounts = new Map<TaskId, Account>();

  of(task: TaskId): Account {
    let account = this.accounts.get(task);
    if (account === undefined) {
      account = { effects: [], highestInc: 0, exit: null, life: [], mayBeLost: false };
      this.accounts.set(task, account);
    }
    return account;
  }

  /** The deputy hears one incarnation at a time, never an older one again. */
  record(task: TaskId, inc: number, record: SimRecord): void {
    const account = this.of(task);
    if (inc < account.highestInc)
      throw new Error(`task ${task}: record of incarnation ${inc} after ${account.highestInc}`);
    if (inc > account.highestInc && record.k !== 'attach')
      throw new Error(`task ${task}: incarnation ${inc} began with ${record.k}`);
    account.highestInc = inc;
  }

  /** Each effect once, in order. */
  effect(task: TaskId, inc: number, seq: number): void {
    const { effects } = this.of(task);
    if (seq !== effects.length + 1)
      throw new Error(`task ${task}: effect ${seq} of incarnation ${inc} after ${effects.length}`);
    effects.push(seq);
  }

  stopped(task: TaskId, code: number | null, signal: string | null): void {
    this.of(task).exit = { code, signal };
  }

  life(event: TaskLifeEvent): void {
    const account = this.of(event.task);
    if (account.life.some(({ event }) => event === 'end'))
      throw new Error(`task ${event.task}: '${event.event}' after its end`);
    account.life.push(event);
    const isGivenUp = event.event === 'lost' && event.reason.includes('--lost-after');
    if (event.event === 'lost' && account.exit === null && !account.mayBeLost && !isGivenUp) {
      throw new Error(`task ${event.task}: lost without a death: ${event.reason}`);
    }
    if (event.event === 'migration' && event.from === event.to)
      throw new Error(`task ${event.task}: moved to where it was`);
  }

  /** After all is quiet. `calls`: what the program makes if nothing ends it. */
  finished(task: TaskId, calls: number): void {
    const { life, exit, effects } = this.of(task);
    const events = life.map(({ event }) => event);
    if (exit === null) throw new Error(`task ${task} never ended: ${events.join(' ')}`);
    if (!events.includes('end')) throw new Error(`task ${task}: home never said 'end': ${events.join(' ')}`);
    const hasRun = exit.signal === null && exit.code === 0;
    if (hasRun && effects.length !== calls)
      throw new Error(`task ${task}: ${effects.length} effects of ${calls}`);
    if (!hasRun && exit.signal === null && !events.includes('lost'))
      throw new Error(`task ${task}: exit ${exit.code} without a loss`);
  }
}
