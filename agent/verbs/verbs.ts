import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import type { Answer, MoveTarget } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import type { Sendable } from '../../protocol/signals.ts';
import type { Steering } from '../../protocol/task.ts';
import type { Commands, Progress } from '../control/commands.ts';
import type { Guests } from '../guests/guests.ts';
import type { Hub } from '../hub.ts';
import { homeOf } from '../migration/machine/ids.ts';
import type { Asks } from '../remote/asks.ts';
import type { MoveEnd } from '../tasks/home-task.ts';
import type { HomeTasks } from '../tasks/home-tasks.ts';
import { clearOut, type Leaver } from './clear-out.ts';
import { Freezing } from './freezing.ts';

export interface VerbsOptions {
  hub: Hub;
  homes: HomeTasks;
  guests: Guests;
  asks: Asks;
  set: Commands['set'];
  /** For as long as it is about to leave: takes no guests, sends no task away. */
  leaving(isLeaving: boolean): void;
}

/** How many tasks a progress line names. */
const NAMED = 3;

/** What concerns tasks that execute in one place and are at home in another. */
export class Verbs {
  /** Before this node begins anew. */
  readonly freezing: Freezing;

  constructor(private readonly options: VerbsOptions) {
    const { guests, homes, hub, leaving } = options;
    this.freezing = new Freezing({
      executing: () => [...guests.executing()].map(({ task, spec: { command } }) => ({ task, command })),
      away: () => homes.away().map(({ name, options: { spec } }) => ({ task: name, command: spec.command })),
      isComing: () => guests.coming > 0,
      freeze: async (task, withinMs) => {
        if (homeOf(task) === hub.self) await homes.freeze(task, hub.self, withinMs);
        else await this.askHome(task, { op: 'freeze', task, withinMs }, 'done');
      },
      thaw: async (task) => {
        if (homeOf(task) === hub.self) homes.thaw(task, hub.self);
        else await this.askHome(task, { op: 'thaw', task }, 'done');
      },
      leaving,
      pause: (ms) => this.pause(ms),
      progress: (left) => waitingFor(left, 'task', 'to be frozen'),
    });
  }

  /** Home decides: so a guest's node, or any other, asks there. @throws OmosixError ENOTASK, ENONODE, EREFUSED, ELINK */
  async migrate(task: string, to: MoveTarget, wish: string | null): Promise<MoveEnd> {
    const { hub, homes } = this.options;
    const reason = wish ?? 'migrate command';
    if (homeOf(task) === hub.self) return homes.migrate(task, to, reason);
    const asked = { op: 'migrate', task, to, reason: `${reason} on node ${hub.self}` };
    return (await this.askHome(task, asked, 'migrated')).result as MoveEnd;
  }

  /** @throws OmosixError ENOTASK, ENONODE, EREFUSED, ELINK */
  async signal(task: string, signal: Sendable): Promise<void> {
    const { hub, homes } = this.options;
    if (homeOf(task) === hub.self) return homes.signal(task, signal);
    await this.askHome(task, { op: 'signal', task, signal }, 'done');
  }

  /** @throws OmosixError ENOTASK, EREFUSED, ELINK */
  async steer(task: string, change: Steering): Promise<void> {
    const { hub, homes } = this.options;
    if (homeOf(task) === hub.self) return homes.steer(task, change);
    await this.askHome(task, { op: 'steer', task, ...change }, 'done');
  }

  /** @throws OmosixError ENOTASK, EREFUSED, ECHECKPOINT, ELINK */
  async checkpoint(task: string, file: string | null, after: CheckpointAfter): Promise<CheckpointMade> {
    const { hub, homes } = this.options;
    if (homeOf(task) === hub.self) return homes.checkpoint(task, file, after);
    return (await this.askHome(task, { op: 'checkpoint', task, file, after }, 'checkpoint')).made;
  }

  /** Blocks, and sends all guests away: by their homes' choice, home where that comes to nothing. */
  expel(progress: Progress): ReturnType<Commands['expel']> {
    this.options.set({ block: true });
    return this.clearOfGuests('expel', progress);
  }

  /**
   * Before this node leaves the cluster: guests go, and with `bring` own tasks come home. Where one does not, the node does not leave.
   * Nothing of this outlasts the agent.
   */
  async leave(bring: boolean, progress: Progress): ReturnType<Commands['expel']> {
    this.options.leaving(true);
    const guests = await this.clearOfGuests('its node leaves the cluster', progress);
    const own = bring
      ? await this.clearOfAbsent('its home leaves the cluster', progress)
      : { moved: 0, stuck: [] };
    const stuck = [...guests.stuck, ...own.stuck];
    if (stuck.length > 0) this.options.leaving(false);
    return { moved: guests.moved + own.moved, stuck };
  }

  /**
   * Before this node is switched off: guests go, those that are held again and again until there is no time left. What is left ends with
   * the agent, and its home does with it what it does where a node dies.
   */
  async drain(deadlineMs: number, progress: Progress): ReturnType<Commands['expel']> {
    const { guests, leaving } = this.options;
    leaving(true);
    let isDue = false;
    let moved = 0;
    const clear = async (): Promise<void> => {
      for (let stuck = 1; stuck > 0 && !isDue; ) {
        const cleared = await this.clearOfGuests('its node is to be switched off', progress);
        moved += cleared.moved;
        stuck = cleared.stuck.length;
      }
    };
    const due = this.pause(deadlineMs).then(() => {
      isDue = true;
    });
    await Promise.race([clear(), due]);
    return { moved, stuck: guests.foreign().map((left) => ({ ...left, reason: 'it has not left in time' })) };
  }

  private clearOfGuests(reason: string, progress: Progress): ReturnType<Commands['expel']> {
    const { guests } = this.options;
    return clearOut({
      remaining: () => guests.foreign(),
      isComing: () => guests.isForeignComing,
      move: async (task, attempt) => whyStayed(await this.migrate(task, attempt === 1 ? 'out' : 0, reason)),
      pause: (ms) => this.pause(ms),
      progress: (left) => progress(waitingFor(left, 'guest', 'to leave')),
    });
  }

  /** Brings all tasks home, where they stay. */
  bring(progress: Progress): ReturnType<Commands['bring']> {
    this.options.set({ lstay: true });
    return this.clearOfAbsent('bring', progress);
  }

  private clearOfAbsent(reason: string, progress: Progress): ReturnType<Commands['bring']> {
    const { homes } = this.options;
    return clearOut({
      remaining: () =>
        homes.away().map(({ name, options }) => ({ task: name, command: options.spec.command })),
      isComing: () => false,
      move: async (task) => whyStayed(await homes.migrate(task, 0, reason)),
      pause: (ms) => this.pause(ms),
      progress: (left) => progress(waitingFor(left, 'task', 'to come home')),
    });
  }

  private pause(ms: number): Promise<void> {
    return new Promise((resolve) => this.options.hub.clock.after(ms, resolve));
  }

  private async askHome<Op extends Answer['op']>(
    task: string,
    request: object,
    expected: Op,
  ): Promise<Extract<Answer, { op: Op }>> {
    const home = homeOf(task);
    const answer = await this.options.asks.ask(home, request).catch((error: OmosixError) => {
      if (error.code !== 'ELINK') throw error;
      throw new OmosixError('ELINK', `its home, node ${home}, cannot be reached, and home alone decides`);
    });
    if (answer.op === expected) return answer as Extract<Answer, { op: Op }>;
    throw new OmosixError('EPROTOCOL', `node ${home} answered '${answer.op}' where '${expected}' was due`);
  }
}

const whyStayed = (end: MoveEnd): string | null => (end.event === 'migration' ? null : end.reason);

function waitingFor(left: Leaver[], noun: string, what: string): string {
  if (left.length === 0) return `waiting for a ${noun} that is on its way here`;
  const named = left.slice(0, NAMED).map(({ task, command }) => `${task} (${command})`);
  const more = left.length > NAMED ? `, and ${left.length - NAMED} more` : '';
  const plural = left.length === 1 ? noun : `${noun}s`;
  return `waiting for ${left.length} ${plural} ${what}: ${named.join(', ')}${more}`;
}
