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
  /** What happens to a stopped process waits until it goes on. */
  private paused: (() => void)[] | null = null;

  constructor(owner: HostOwner, world: SimWorld, spec: TaskSpec, state: SimState | null) {
    this.owner = owner;
    this.world = world;
    this.spec = spec;
    this.program = world.programOf(spec.task);
    this.state = state ?? { seq: 0, isWaiting: false, leftMs: this.program.callCpuMs };
  }

  get isRunnable(): boolean {
    return this.isAlive && this.isExecuting && !this.state.isWaiting && this.paused === null;
  }

  pause(): void {
    this.paused ??= [];
  }
  unpause(): void {
    const { paused } = this;
    this.paused = null;
    for (const happening of paused ?? []) this.act(happening);
  }
  private act(happening: () => void): void {
    if (this.paused !== null) this.paused.push(happening);
    else if (this.isAlive) happening();
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
    this.act(() => this.startCapture(id));
  }

  private startCapture(id: number): void {
    this.capturing = id;
    const { random, faults } = this.world;
    this.later(random.between(0, 5), () => {
      if (this.capturing !== id || !this.isAlive) return;
      if (random.chance(faults.holding)) {
        this.owner.hostSaid(this, { op: 'holding', id, why: why('a callback is on the stack') }, null);
        const ms = random.chance(0.2) ? 20_000 : random.between(1, 200);
        this.later(ms, () => this.capturing === id && this.take(id));
        return;
      }
      if (random.chance(faults.uncapturable)) {
        this.capturing = null;
        this.owner.hostSaid(this, { op: 'uncapturable', id, why: why('a promise in the heap') }, null);
        return;
      }
      if (random.chance(faults.ahead)) return this.sendAhead(id, random.between(1, 4));
      this.take(id);
    });
  }

  /** Large buffers travel while it goes on; it takes itself down when the rounds are over. */
  private sendAhead(id: number, rounds: number): void {
    if (this.capturing !== id) return;
    if (rounds === 0) {
      this.take(id);
      return;
    }
    this.owner.hostSaid(this, { op: 'ahead', id, round: 1, bytes: 1e6 }, null);
    this.later(this.world.random.between(1, 1000), () => this.sendAhead(id, rounds - 1));
  }

  cancel(id: number): void {
    this.act(() => {
      if (this.capturing === id) this.capturing = null;
    });
  }

  resume(id: number): void {
    this.act(() => this.goOn(id));
  }

  private goOn(id: number): void {
    if (this.frozenFor !== id || !this.isAlive) return;
    this.frozenFor = null;
    this.isExecuting = true;
    const queued = this.queue.splice(0);
    for (const record of queued) this.deliver(record);
    if (!this.state.isWaiting && queued.length === 0) this.compute();
  }

  deliver(record: SimRecord): void {
    this.act(() => this.receive(record));
  }

  private receive(record: SimRecord): void {
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

  private later(ms: number, happening: () => void): () => void {
    return this.world.clock.after(ms, () => this.act(happening));
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
    this.stopWork = this.later(this.owner.elapsedMs(sliceMs), () => {
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
