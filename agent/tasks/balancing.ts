import type { NodeView } from '../../protocol/node.ts';
import type { Placement, TaskSpec } from '../../protocol/task.ts';
import { type Asking, confirming, placing } from '../balance/ask.ts';
import { type Claim, freshClaims } from '../balance/claims.ts';
import { decide } from '../balance/decide.ts';
import { type NewTask, type Place, place } from '../balance/place.ts';
import type { BalanceView, Move, TaskView } from '../balance/view.ts';

const MIB = 1024 * 1024;

/** The balancer's memory between its decisions: what starts and moves of our own have promised to whom. */
export class Balancing {
  private claims: Claim[] = [];
  /** Of starts, while their tasks live. */
  private readonly starts = new Map<string, Claim>();

  constructor(
    private readonly self: number,
    private readonly nodes: () => NodeView[],
    private readonly nowMs: () => number,
  ) {}

  /**
   * Where a new task starts; null where its user has said. It counts as load there from now on. `asking`: where that is not home, how it is
   * found out whether it stands.
   */
  place(
    { task }: TaskSpec,
    { nodes, anyNode, memoryMb, mask, hint }: Placement,
  ): { place: Place; asking: Asking<Place> | null } | null {
    const memoryBytes = (memoryMb ?? 0) * MIB;
    // What is kept near its files starts where they are.
    if (nodes.length > 0 || hint === 'io') {
      this.starts.set(task, { from: null, to: nodes[0] ?? this.self, atMs: this.nowMs(), memoryBytes });
      return null;
    }
    const { atMs, self, nodes: known } = this.view([]);
    const claims = [...this.claims, ...this.starts.values()];
    const wanted: NewTask = { task, anyNode, memoryBytes, mask };
    const view = { atMs, self, nodes: known, claims };
    const chosen = place(wanted, view);
    this.starts.set(task, chosen.claim);
    return { place: chosen, asking: chosen.node === self ? null : placing(wanted, view) };
  }

  /** The place of a task has been found. */
  placed(task: string, { claim }: Place): void {
    if (this.starts.has(task)) this.starts.set(task, claim);
  }

  started(task: string, node: number): void {
    const claim = this.starts.get(task);
    if (claim) this.starts.set(task, { ...claim, to: node });
  }

  /** It has ended or moved on: many short tasks, one after the other, are not many at a time. */
  left(task: string): void {
    this.starts.delete(task);
  }

  /** The moves that are to be made, each with how it is found out whether it stands. */
  decide(tasks: TaskView[]): { move: Move; asking: Asking<Move | null> }[] {
    const view = this.view(tasks);
    let { claims } = view;
    return decide(view).map((move) => {
      const task = tasks.find((one) => one.task === move.task)!;
      const asking = confirming(task, move, { ...view, claims });
      claims = [...claims, move.claim];
      return { move, asking };
    });
  }

  view(tasks: TaskView[]): BalanceView {
    const atMs = this.nowMs();
    this.claims = freshClaims(this.claims, atMs);
    const { self } = this;
    // What has started here is measured here: it must not drive itself out.
    const starts = [...this.starts.values()].filter(({ to }) => to !== self);
    return { atMs, self, nodes: this.nodes(), tasks, claims: [...this.claims, ...starts] };
  }

  claim(claim: Claim): void {
    this.claims.push(claim);
  }
  /** What came to nothing claims nothing. */
  unclaim(claim: Claim): void {
    this.claims = this.claims.filter((other) => other !== claim);
  }
}
