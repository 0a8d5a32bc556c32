import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import type { MoveTarget } from '../../protocol/control.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { MAX_TASKS } from '../../protocol/limits.ts';
import type { NodeView } from '../../protocol/node.ts';
import type { PeerBulkHead, PeerMessage } from '../../protocol/peer.ts';
import type { Sendable } from '../../protocol/signals.ts';
import {
  isTied,
  type Placement,
  type Steering,
  type TaskLifeEvent,
  type TaskSpec,
  type TaskStatus,
} from '../../protocol/task.ts';
import type { Asking } from '../balance/ask.ts';
import { isMasked } from '../balance/eligible.ts';
import type { Move } from '../balance/view.ts';
import type { ProcessName } from '../detached/process-name.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import type { Guests } from '../guests/guests.ts';
import type { RestoredState } from '../guests/restored-state.ts';
import { conditionOf } from '../guests/usage.ts';
import type { Hub, NodeChange, Sink } from '../hub.ts';
import { deputyOf, mainOf } from '../migration/machine/ids.ts';
import { stray } from '../migration/machine/stray.ts';
import { Balancing } from './balancing.ts';
import { type Destination, destination } from './destination.ts';
import { type Deputy, HomeTask, type MoveEnd } from './home-task.ts';
import { renice, send } from './signal.ts';
import { Wandering } from './wandering.ts';

/** More than an agent gives between two that come to something. */
const UNSEEN_INCARNATIONS = 1_000;

/** All tasks whose home is this node, wherever they execute. */
export class HomeTasks {
  private readonly tasks = new Map<string, HomeTask>();
  private readonly balancing: Balancing;
  private readonly wandering: Wandering;
  /** Tasks that are to move, while the node they would go to is asked. */
  private readonly going = new Set<string>();
  /** States from which tasks start on other nodes. */
  private readonly states = new Map<string, RestoredState>();
  /** What happens to any of them. */
  onEvent: (event: TaskLifeEvent) => void = () => {};

  constructor(
    private readonly hub: Hub,
    private readonly guests: Guests,
    nodes: () => NodeView[],
    private readonly clockOffsetMs: (node: number) => number,
    private readonly inquire: (node: number) => Promise<NodeView | null>,
    private readonly bulk: (to: number, head: PeerBulkHead, parts: readonly Uint8Array[]) => Sink | undefined,
  ) {
    this.balancing = new Balancing(hub.self, nodes, () => hub.clock.nowMs());
    this.wandering = new Wandering(hub, nodes, (task) => this.tasks.get(task.name) === task);
  }

  get count(): number {
    return this.tasks.size;
  }

  /** `restore`: its state, where it does not begin anew; it then begins at home. */
  start(
    spec: TaskSpec,
    placement: Placement,
    deputy: Deputy,
    restore?: RestoredState,
    again?: number,
  ): HomeTask {
    const lost = this.tasks.get(spec.task);
    if (lost && again !== undefined) {
      this.again(lost, deputy, restore);
      return lost;
    }
    if (lost) throw new OmosixError('EREFUSED', `task ${spec.task} exists already`);
    if (this.tasks.size >= MAX_TASKS)
      throw new OmosixError('EREFUSED', `this agent has ${MAX_TASKS} tasks already`);
    const told = this.placementOf(spec, placement, restore !== undefined);
    const placed = this.balancing.place(spec, told);
    const place = placed?.place ?? null;
    const task = new HomeTask(this.hub, {
      spec,
      placement: place ? { ...told, nodes: [place.node] } : told,
      place,
      deputy,
      // Its agent was another: what that had given is unknown, but for what has come to its deputy.
      after: again === undefined ? 0 : again + UNSEEN_INCARNATIONS,
      start: (node, taskSpec, inc) => this.startOn(node, taskSpec, inc, restore),
      told: (event) => this.onEvent(event),
      settled: (settled, event) => this.settled(settled, event),
      forget: (forgotten) => this.forget(forgotten),
    });
    this.tasks.set(task.name, task);
    if (placed?.asking)
      void this.answered(placed.asking).then((found) =>
        this.hub.post(() => {
          this.balancing.placed(task.name, found);
          task.begin(found);
        }),
      );
    else this.hub.post(() => task.begin());
    return task;
  }

  /** A task that is lost or frozen goes on from what its deputy has kept. @throws OmosixError EREFUSED where it is neither */
  private again(task: HomeTask, deputy: Deputy, restore: RestoredState | undefined): void {
    const nodes = restore ? [task.backOn ?? this.hub.self] : task.placement.nodes;
    task.again(deputy, nodes, (node, spec, inc) => this.startOn(node, spec, inc, restore), restore?.bytes);
  }

  private startOn(node: number, spec: TaskSpec, inc: number, restore: RestoredState | undefined): void {
    if (node === this.hub.self) void this.guests.start(node, spec, inc, restore);
    else if (!restore) this.hub.send(node, { op: 'run', spec, inc });
    else {
      this.states.set(spec.task, restore);
      this.hub.send(node, { op: 'runfrom', spec, inc, head: restore.head });
    }
  }

  private sendState(to: number, { task, inc }: Extract<PeerMessage, { op: 'needstate' }>): void {
    const { node, inc: current } = this.tasks.get(task)!;
    if (node !== to || current !== inc) return;
    this.states.get(task)?.pass((parts, last) => this.bulk(to, { what: 'state', task, inc, last }, parts));
  }

  /** A state begins at home; a thread that shares memory where its program is, and that stays there. */
  private placementOf(spec: TaskSpec, placement: Placement, hasState: boolean): Placement {
    if (hasState) return { ...placement, nodes: [this.hub.self] };
    if (!isTied(spec)) return placement;
    const main = mainOf(spec.task);
    const node = this.nodeOf(main);
    if (node === null) throw new OmosixError('EREFUSED', `task ${main}, whose memory it shares, is over`);
    return { ...placement, nodes: [node], lock: true, migrateEveryMs: null };
  }

  message(from: number, message: PeerMessage): void {
    if (!('task' in message)) return;
    const task = this.tasks.get(message.task);
    if (!task) {
      for (const effect of stray(this.hub.self, from, message)) {
        if (effect.do === 'send') this.hub.send(effect.to, effect.message);
      }
      return;
    }
    if (message.op === 'pins') task.setHeld(from, message.reasons);
    else if (message.op === 'checkpointed') task.captured(from, message);
    else if (message.op === 'needstate') this.sendState(from, message);
    else {
      const clockOffsetMs = -this.clockOffsetMs(from);
      task.step({ on: 'peer', atMs: this.hub.clock.nowMs(), from, message, clockOffsetMs });
    }
  }

  /** A record of a task for its deputy. `source`: what to hold where the deputy does not keep up. */
  records(
    from: number,
    name: string,
    inc: number,
    records: readonly Uint8Array[],
    source: FrameStream | undefined,
  ): void {
    const sink = this.tasks.get(name)?.fromTask(from, inc, records);
    if (!sink) this.guests.strayRecord(from, name, inc);
    else if (source) this.hub.pace(source, sink);
  }

  /** A record of the deputy for its task, wherever that executes. A frozen one gets it repeated after its move. */
  toTask(name: string, records: readonly Uint8Array[]): void {
    const task = this.tasks.get(name);
    if (!task) return;
    const { node, inc } = task;
    task.account.answers++;
    if (node === this.hub.self) this.hub.post(() => this.guests.records(node, name, inc, records));
    else this.hub.sendRecords(node, name, inc, records);
  }

  /** What the most patient of our tasks there asks for; 0 where there is none. */
  lostAfterMs(node: number): number {
    const there = [...this.tasks.values()].filter((task) => task.isOn(node));
    return Math.max(0, ...there.map(({ options }) => options.spec.lostAfterMs));
  }

  /** A stopped deputy stops its task, and as nice as it is the task is. Level, not edge: looked at once a beat, whatever signal it was. */
  lookAtDeputies(): void {
    const atMs = this.hub.clock.nowMs();
    for (const task of [...this.tasks.values()]) {
      const { isStopped, nice } = conditionOf(deputyOf(task.options.spec.task));
      task.nice = nice;
      task.step({ on: 'deputy', atMs, stopped: isStopped });
    }
  }

  /** The deputy says that the task is over. */
  end(name: string, code: number | null, signal: string | null): void {
    this.tasks.get(name)?.step({ on: 'end', atMs: this.hub.clock.nowMs(), code, signal });
  }

  node(change: NodeChange): void {
    for (const task of [...this.tasks.values()]) task.step({ ...change, atMs: this.hub.clock.nowMs() });
  }

  /** A node has been heard: tasks that are to wander and had nowhere to go may go. */
  nodeHeard(): void {
    for (const task of this.tasks.values()) if (task.account.idleWanderer) this.wandering.wander(task);
  }

  /** Where a task whose home is here executes; null where there is none of that name. */
  nodeOf(name: string): number | null {
    return this.tasks.get(name)?.node ?? null;
  }

  /** '' where it is over. */
  commandOf(name: string): string {
    return this.tasks.get(name)?.options.spec.command ?? '';
  }

  /** Where any of them execute, or may shortly. */
  nodes(): Set<number> {
    return new Set([...this.tasks.values()].flatMap((task) => task.nodes));
  }

  /** Those that execute elsewhere. */
  away(): HomeTask[] {
    return [...this.tasks.values()].filter(({ node, isOver }) => node !== this.hub.self && !isOver);
  }

  /**
   * Moves a task as somebody wishes: `wish` is the reason that its life tells.
   * @throws OmosixError ENOTASK, ENONODE, EREFUSED
   */
  async migrate(name: string, to: MoveTarget, wish = 'migrate command'): Promise<MoveEnd> {
    const task = this.get(name);
    const moves = to !== 'explain';
    if (moves && task.stopped)
      throw new OmosixError(
        'EREFUSED',
        `task ${name} is stopped and cannot move (fg, or kill -CONT ${deputyOf(name)}, lets it go on)`,
      );
    const pinned = task.account.pinnedBy;
    if (moves && pinned !== null) throw new OmosixError('EREFUSED', `task ${name} cannot move: ${pinned}`);
    const goal = destination(to, wish, task.view(), task.placement.lock, this.balancing.view([]));
    if (typeof goal === 'string') {
      const { node } = task;
      return { event: 'stayed', atMs: this.hub.clock.nowMs(), task: name, node, to: node, reason: goal };
    }
    return this.moveAs(task, goal);
  }

  /** Changes where a task may go; where it may not be any more it leaves at once. @throws OmosixError ENOTASK */
  async steer(name: string, { lock, mask, nice }: Steering): Promise<void> {
    const task = this.get(name);
    if (nice !== undefined) renice(this.process(name, 'niceness is'), nice, name);
    const { mask: before, ...placement } = task.placement;
    const next = mask === undefined ? before : (mask ?? undefined);
    task.placement = { ...placement, ...(lock !== undefined && { lock }), ...(next && { mask: next }) };
    if (task.node !== this.hub.self && isMasked(next, task.node))
      await this.migrate(name, 'out', 'its node mask excludes where it was');
  }

  /** As `kill` would, for the task's deputy. @throws OmosixError ENOTASK, EREFUSED */
  signal(name: string, signal: Sendable): void {
    send(this.process(name, 'signals are'), signal, name);
  }

  /** Of its deputy. @throws OmosixError ENOTASK, EREFUSED */
  private process(name: string, what: string): ProcessName {
    const task = this.get(name);
    const thread = /^(.*)\.\d+$/.exec(name);
    if (thread)
      throw new OmosixError('EREFUSED', `task ${name} is a worker thread: ${what} for all of ${thread[1]}`);
    return task.process;
  }

  /** Its deputy writes a checkpoint file. @throws OmosixError ENOTASK, EREFUSED */
  checkpoint(name: string, file: string | null, after: CheckpointAfter): Promise<CheckpointMade> {
    const task = this.get(name);
    if (task.stopped) throw new OmosixError('EREFUSED', `task ${name} is stopped and takes no checkpoint`);
    return task.options.deputy.checkpoint(file, after);
  }

  /** The deputy wants the state in its stream, and with `hold` that its task does nothing after it. @throws OmosixError ENOTASK, EREFUSED */
  capture(name: string, hold: boolean, asked: number | undefined): Promise<void> {
    return this.get(name).capture(hold, asked);
  }

  /** For where it executes, or this node (`by`), is to begin anew: see HomeTask. @throws OmosixError ENOTASK, EREFUSED, EBUSY */
  async freeze(name: string, by: number, withinMs: number): Promise<void> {
    const task = this.get(name);
    if (task.stopped)
      throw new OmosixError(
        'EREFUSED',
        `it is stopped (fg, or kill -CONT ${task.options.spec.pid} on node ${this.hub.self}, lets it go on)`,
      );
    if (task.account.pinnedBy !== null) throw new OmosixError('EREFUSED', task.account.pinnedBy);
    await task.freeze(by, withinMs);
  }

  thaw(name: string, by: number): void {
    this.tasks.get(name)?.thaw(by);
  }

  /** A task has used files of that node, through this one. */
  usedFiles(task: string, node: number, bytes: number): void {
    this.tasks.get(task)?.usedFiles(node, bytes);
  }

  statuses(): TaskStatus[] {
    return [...this.tasks.values()].map((task) => task.status());
  }

  /** Lets the balancer decide about all tasks that are not told where to go. */
  balance(): void {
    const tasks = [...this.tasks.values()].filter(
      ({ placement, name }) => placement.migrateEveryMs === null && !this.going.has(name),
    );
    if (tasks.length === 0) return;
    for (const { move, asking } of this.balancing.decide(tasks.map((task) => task.view())))
      void this.go(move, asking);
  }

  /** A move that was decided, if it stands with what its target says. */
  private async go(first: Move, asking: Asking<Move | null>): Promise<void> {
    const { task: name, to, reason } = first;
    const task = this.get(name);
    this.going.add(name);
    this.balancing.claim(first.claim);
    const move = await this.answered(asking);
    this.hub.post(() => {
      this.going.delete(name);
      this.balancing.unclaim(first.claim);
      if (move === null) this.hub.log.info('decided not to move after all', { task: name, to, reason });
      // It may have ended, or have been moved, while the node was asked.
      if (move === null || this.tasks.get(name) !== task || task.view().heldBy !== null) return;
      if (task.node !== move.from) return;
      const { from, numbers } = move;
      this.hub.log.info('decided to move', {
        task: name,
        from,
        to: move.to,
        reason: move.reason,
        ...numbers,
      });
      this.moveAs(task, move).catch(() => {});
    });
  }

  private async answered<Decision>(asking: Asking<Decision>): Promise<Decision> {
    let step = asking.next();
    while (!step.done) step = asking.next(await this.inquire(step.value));
    return step.value;
  }

  private get(name: string): HomeTask {
    const task = this.tasks.get(name);
    if (!task) throw new OmosixError('ENOTASK', `no task ${name} whose home is here`);
    return task;
  }

  private forget(task: HomeTask): void {
    this.tasks.delete(task.name);
    this.states.delete(task.name);
    this.balancing.left(task.name);
  }

  private async moveAs(task: HomeTask, { to, reason, claim }: Destination): Promise<MoveEnd> {
    this.balancing.claim(claim);
    const end = await task.move(to, reason);
    if (end.event === 'stayed') this.balancing.unclaim(claim);
    return end;
  }

  private settled(task: HomeTask, event: TaskLifeEvent): void {
    if (event.event === 'start') this.balancing.started(task.name, event.node);
    if (event.event === 'start') this.states.delete(task.name);
    if (event.event === 'migration') this.balancing.left(task.name);
    this.wandering.settled(task, event);
  }
}
