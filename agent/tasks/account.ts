import { type Held, whyAndWhere } from '../../protocol/held.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { Placement, TaskLifeEvent } from '../../protocol/task.ts';
import { majorOf } from '../balance/eligible.ts';
import type { TaskView } from '../balance/view.ts';
import { CpuShare } from '../measure/cpu-share.ts';
import { DEFAULT_DECAY, kept } from '../measure/load.ts';
import { FilesOf } from './files-used.ts';

/** Of the nodes it left, the balancer asks about the latest only. */
const KEPT_LEFT = 8;
/** The share of a CPU is measured over at least this long: CPU time is counted in steps of 10 ms. */
const RATIO_WINDOW_MS = 400;

/** What a home remembers of a task beside its route: for the balancer and for `mps`. */
export class Account {
  cpuMs = 0;
  memoryBytes = 0;
  held: Held[] = [];
  /** It is to wander (`--migrate-every`), and there was nowhere to go. */
  idleWanderer = false;
  /** Its node freezes it, for the owner of that needs it. */
  paused = false;
  readonly share = new CpuShare();
  readonly files = new FilesOf();
  /** Messages of its deputy to it: answers that it waited for, most of them. */
  answers = 0;
  private cpuRatio = 0;
  /** That long the ratio has been measured. */
  private watchedMs = 0;
  private ratioFrom: { atMs: number; wantedMs: number } | null = null;
  private arrivedAtMs = 0;
  private left: { node: number; atMs: number }[] = [];
  private lastMove: TaskView['lastMove'] = null;
  private stayed: TaskView['stayed'] = null;

  /** `decay`: how its statistics forget; undefined: they are those of the last moment. */
  constructor(private readonly decay?: Placement['decay']) {}

  /** `cpuMs`: of the task, over all nodes; `wantedMs`: of this incarnation. */
  used(atMs: number, cpuMs: number, wantedMs: number, memoryBytes: number): void {
    this.cpuMs = Math.max(this.cpuMs, cpuMs);
    this.share.sample(atMs, this.cpuMs);
    this.memoryBytes = memoryBytes;
    const from = this.ratioFrom ?? { atMs, wantedMs };
    this.ratioFrom = from;
    const elapsedMs = atMs - from.atMs;
    if (elapsedMs < RATIO_WINDOW_MS) return;
    const sample = Math.min(1, Math.max(0, (wantedMs - from.wantedMs) / elapsedMs));
    this.cpuRatio += (sample - this.cpuRatio) * this.weight(elapsedMs);
    this.watchedMs += elapsedMs;
    this.ratioFrom = { atMs, wantedMs };
  }

  /** What part of the average the last moment is (`omrun -n`, `-s`, `-f`). */
  private weight(elapsedMs: number): number {
    if (this.decay === undefined || this.watchedMs === 0) return 1;
    if (this.decay === 'none') return elapsedMs / (this.watchedMs + elapsedMs);
    return 1 - kept(DEFAULT_DECAY, DEFAULT_DECAY[this.decay], elapsedMs);
  }

  note(event: TaskLifeEvent): void {
    const { atMs } = event;
    if (event.event === 'start') this.arrivedAtMs = atMs;
    else if (event.event === 'migration') {
      this.arrivedAtMs = atMs;
      this.left = [...this.left, { node: event.from, atMs }].slice(-KEPT_LEFT);
      this.lastMove = { stateBytes: event.stateBytes, freezeMs: event.freezeMs };
      this.stayed = null;
      this.held = [];
      this.paused = false;
      this.ratioFrom = null;
    } else if (event.event === 'stayed') {
      this.stayed = { atMs, times: (this.stayed?.times ?? 0) + 1 };
    }
  }

  /** What lasts and keeps the task where it is, in words. */
  get pinnedBy(): string | null {
    const pin = this.held.find(({ kind }) => kind === 'pinned');
    return pin ? whyAndWhere(pin) : null;
  }

  view(
    task: string,
    node: number,
    { anyNode, memoryMb, mask, hint }: Pick<Placement, 'anyNode' | 'memoryMb' | 'mask' | 'hint'>,
    heldBy: string | null,
  ): TaskView {
    const { cpuMs, cpuRatio, memoryBytes, arrivedAtMs, left, lastMove, stayed } = this;
    return {
      task,
      node,
      heldBy: heldBy ?? this.pinnedBy,
      anyNode,
      mask,
      cpuMs,
      // By its user's word it computes, whatever it seems to do.
      cpuRatio: hint === 'cpu' ? 1 : cpuRatio,
      memoryBytes,
      files: hint === 'cpu' ? [] : this.files.all,
      answers: hint === 'cpu' ? 0 : this.answers,
      hintBytes: (memoryMb ?? 0) * 1024 * 1024,
      arrivedAtMs,
      left,
      lastMove,
      stayed,
    };
  }
}

/** Where `--migrate-every` sends a task next: round the nodes that may take it, by ID. */
export function nextNode(nodes: readonly NodeView[], from: number, anyNode: boolean): number | null {
  const here = nodes.find(({ info }) => info.id === from);
  const others = nodes
    .filter(
      ({ info, state, mayHost }) =>
        info.id !== from && state === 'alive' && !info.blocked && mayHost !== false,
    )
    .filter(({ info }) => anyNode || !here || majorOf(info.nodeVersion) === majorOf(here.info.nodeVersion))
    .map(({ info }) => info.id)
    .sort((a, b) => a - b);
  return others.find((id) => id > from) ?? others[0] ?? null;
}
