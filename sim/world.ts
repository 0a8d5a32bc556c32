import { HOST_BYTES, MOVE_BASE_MS, STATE_BYTES_PER_MS } from '../agent/balance/tuning.ts';
import { Lists } from './lists.ts';
import type { Machines } from './machines.ts';
import type { Tasks } from './mix.ts';
import { Queue } from './queue.ts';

/** A machine whose memory is exceeded pages: all its tasks get a tenth of their CPU (the paper's model). */
const THRASHING = 0.1;
/** In `node`: on its way · not begun or over. */
export const MOVING = -1;
export const NOWHERE = -2;

/**
 * The machines under one method of placing tasks. Each machine shares its CPU equally among its tasks, so all progress alike:
 * a machine has one counter of progress per task, and each task ends at a value of it that is known when it comes.
 */
export class World {
  nowMs = 0;
  readonly node: Int32Array;
  readonly running: Int32Array;
  /** Of those that execute there, and of those on their way there. */
  readonly usedBytes: Float64Array;
  readonly coming: Int32Array;
  readonly comingBytes: Float64Array;
  readonly down: Uint8Array;
  readonly endedAtMs: Float64Array;
  readonly arrivedAtMs: Float64Array;
  /** Tasks by the node where they execute, and by their home. */
  readonly here: Lists;
  readonly ours: Lists;
  readonly left = new Map<number, { node: number; atMs: number }[]>();
  /** A node has got a task, or has lost one. */
  onChange: (node: number, tasks: number) => void = () => {};
  /** A task has ended, or is lost. */
  onOver: (task: number) => void = () => {};
  live = 0;
  lost = 0;
  migrations = 0;
  movedBytes = 0;

  private readonly progress: Float64Array;
  private readonly since: Float64Array;
  private readonly version: Float64Array;
  /** Progress of its node at which it came, and at which it ends. */
  private readonly from: Float64Array;
  private readonly until: Float64Array;
  private readonly cpuBefore: Float64Array;
  private readonly queue = new Queue();

  constructor(
    readonly machines: Machines,
    readonly tasks: Tasks,
  ) {
    const [nodes, count] = [machines.count, tasks.count];
    this.node = new Int32Array(count).fill(NOWHERE);
    this.endedAtMs = new Float64Array(count);
    this.arrivedAtMs = new Float64Array(count);
    this.from = new Float64Array(count);
    this.until = new Float64Array(count);
    this.cpuBefore = new Float64Array(count);
    this.running = new Int32Array(nodes);
    this.coming = new Int32Array(nodes);
    this.comingBytes = new Float64Array(nodes);
    this.usedBytes = new Float64Array(nodes);
    this.down = new Uint8Array(nodes);
    this.progress = new Float64Array(nodes);
    this.since = new Float64Array(nodes);
    this.version = new Float64Array(nodes);
    this.here = new Lists(nodes, count);
    this.ours = new Lists(nodes, count);
  }

  /** All that happens by itself until then. */
  runUntil(atMs: number): void {
    while (this.queue.nextMs <= atMs) {
      this.nowMs = this.queue.nextMs;
      const code = this.queue.shift();
      if (code < 0) this.arrive(-1 - code);
      else this.finish(code % this.machines.count, Math.floor(code / this.machines.count));
    }
    this.nowMs = Math.max(this.nowMs, Math.min(atMs, Number.MAX_VALUE));
  }

  start(task: number, at: number): void {
    const home = this.tasks.home[task]!;
    this.live++;
    this.ours.add(home, task);
    this.until[task] = this.tasks.cpuMs[task]!;
    this.send(task, at, at === home ? 0 : MOVE_BASE_MS);
  }

  /** @returns false where it cannot be moved now: it has ended, or is on its way */
  move(task: number, to: number): boolean {
    const from = this.node[task]!;
    if (from < 0 || from === to) return false;
    this.remove(task);
    const stateBytes = this.tasks.memoryBytes[task]! - HOST_BYTES;
    this.migrations++;
    this.movedBytes += stateBytes;
    const left = this.left.get(task) ?? [];
    this.left.set(task, [...left, { node: from + 1, atMs: this.nowMs }].slice(-8));
    this.send(task, to, MOVE_BASE_MS + stateBytes / STATE_BYTES_PER_MS);
    return true;
  }

  /** CPU time that it has used on whatever machine, ms. */
  cpuMs(task: number): number {
    const node = this.node[task]!;
    if (node < 0) return this.cpuBefore[task]!;
    this.advance(node);
    return this.cpuBefore[task]! + (this.progress[node]! - this.from[task]!) / this.machines.speed[node]!;
  }

  /** CPU time that it still needs on the fastest machine, ms. */
  remainingMs(task: number): number {
    const node = this.node[task]!;
    if (node < 0) return this.until[task]!;
    this.advance(node);
    return this.until[task]! - this.progress[node]!;
  }

  isOver(node: number): boolean {
    return this.usedBytes[node]! > this.machines.memoryBytes[node]!;
  }

  /** A machine dies, and what executes there. */
  crash(node: number): void {
    this.down[node] = 1;
    for (let task = this.here.first(node); task >= 0; task = this.here.first(node)) {
      this.remove(task);
      this.lose(task);
    }
  }

  private send(task: number, to: number, afterMs: number): void {
    this.node[task] = MOVING;
    this.coming[to]!++;
    this.comingBytes[to]! += this.tasks.memoryBytes[task]!;
    this.target.set(task, to);
    if (afterMs > 0) this.queue.push(this.nowMs + afterMs, -1 - task);
    else this.arrive(task);
  }
  private readonly target = new Map<number, number>();

  private arrive(task: number): void {
    let to = this.target.get(task)!;
    this.target.delete(task);
    this.coming[to]!--;
    this.comingBytes[to]! -= this.tasks.memoryBytes[task]!;
    if (this.down[to]) {
      // It has never left where it was: it goes on there, or with its machine it is lost.
      const from = this.left.get(task)?.at(-1)?.node ?? 0;
      if (from === 0 || this.down[from - 1]) {
        this.lose(task);
        return;
      }
      to = from - 1;
    }
    this.advance(to);
    this.node[task] = to;
    this.arrivedAtMs[task] = this.nowMs;
    this.from[task] = this.progress[to]!;
    this.until[task] = this.progress[to]! + this.until[task]!;
    this.running[to]!++;
    this.usedBytes[to]! += this.tasks.memoryBytes[task]!;
    this.here.add(to, task);
    this.onChange(to, 1);
    this.schedule(to);
  }

  private finish(node: number, version: number): void {
    if (version !== this.version[node]! % VERSIONS) return;
    this.advance(node);
    const task = this.next(node);
    this.remove(task);
    this.endedAtMs[task] = this.nowMs;
    this.over(task);
  }

  private lose(task: number): void {
    this.lost++;
    this.endedAtMs[task] = Number.NaN;
    this.over(task);
  }

  private over(task: number): void {
    this.node[task] = NOWHERE;
    this.ours.remove(this.tasks.home[task]!, task);
    this.left.delete(task);
    this.live--;
    this.onOver(task);
  }

  /** From where it executes; `until` is then what it still needs. */
  private remove(task: number): void {
    const node = this.node[task]!;
    this.cpuBefore[task] = this.cpuMs(task);
    this.until[task] = Math.max(0, this.until[task]! - this.progress[node]!);
    this.node[task] = MOVING;
    this.running[node]!--;
    this.usedBytes[node]! -= this.tasks.memoryBytes[task]!;
    this.here.remove(node, task);
    this.onChange(node, -1);
    this.schedule(node);
  }

  private rate(node: number): number {
    return (
      (this.machines.speed[node]! * (this.isOver(node) ? THRASHING : 1)) / Math.max(1, this.running[node]!)
    );
  }

  /** To be called before anything changes there, since the rate is that of now. */
  private advance(node: number): void {
    const passedMs = this.nowMs - this.since[node]!;
    if (passedMs <= 0) return;
    this.since[node] = this.nowMs;
    if (this.running[node]! > 0) this.progress[node]! += passedMs * this.rate(node);
  }

  private next(node: number): number {
    let first = this.here.first(node);
    for (let task = first; task >= 0; task = this.here.after(task))
      if (this.until[task]! < this.until[first]!) first = task;
    return first;
  }

  private schedule(node: number): void {
    this.version[node]!++;
    const task = this.next(node);
    if (task < 0) return;
    const inMs = Math.max(0, this.until[task]! - this.progress[node]!) / this.rate(node);
    const version = this.version[node]! % VERSIONS;
    this.queue.push(this.nowMs + inMs, version * this.machines.count + node);
  }
}

/** Versions of a machine's schedule go round: far more than can be outstanding. */
const VERSIONS = 2 ** 32;
