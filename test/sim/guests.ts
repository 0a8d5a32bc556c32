import type {
  SourceEffect,
  SourceEvent,
  TargetEffect,
  TargetEvent,
} from '../../agent/migration/machine/events.ts';
import { homeOf } from '../../agent/migration/machine/ids.ts';
import type { Address } from '../../agent/migration/machine/route.ts';
import { stepSource } from '../../agent/migration/machine/source.ts';
import { newSource, type SourceState } from '../../agent/migration/machine/source-state.ts';
import { newTarget, stepTarget, type TargetState } from '../../agent/migration/machine/target.ts';
import type { FromHost } from '../../protocol/host.ts';
import type { TaskId } from '../../protocol/node.ts';
import type { PeerMessage } from '../../protocol/peer.ts';
import type { TaskSpec } from '../../protocol/task.ts';
import { type HostOwner, SimHost } from './host.ts';
import type { SimNode } from './node.ts';
import type { SimRecord, SimState } from './program.ts';

/** Of a peer, a node or the time. */
type BothEvent = SourceEvent & TargetEvent;

interface Source {
  state: SourceState;
  host: SimHost;
  cancelTimer: () => void;
}

interface Target {
  state: TargetState;
  host: SimHost | null;
  /** The state that came, and whether it is wanted already. */
  bulk: SimState | null;
  isRestoring: boolean;
  cancelTimer: () => void;
}

const LINK_BYTES_PER_MS = 100_000;
const sourceKey = (task: TaskId, inc: number): string => `${task} ${inc}`;

/** The guests on a simulated node: those that execute and those in the making. */
export class SimGuests implements HostOwner {
  private readonly sources = new Map<string, Source>();
  private readonly targets = new Map<string, Target>();
  /** Starts under way, which a `kill` may overtake. */
  private readonly starting = new Set<string>();
  private readonly node: SimNode;

  constructor(node: SimNode) {
    this.node = node;
  }

  get nodeId(): number {
    return this.node.id;
  }

  elapsedMs(cpuMs: number): number {
    const { cpus, speed } = this.node.hardware;
    return cpuMs * (10_000 / speed) * Math.max(1, this.runnable() / cpus);
  }

  runnable(): number {
    return this.hosts().filter((host) => host.isRunnable).length;
  }

  hosts(): SimHost[] {
    const targets = [...this.targets.values()].map(({ host }) => host).filter((host) => host !== null);
    return [...[...this.sources.values()].map(({ host }) => host), ...targets].filter(
      ({ isAlive }) => isAlive,
    );
  }

  /** A guest is being made here. */
  get isTarget(): boolean {
    return this.targets.size > 0;
  }

  /** Machines and hosts of that task here; 0 once all is cleared up. */
  leftovers(task: TaskId): number {
    const states = [...this.sources.values(), ...this.targets.values()].filter(
      ({ state }) => state.spec.task === task,
    );
    return states.length;
  }

  // start

  run(spec: TaskSpec, inc: number, home: number): void {
    const key = sourceKey(spec.task, inc);
    this.starting.add(key);
    this.node.after(this.node.world.random.between(5, 40), () => {
      if (!this.starting.delete(key)) return;
      const host = new SimHost(this, this.node.world, spec, null);
      const state = newSource({ spec, self: this.nodeId, home, inc, nmigs: 0 });
      this.sources.set(key, { state, host, cancelTimer: () => {} });
      this.node.send(home, { op: 'running', task: spec.task, inc });
      host.activate(inc);
    });
  }

  prepare(from: number, message: Extract<PeerMessage, { op: 'prepare' }>): void {
    const key = sourceKey(message.spec.task, message.migration);
    if (this.targets.has(key)) return;
    const [state, effects] = newTarget(this.nodeId, from, message, null);
    this.targets.set(key, { state, host: null, bulk: null, isRestoring: false, cancelTimer: () => {} });
    this.carryOutTarget(key, effects);
  }

  // events

  event(address: Address, event: BothEvent): boolean {
    const { task } = address;
    if (address.role === 'target') return this.targetEvent(sourceKey(task, address.migration), event);
    if (address.role === 'source') {
      const inc = address.inc ?? Math.max(0, ...this.sourcesOf(task).map(({ state }) => state.inc));
      return this.sourceEvent(sourceKey(task, inc), event);
    }
    for (const key of this.starting) if (key.startsWith(`${task} `)) this.starting.delete(key);
    for (const [key, { state }] of [...this.sources])
      if (state.spec.task === task) this.sourceEvent(key, event);
    for (const [key, { state }] of [...this.targets])
      if (state.spec.task === task) this.targetEvent(key, event);
    return true;
  }

  everyEvent(event: BothEvent): void {
    for (const key of [...this.sources.keys()]) this.sourceEvent(key, event);
    for (const key of [...this.targets.keys()]) this.targetEvent(key, event);
  }

  answer(task: TaskId, inc: number, record: SimRecord): void {
    this.sources.get(sourceKey(task, inc))?.host.deliver(record);
  }

  tellUsage(): void {
    for (const { state, host } of this.sources.values()) {
      this.node.send(state.home, {
        op: 'usage',
        task: state.spec.task,
        cpuMs: host.cpuMs,
        memoryBytes: 50e6,
        stopped: state.stopped,
      });
    }
  }

  die(): void {
    for (const host of this.hosts()) {
      this.node.world.checks.of(host.spec.task).mayBeLost = true;
      host.stop();
    }
    for (const { cancelTimer } of [...this.sources.values(), ...this.targets.values()]) cancelTimer();
    this.sources.clear();
    this.targets.clear();
    this.starting.clear();
  }

  // hosts

  hostSaid(host: SimHost, message: FromHost, state: SimState | null): void {
    const key = this.sourceOf(host);
    if (key === undefined) return;
    this.sourceEvent(key, { on: 'host', atMs: this.nowMs, message, cpuMs: host.cpuMs }, state);
  }

  hostRecord(host: SimHost, record: SimRecord): void {
    for (const [key, target] of [...this.targets]) {
      if (target.host === host) this.targetEvent(key, { on: 'attached', atMs: this.nowMs });
    }
    this.node.sendRecord(homeOf(host.spec.task), host.spec.task, host.inc, record);
  }

  hostGone(host: SimHost, reason: string): void {
    const event = { on: 'hostgone', atMs: this.nowMs, reason, cpuMs: host.cpuMs } as const;
    const key = this.sourceOf(host);
    if (key !== undefined) this.sourceEvent(key, event);
    for (const [key, target] of [...this.targets]) if (target.host === host) this.targetEvent(key, event);
  }

  // steps

  private sourceEvent(key: string, event: SourceEvent, captured: SimState | null = null): boolean {
    const source = this.sources.get(key);
    if (source === undefined) return false;
    const [state, effects] = stepSource(source.state, event);
    source.state = state;
    this.carryOutSource(key, source, effects, captured);
    return true;
  }

  private targetEvent(key: string, event: TargetEvent): boolean {
    const target = this.targets.get(key);
    if (target === undefined) return false;
    const [state, effects] = stepTarget(target.state, event);
    target.state = state;
    this.carryOutTarget(key, effects);
    return true;
  }

  private carryOutSource(
    key: string,
    source: Source,
    effects: readonly SourceEffect[],
    captured: SimState | null,
  ): void {
    const { node } = this;
    const { host } = source;
    for (const effect of effects) {
      if (effect.do === 'send') node.send(effect.to, effect.message);
      else if (effect.do === 'timer')
        this.setTimer(source, effect.ms, () => this.sourceEvent(key, { on: 'timer', atMs: this.nowMs }));
      else if (effect.do === 'passsnapshot')
        this.pass(effect.to, host.spec.task, effect.migration, captured!);
      else if (effect.do === 'killhost') host.kill('killed');
      else if (effect.do === 'stophost') host.pause();
      else if (effect.do === 'continuehost') host.unpause();
      else if (effect.do === 'endhost') {
        host.stop();
        source.cancelTimer();
        this.sources.delete(key);
      } else if (effect.do === 'host') {
        if (effect.message.op === 'capture') host.capture(effect.message.id);
        if (effect.message.op === 'cancel') host.cancel(effect.message.id);
        if (effect.message.op === 'resume') host.resume(effect.message.id);
      }
    }
  }

  private carryOutTarget(key: string, effects: readonly TargetEffect[]): void {
    const { node } = this;
    for (const effect of effects) {
      const target = this.targets.get(key);
      if (target === undefined) return;
      if (effect.do === 'send') node.send(effect.to, effect.message);
      else if (effect.do === 'timer')
        this.setTimer(target, effect.ms, () => this.targetEvent(key, { on: 'timer', atMs: this.nowMs }));
      else if (effect.do === 'preparehost') {
        node.after(node.world.random.between(5, 60), () =>
          this.targetEvent(key, { on: 'hostprepared', atMs: this.nowMs }),
        );
      } else if (effect.do === 'host' && effect.message.op === 'restore') {
        target.isRestoring = true;
        this.restore(key);
      } else if (effect.do === 'activate') target.host!.activate(effect.inc);
      else if (effect.do === 'adopt') {
        target.cancelTimer();
        this.targets.delete(key);
        const state = newSource({ ...effect, self: node.id });
        this.sources.set(sourceKey(effect.spec.task, effect.inc), {
          state,
          host: target.host!,
          cancelTimer: () => {},
        });
      } else if (effect.do === 'endhost') {
        target.host?.stop();
        target.cancelTimer();
        this.targets.delete(key);
      }
    }
  }

  /** The bulk channel: slower, and not in order with the control channel. */
  private pass(to: number, task: TaskId, migration: number, state: SimState): void {
    const { node } = this;
    const { world } = node;
    const deliver = (): void => world.nodes.get(to)?.guests.bulk(task, migration, state);
    const ms = world.programOf(task).stateBytes / LINK_BYTES_PER_MS;
    if (to === node.id) node.after(ms, deliver);
    else world.network.send(node.id, to, { channel: 'bulk', ms, isLasting: false, deliver });
  }

  private bulk(task: TaskId, migration: number, state: SimState): void {
    const target = this.targets.get(sourceKey(task, migration));
    if (target === undefined) return;
    target.bulk = state;
    this.restore(sourceKey(task, migration));
  }

  private restore(key: string): void {
    const target = this.targets.get(key);
    if (target === undefined || target.bulk === null || !target.isRestoring) return;
    const { world } = this.node;
    const host = new SimHost(this, world, target.state.spec, target.bulk);
    target.host = host;
    this.node.after(world.random.between(1, 10), () => {
      if (!host.isAlive) return;
      const isRefused = world.random.chance(world.faults.refuse);
      const message: FromHost = isRefused
        ? { op: 'refused', reason: 'damaged' }
        : { op: 'restored', restoreMs: 1 };
      this.targetEvent(key, { on: 'host', atMs: this.nowMs, message, cpuMs: 0 });
    });
  }

  private setTimer(entry: { cancelTimer: () => void }, ms: number | null, callback: () => void): void {
    entry.cancelTimer();
    entry.cancelTimer = ms === null ? () => {} : this.node.after(ms, callback);
  }

  private sourceOf(host: SimHost): string | undefined {
    for (const [key, source] of this.sources) if (source.host === host) return key;
    return undefined;
  }

  private sourcesOf(task: TaskId): Source[] {
    return [...this.sources.values()].filter(({ state }) => state.spec.task === task);
  }

  private get nowMs(): number {
    return this.node.world.clock.nowMs;
  }
}
