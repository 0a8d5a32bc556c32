import type { FromHost } from '../../protocol/host.ts';
import type { CantMove } from '../../protocol/node.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { headOf, type SimProgram, type SimRecord, type SimState } from './program.ts';
import type { SimWorld } from './world.ts';

/** What a host tells its agent. */
export interface HostOwner {
  readonly nodeId: number;
  /** Elapsed ms for so much CPU on this node now. */
  elapsedMs(cpuMs: number): number;
  hostSaid(host: SimHost, message: FromHost, state: SimState | null): void;
  hostRecord(host: SimHost, record: SimRecord): void;
  hostGone(host: SimHost, reason: string): void;
}

const why = (reason: string): CantMove => ({ reason, file: null, line: null, kind: 'delayed' });

/** A simulated host process: computes, calls, waits, is captured, resumed, restored, killed. */
export class SimHost {
  readonly spec: TaskSpec;
  inc = 0;
  cpuMs = 0;
  isAlive = true;
  /** Told to execute, and not frozen. */
  isExecuting = false;
  private state: SimState;
  private frozenFor: number | null = null;
  private capturing: number | null = null;
  private readonly queue: SimRecord[] = [];
  private readonly owner: HostOwner;
  private readonly program: SimProgram;
  private readonly world: SimWorld;
  private stopWork: () => void = () => {};

  constructor(owner: HostOwner, world: SimWorld, spec: TaskSpec, state: SimState | null) {
    this.owner = owner;
    this.world = world;
    this.spec = spec;
    this.program = world.programOf(spec.task);
    this.state = state ?? { seq: 0, isWaiting: false, leftMs: this.program.callCpuMs };
  }

  get isRunnable(): boolean {
    return this.isAlive && this.isExecuting && !this.state.isWaiting;
  }

  activate(inc: number): void {
    if (!this.isAlive) return;
    this.inc = inc;
    this.isExecuting = true;
    const { seq, isWaiting } = this.state;
    this.owner.hostRecord(this, { k: 'attach', inc, seq, open: isWaiting ? seq : null });
    if (isWaiting) this.call();
    else this.compute();
  }

  capture(id: number): void {
    this.capturing = id;
    const { random, clock, faults } = this.world;
    clock.after(random.between(0, 5), () => {
      if (this.capturing !== id || !this.isAlive) return;
      if (random.chance(faults.holding)) {
        this.owner.hostSaid(this, { op: 'holding', id, why: why('a callback is on the stack') }, null);
        const ms = random.chance(0.2) ? 20_000 : random.between(1, 200);
        clock.after(ms, () => this.capturing === id && this.isAlive && this.take(id));
        return;
      }
      if (random.chance(faults.uncapturable)) {
        this.capturing = null;
        this.owner.hostSaid(this, { op: 'uncapturable', id, why: why('a promise in the heap') }, null);
        return;
      }
      this.take(id);
    });
  }

  cancel(id: number): void {
    if (this.capturing === id) this.capturing = null;
  }

  resume(id: number): void {
    if (this.frozenFor !== id || !this.isAlive) return;
    this.frozenFor = null;
    this.isExecuting = true;
    const queued = this.queue.splice(0);
    for (const record of queued) this.deliver(record);
    if (!this.state.isWaiting && queued.length === 0) this.compute();
  }

  deliver(record: SimRecord): void {
    if (!this.isAlive) return;
    if (!this.isExecuting) {
      this.queue.push(record);
      return;
    }
    if (record.k !== 'answer' || !this.state.isWaiting || record.seq !== this.state.seq) return;
    this.state = { ...this.state, isWaiting: false, leftMs: this.program.callCpuMs };
    this.compute();
  }

  kill(reason: string): void {
    if (!this.isAlive) return;
    this.stop();
    this.world.clock.after(1, () => this.owner.hostGone(this, reason));
  }

  /** Dies with its agent: nobody is told. */
  stop(): void {
    this.isAlive = false;
    this.isExecuting = false;
    this.stopWork();
  }

  private take(id: number): void {
    if (!this.isExecuting) return;
    this.capturing = null;
    this.isExecuting = false;
    this.frozenFor = id;
    this.stopWork();
    const head = headOf(this.spec, this.owner.nodeId, this.program.stateBytes);
    this.owner.hostSaid(this, { op: 'captured', id, head, captureMs: 1 }, { ...this.state });
  }

  /** In slices, so that a capture in the middle carries what is left. */
  private compute(): void {
    const sliceMs = Math.min(10, this.state.leftMs);
    this.stopWork = this.world.clock.after(this.owner.elapsedMs(sliceMs), () => {
      this.cpuMs += sliceMs;
      this.state = { ...this.state, leftMs: this.state.leftMs - sliceMs };
      if (this.state.leftMs > 0) {
        this.compute();
        return;
      }
      this.state = { seq: this.state.seq + 1, isWaiting: true, leftMs: 0 };
      this.call();
    });
  }

  private call(): void {
    const { seq } = this.state;
    this.owner.hostRecord(this, { k: 'call', seq, isLast: seq === this.program.calls });
  }
}
