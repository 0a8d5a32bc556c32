import type { CheckpointAfter, CheckpointMade } from '../../protocol/checkpoint.ts';
import { OmosixError } from '../../protocol/errors.ts';
import { heldSince, isSame } from '../../protocol/held.ts';
import type { CantMove } from '../../protocol/node.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import type { Placement, TaskLifeEvent, TaskSpec, TaskStatus } from '../../protocol/task.ts';
import type { Place } from '../balance/place.ts';
import type { TaskView } from '../balance/view.ts';
import { type ProcessName, processName } from '../detached/process-name.ts';
import type { Hub, Sink } from '../hub.ts';
import { isAbout } from '../migration/machine/asked.ts';
import type { HomeEffect, HomeEvent } from '../migration/machine/events.ts';
import { stepHome } from '../migration/machine/home.ts';
import { accepts, cpuMsOf, type HomeState, newHome } from '../migration/machine/home-state.ts';
import { deputyOf } from '../migration/machine/ids.ts';
import { MachineTimer } from '../migration/machine-timer.ts';
import { Account } from './account.ts';
import { Freezing } from './freezing.ts';

/** The task's other half: the omrun process that holds its files and its terminal. */
export interface Deputy {
  started(): void;
  /** It never started. */
  refused(reason: string): void;
  event(event: TaskLifeEvent): void;
  /** Write a checkpoint file, and say how that went. @throws OmosixError */
  checkpoint(file: string | null, after: CheckpointAfter): Promise<CheckpointMade>;
  /** Have the task frozen, and keep its state. @throws OmosixError */
  freeze(): Promise<void>;
  /** That goes on: by another start, from the state, or where it is. */
  unfreeze(goOn: boolean): void;
  /** The task is over and accounted for. */
  ended(): void;
  /** As its host framed them: only the deputy looks into them. */
  records(records: readonly Uint8Array[]): Sink;
}

export type MoveEnd = Extract<TaskLifeEvent, { event: 'migration' | 'stayed' }>;

export interface HomeTaskOptions {
  spec: TaskSpec;
  placement: Placement;
  /** Where the balancer wants it to start, and why; null where its user has said where. */
  place: Place | null;
  deputy: Deputy;
  /** Incarnations up to this number may be about. */
  after: number;
  start(node: number, spec: TaskSpec, inc: number): void;
  /** Something happened to it: for whoever watches. */
  told(event: TaskLifeEvent): void;
  /** A start, a move or a failed move is over. */
  settled(task: HomeTask, event: TaskLifeEvent): void;
  forget(task: HomeTask): void;
}

/** A task whose home is this node: its route, its deputy, its account. */
export class HomeTask {
  readonly account: Account;
  /** As its user said at the start, or has said since. */
  placement: Placement;
  /** As its deputy is. */
  nice = 0;
  private place: Place | null;
  /** What happens before it begins: where it is to start may still be asked. */
  private early: HomeEvent[] | null = [];
  /** Its pid may be another's one day. */
  readonly process: ProcessName;
  private state: HomeState;
  private readonly timer: MachineTimer;
  private hasStarted = false;
  private capturing: {
    node: number;
    inc: number;
    hold: boolean;
    asked: number | undefined;
    resolve(): void;
    reject(error: Error): void;
  } | null = null;
  private readonly freezing: Freezing;
  private waiting: { to: number; resolve(end: MoveEnd): void; reject(error: Error): void }[] = [];

  constructor(
    private readonly hub: Hub,
    readonly options: HomeTaskOptions,
  ) {
    this.timer = new MachineTimer(hub, (event) => this.step(event));
    const { spec, placement } = options;
    this.placement = placement;
    this.place = options.place;
    this.account = new Account(placement.decay);
    this.process = processName(deputyOf(spec.task));
    this.freezing = new Freezing({
      name: spec.task,
      hub,
      deputy: () => this.options.deputy,
      at: () => this.state,
      step: (event) => this.step(event),
    });
    [this.state, this.first] = this.newState();
  }
  private first: HomeEffect[];

  private newState(): [HomeState, HomeEffect[]] {
    const { task, lostAfterMs } = this.options.spec;
    const { after } = this.options;
    return newHome({ task, self: this.hub.self, nodes: this.placement.nodes, lostAfterMs, after });
  }

  /** Starts it. Its answers find it by name: it must be in the table by now. `place`: where, if that was found out since. */
  begin(place: Place | null = null): void {
    if (place !== null) {
      this.place = place;
      this.placement = { ...this.placement, nodes: [place.node] };
      [this.state, this.first] = this.newState();
    }
    const early = this.early ?? [];
    this.early = null;
    for (const effect of this.first.splice(0)) this.carryOut(effect);
    for (const event of early) this.step(event);
  }

  /**
   * It was lost or frozen, and its deputy has kept what it takes to go on: it starts on the first of these nodes that takes it.
   * @throws OmosixError EREFUSED where it is neither
   */
  again(deputy: Deputy, nodes: readonly number[], start: HomeTaskOptions['start'], stateBytes = 0): void {
    const { phase } = this.state;
    if (phase.at !== 'lost' && phase.at !== 'frozen')
      throw new OmosixError('EREFUSED', `task ${this.name} is not lost: it does not start again`);
    Object.assign(this.options, { deputy, start });
    this.hasStarted = false;
    this.place = null;
    this.hub.post(() => this.step({ on: 'again', atMs: this.hub.clock.nowMs(), nodes, stateBytes }));
  }

  /** Where it is frozen: its node, if that has begun anew and so is the one where it goes on. */
  get backOn(): number | null {
    const { phase, node } = this.state;
    return phase.at === 'frozen' && phase.asked ? node : null;
  }

  /** It does nothing any more, and its deputy has its state, for its node or its home (`by`) is to begin anew. @throws OmosixError EREFUSED, EBUSY, ENOTASK */
  freeze(by: number, withinMs: number): Promise<void> {
    return this.freezing.freeze(by, withinMs);
  }

  /** That one does not begin anew. */
  thaw(by: number): void {
    this.freezing.thaw(by);
  }

  get name(): string {
    return this.options.spec.task;
  }
  get node(): number {
    return this.state.node;
  }
  get inc(): number {
    return this.state.inc;
  }

  get stopped(): boolean {
    return this.state.stopped;
  }
  /** Where it executes, or may shortly. */
  get nodes(): number[] {
    const { phase } = this.state;
    return phase.at === 'trial' ? [this.node, phase.to] : [this.node];
  }
  isOn(node: number): boolean {
    return this.nodes.includes(node);
  }

  step(event: HomeEvent): void {
    if (this.early !== null) {
      this.early.push(event);
      return;
    }
    if (event.on === 'linkdown' && event.node === this.capturing?.node) {
      this.capturing.reject(busy(this.name, `the link to node ${event.node} broke`));
      this.capturing = null;
    }
    if (event.on === 'peer' && event.message.op === 'usage')
      this.noteUsage(event.from, event.message, event.atMs);
    const [state, effects] = stepHome(this.state, event);
    this.state = state;
    for (const effect of effects) this.carryOut(effect);
  }

  /** @returns false where that incarnation does not count any more */
  fromTask(from: number, inc: number, records: readonly Uint8Array[]): Sink | false {
    if (!accepts(this.state, from, inc)) return false;
    return this.options.deputy.records(records);
  }

  /** It executes, and no move is under way. */
  get movable(): boolean {
    return this.state.phase.at === 'running' && this.state.phase.movingTo === null;
  }

  /** It executes nowhere any more. */
  get isOver(): boolean {
    const { at } = this.state.phase;
    return at === 'lost' || at === 'ending' || at === 'over';
  }

  /** Resolves when it has moved, or is known to stay. */
  move(to: number, reason: string): Promise<MoveEnd> {
    return new Promise((resolve, reject) => {
      this.waiting.push({ to, resolve, reject });
      this.hub.post(() => this.step({ on: 'decide', atMs: this.hub.clock.nowMs(), to, reason }));
    });
  }

  /** The state is asked for where it executes, and with `hold` that it does nothing after it; resolves when it has left there. @throws OmosixError EREFUSED, EBUSY where a move is in the way */
  capture(hold: boolean, asked: number | undefined): Promise<void> {
    const { node, inc, name } = this;
    if (this.capturing) return Promise.reject(busy(name, 'another checkpoint is being taken'));
    if (!this.movable) return Promise.reject(busy(name, 'it is starting, moving or over'));
    return new Promise((resolve, reject) => {
      this.capturing = { node, inc, hold, asked, resolve, reject };
      const named = asked !== undefined && { asked };
      this.hub.post(() =>
        this.hub.send(node, { op: 'checkpoint', task: name, inc, ...(hold && { hold }), ...named }),
      );
    });
  }

  captured(from: number, message: Extract<PeerMessage, { op: 'checkpointed' }>): void {
    const { capturing } = this;
    if (capturing?.node !== from || capturing.inc !== message.inc) return;
    const { refusal } = message;
    if (!isAbout(message, capturing)) return;
    this.capturing = null;
    if (refusal === null) capturing.resolve();
    else if (message.busy) capturing.reject(busy(this.name, refusal));
    else capturing.reject(new OmosixError('EREFUSED', `task ${this.name} takes no checkpoint: ${refusal}`));
  }

  /** All that holds it on the node where it executes. */
  setHeld(from: number, reasons: CantMove[]): void {
    if (from !== this.node) return;
    const { node, name: task } = this;
    const { held } = this.account;
    const atMs = this.hub.clock.nowMs();
    this.account.held = heldSince(held, reasons, atMs);
    // What only delays a move is told by how that move ends.
    const pins = reasons.filter(({ kind }) => kind === 'pinned');
    if (pins.some((pin) => !held.some((one) => isSame(one, pin))))
      this.tell({ event: 'cantmove', atMs, task, node, reasons: pins });
  }

  view(): TaskView {
    const { lock, hint } = this.placement;
    const held = lock
      ? 'it is locked'
      : hint === 'io' && this.node === this.hub.self
        ? 'it is kept near its files (omrun -i)'
        : this.stopped
          ? 'it is stopped'
          : this.movable
            ? null
            : 'it is starting, moving or over';
    return this.account.view(this.name, this.node, this.placement, held);
  }

  /** It has used files of that node, through this one. */
  usedFiles(node: number, bytes: number): void {
    this.account.files.count(node, bytes);
  }

  status(): TaskStatus {
    const { placement } = this;
    const { spec } = this.options;
    const files = this.account.files.all;
    return {
      task: spec.task,
      pid: deputyOf(spec.task),
      ppid: spec.ppid,
      command: spec.command,
      home: this.hub.self,
      where: this.node === this.hub.self ? 0 : this.node,
      state: this.stateInWords(),
      nmigs: this.state.nmigs,
      lock: placement.lock,
      ...(placement.mask && { mask: placement.mask }),
      ...(spec.grants && { grants: spec.grants }),
      detached: placement.detached,
      cantmove: this.account.held,
      cpuMs: cpuMsOf(this.state),
      cpuShare: this.account.share.at(this.hub.clock.nowMs()),
      memoryBytes: this.account.memoryBytes,
      ...(files.length > 0 && { files }),
      startedAtMs: spec.startedAtMs,
    };
  }

  private stateInWords(): TaskStatus['state'] {
    const { phase } = this.state;
    if (phase.at === 'running' && phase.movingTo !== null) return 'migrating';
    if (phase.at === 'running') return this.stopped ? 'stopped' : this.account.paused ? 'frozen' : 'running';
    if (phase.at === 'starting') return 'starting';
    return phase.at === 'trial' || phase.at === 'frozen' ? 'frozen' : 'ended';
  }

  private noteUsage(
    from: number,
    {
      cpuMs,
      wantedMs = cpuMs,
      memoryBytes,
      files,
      paused = false,
      nice = 0,
    }: Extract<PeerMessage, { op: 'usage' }>,
    atMs: number,
  ): void {
    if (from !== this.node) return;
    this.account.used(atMs, this.state.cpuBeforeMs + cpuMs, wantedMs, memoryBytes);
    if (files) this.account.files.told(from, files);
    this.account.paused = paused;
    const { name: task, inc } = this;
    if (nice !== this.nice) this.hub.send(from, { op: 'renice', task, inc, nice: this.nice });
  }

  private carryOut(effect: HomeEffect): void {
    const { hub, options } = this;
    switch (effect.do) {
      case 'send':
        hub.send(effect.to, effect.message);
        return;
      case 'timer':
        this.timer.set(effect.ms);
        return;
      case 'log':
        hub.log[effect.level](effect.message);
        return;
      case 'start':
        options.start(effect.node, options.spec, effect.inc);
        return;
      case 'life':
        this.live(effect.event);
        return;
      case 'unfreeze':
        this.freezing.over();
        options.deputy.unfreeze(effect.goOn);
        return;
      case 'forget':
        this.timer.set(null);
        this.rejectWaiting();
        options.deputy.ended();
        options.forget(this);
        return;
    }
  }

  private live(event: TaskLifeEvent): void {
    const { deputy } = this.options;
    this.account.note(event);
    if (event.event === 'start' && !this.hasStarted) {
      this.hasStarted = true;
      deputy.started();
    }
    if (event.event === 'lost' && !this.hasStarted) {
      deputy.refused(event.reason);
      return;
    }
    this.tell(event);
    if (event.event === 'lost') this.rejectWaiting();
    if (event.event === 'migration' || event.event === 'stayed') {
      const ended = this.waiting.filter(({ to }) => to === event.to);
      this.waiting = this.waiting.filter(({ to }) => to !== event.to);
      for (const { resolve } of ended) resolve(event);
    }
    this.options.settled(this, event);
  }

  private tell(event: TaskLifeEvent): void {
    const { place } = this;
    const { deputy, told } = this.options;
    const reason = event.event === 'start' && event.node === place?.node ? place.reason : null;
    const whole = event.event === 'start' && reason !== null ? { ...event, reason } : event;
    deputy.event(whole);
    told(whole);
  }

  private rejectWaiting(): void {
    this.capturing?.reject(new OmosixError('ENOTASK', `task ${this.name} ended before its checkpoint`));
    this.capturing = null;
    for (const { reject } of this.waiting.splice(0)) {
      reject(new OmosixError('ENOTASK', `task ${this.name} ended before it moved`));
    }
  }
}

const busy = (task: string, why: string): OmosixError =>
  new OmosixError('EBUSY', `task ${task} takes no checkpoint now: ${why}`);
