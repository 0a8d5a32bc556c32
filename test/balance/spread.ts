/**
 * Computing tasks of one home on nodes of unequal speed, on virtual time, with the very decider, placement and meter of load.
 * Nodes share their CPU evenly, what is known of others is half a beat old, a move takes a moment.
 */
import { type Claim, freshClaims } from '../../agent/balance/claims.ts';
import { decide } from '../../agent/balance/decide.ts';
import { place } from '../../agent/balance/place.ts';
import type { TaskView } from '../../agent/balance/view.ts';
import { LoadMeter } from '../../agent/measure/load.ts';
import type { NodeView } from '../../protocol/node.ts';
import { nodeView, taskView } from './views.ts';

const STEP_MS = 100;
const BEAT_MS = 1_000;
const MOVE_MS = 500;
/** As a shell on a slow machine starts one after the other. */
const START_EVERY_MS = 400;

interface Running {
  view: TaskView;
  leftMs: number;
  /** Executes nowhere until then, on its way to a node or starting there. */
  busyUntilMs: number;
  to: number;
}

export class Spread {
  readonly moves: { atMs: number; task: string; from: number; to: number }[] = [];
  nowMs = 0;
  private readonly meters: LoadMeter[];
  private readonly waiting: number[];
  private readonly running: Running[] = [];
  private readonly starts = new Map<string, Claim>();
  private claims: Claim[] = [];
  private count = 0;

  /** `shares`: of a CPU of the yardstick's speed; home is the last. `lengthsMs`: of tasks, on a whole such CPU. */
  constructor(
    private readonly shares: readonly number[],
    lengthsMs: readonly number[],
  ) {
    this.meters = shares.map(() => new LoadMeter());
    this.waiting = [...lengthsMs];
  }

  get isOver(): boolean {
    return this.waiting.length === 0 && this.running.length === 0;
  }

  step(): void {
    this.nowMs += STEP_MS;
    if (this.waiting.length > 0 && this.nowMs % START_EVERY_MS === 0) this.start(this.waiting.shift()!);
    for (const [index, share] of this.shares.entries()) this.compute(index + 1, share);
    for (const task of this.running) this.arrive(task);
    if (this.nowMs % BEAT_MS === 0) this.balance();
  }

  private get home(): number {
    return this.shares.length;
  }

  private nodes(): NodeView[] {
    return this.shares.map((share, index) => {
      const [id, speed] = [index + 1, 10_000 * share];
      const isSelf = id === this.home;
      const load = this.meters[index]!.load(speed, 1);
      return nodeView(id, { speed, load }, { isSelf, ageMs: isSelf ? 0 : BEAT_MS / 2 });
    });
  }

  private start(leftMs: number): void {
    const { nowMs: atMs, home: self } = this;
    const task = `${self}:${++this.count}`;
    const claims = [...this.claims, ...this.starts.values()];
    const at = place(
      { task, anyNode: false, memoryBytes: 0, mask: undefined },
      { atMs, self, nodes: this.nodes(), claims },
    );
    this.starts.set(task, at.claim);
    const view = taskView({ task, node: at.node, cpuMs: 0, arrivedAtMs: atMs });
    this.running.push({ view, leftMs, busyUntilMs: atMs + MOVE_MS, to: at.node });
  }

  private compute(node: number, share: number): void {
    const here = this.running.filter(
      ({ view, busyUntilMs }) => view.node === node && busyUntilMs <= this.nowMs,
    );
    for (const task of here) {
      const ranMs = (STEP_MS * share) / here.length;
      task.leftMs -= ranMs;
      task.view.cpuMs += ranMs;
      if (task.leftMs > 0) continue;
      this.running.splice(this.running.indexOf(task), 1);
      this.starts.delete(task.view.task);
    }
    this.meters[node - 1]!.tick(here.length, STEP_MS);
  }

  private arrive({ view, to, busyUntilMs }: Running): void {
    if (to === view.node || busyUntilMs > this.nowMs) return;
    const left = [...view.left, { node: view.node, atMs: this.nowMs }];
    Object.assign(view, { node: to, left, arrivedAtMs: this.nowMs });
  }

  private balance(): void {
    const { nowMs: atMs, home: self } = this;
    this.claims = freshClaims(this.claims, atMs);
    const away = [...this.starts.values()].filter(({ to }) => to !== self);
    const able = this.running.filter(({ busyUntilMs }) => busyUntilMs <= atMs);
    const tasks = able.map(({ view }) => view);
    for (const move of decide({
      atMs,
      self,
      nodes: this.nodes(),
      tasks,
      claims: [...this.claims, ...away],
    })) {
      const { task, from, to } = move;
      const moved = able.find(({ view }) => view.task === task)!;
      Object.assign(moved, { to, busyUntilMs: atMs + MOVE_MS });
      this.starts.delete(task);
      this.claims.push(move.claim);
      this.moves.push({ atMs, task, from, to });
    }
  }
}
