import type { NodeView } from '../../protocol/node.ts';
import type { Placement, TaskSpec } from '../../protocol/task.ts';
import { type Claim, freshClaims } from '../balance/claims.ts';
import { decide } from '../balance/decide.ts';
import { type Place, place } from '../balance/place.ts';
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

  /** Where a new task starts; null where its user has said. It counts as load there from now on. */
  place({ task }: TaskSpec, { nodes, anyNode, memoryMb, mask, hint }: Placement): Place | null {
    const memoryBytes = (memoryMb ?? 0) * MIB;
    // What is kept near its files starts where they are.
    if (nodes.length > 0 || hint === 'io') {
      this.starts.set(task, { from: null, to: nodes[0] ?? this.self, atMs: this.nowMs(), memoryBytes });
      return null;
    }
    const { atMs, self, nodes: known } = this.view([]);
    const claims = [...this.claims, ...this.starts.values()];
    const chosen = place({ task, anyNode, memoryBytes, mask }, { atMs, self, nodes: known, claims });
    this.starts.set(task, chosen.claim);
    return chosen;
  }

  started(task: string, node: number): void {
    const claim = this.starts.get(task);
    if (claim) this.starts.set(task, { ...claim, to: node });
  }

  /** It has ended or moved on: many short tasks, one after the other, are not many at a time. */
  left(task: string): void {
    this.starts.delete(task);
  }

  decide(tasks: TaskView[]): Move[] {
    return decide(this.view(tasks));
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
