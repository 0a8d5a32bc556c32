import type { TaskView } from '../../agent/balance/view.ts';
import type { HomeEffect, HomeEvent } from '../../agent/migration/machine/events.ts';
import { stepHome } from '../../agent/migration/machine/home.ts';
import { accepts, cpuMsOf, type HomeState, newHome } from '../../agent/migration/machine/home-state.ts';
import type { TaskId } from '../../protocol/node.ts';
import { SimDeputy } from './deputy.ts';
import type { SimNode } from './node.ts';
import { LOST_AFTER_MS, type SimRecord, specOf } from './program.ts';

interface Entry {
  state: HomeState;
  deputy: SimDeputy;
  cancelTimer: () => void;
  arrivedAtMs: number;
  left: { node: number; atMs: number }[];
  stayed: { atMs: number; times: number } | null;
}

/** The tasks at home on a simulated node, with their deputies. */
export class SimHomes {
  private readonly entries = new Map<TaskId, Entry>();
  private readonly node: SimNode;

  constructor(node: SimNode) {
    this.node = node;
  }

  start(task: TaskId, nodes: number[]): void {
    const { world } = this.node;
    const [state, effects] = newHome({ task, self: this.node.id, nodes, lostAfterMs: LOST_AFTER_MS });
    const answer = (record: SimRecord): void => this.toGuest(task, record);
    const end = (code: number | null, signal: string | null): void => {
      this.event(task, { on: 'end', atMs: world.clock.nowMs, code, signal });
    };
    const deputy = new SimDeputy(task, world, answer, end);
    const arrivedAtMs = world.clock.nowMs;
    this.entries.set(task, { state, deputy, cancelTimer: () => {}, arrivedAtMs, left: [], stayed: null });
    this.carryOut(task, effects);
  }

  stateOf(task: TaskId): HomeState | undefined {
    return this.entries.get(task)?.state;
  }

  deputyOf(task: TaskId): SimDeputy | undefined {
    return this.entries.get(task)?.deputy;
  }

  event(task: TaskId, event: HomeEvent): boolean {
    const entry = this.entries.get(task);
    if (entry === undefined) return false;
    const [state, effects] = stepHome(entry.state, event);
    if (state.node !== entry.state.node) {
      entry.left.push({ node: entry.state.node, atMs: event.atMs });
      entry.arrivedAtMs = event.atMs;
    }
    entry.state = state;
    this.carryOut(task, effects);
    return true;
  }

  everyEvent(event: HomeEvent): void {
    for (const task of [...this.entries.keys()]) this.event(task, event);
  }

  /** What each deputy's process is, as the system says at each beat. */
  lookAtDeputies(): void {
    const atMs = this.node.world.clock.nowMs;
    for (const [task, { deputy }] of [...this.entries])
      this.event(task, { on: 'deputy', atMs, stopped: deputy.isStopped });
  }

  record(from: number, task: TaskId, inc: number, record: SimRecord): 'taken' | 'dropped' | 'stray' {
    const entry = this.entries.get(task);
    if (entry === undefined) return 'stray';
    if (!accepts(entry.state, from, inc)) return inc === entry.state.inc ? 'dropped' : 'stray';
    entry.deputy.record(record, inc);
    return 'taken';
  }

  views(): TaskView[] {
    return [...this.entries.values()].map(({ state, arrivedAtMs, left, stayed }) => {
      const { phase, task, node } = state;
      const isFree = phase.at === 'running' && phase.movingTo === null;
      const common = {
        task,
        node,
        arrivedAtMs,
        left,
        stayed,
        cpuRatio: 1,
        anyNode: false,
        memoryBytes: 50e6,
        hintBytes: 0,
        lastMove: null,
      };
      return { ...common, heldBy: isFree ? null : phase.at, cpuMs: cpuMsOf(state) };
    });
  }

  die(): void {
    for (const { cancelTimer, state } of this.entries.values()) {
      cancelTimer();
      if (state.phase.at !== 'over') this.node.world.homeless.add(state.task);
    }
    this.entries.clear();
  }

  private toGuest(task: TaskId, record: SimRecord): void {
    const state = this.stateOf(task);
    if (state !== undefined) this.node.sendRecord(state.node, task, state.inc, record);
  }

  private carryOut(task: TaskId, effects: readonly HomeEffect[]): void {
    const { node } = this;
    for (const effect of effects) {
      const entry = this.entries.get(task);
      if (entry === undefined) return;
      switch (effect.do) {
        case 'send':
          node.send(effect.to, effect.message);
          break;
        case 'timer':
          entry.cancelTimer();
          if (effect.ms !== null) {
            entry.cancelTimer = node.after(effect.ms, () =>
              this.event(task, { on: 'timer', atMs: node.world.clock.nowMs }),
            );
          }
          break;
        case 'start':
          if (effect.node === node.id) node.guests.run(specOf(task), effect.inc, node.id);
          else node.send(effect.node, { op: 'run', spec: specOf(task), inc: effect.inc });
          break;
        case 'life':
          node.hear(effect.event);
          if (effect.event.event === 'stayed')
            entry.stayed = { atMs: effect.event.atMs, times: (entry.stayed?.times ?? 0) + 1 };
          if (effect.event.event === 'migration') entry.stayed = null;
          if (effect.event.event === 'lost') node.after(1, () => entry.deputy.stop(1, null));
          break;
        case 'forget':
          this.entries.delete(task);
          break;
        case 'log':
          break;
      }
    }
  }
}
