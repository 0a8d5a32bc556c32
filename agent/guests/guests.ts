import { OmosixError } from '../../protocol/errors.ts';
import { MAX_TASKS } from '../../protocol/limits.ts';
import type { PeerBulkHead, PeerMessage } from '../../protocol/peer.ts';
import { isTied, type TaskSpec, type TaskStatus } from '../../protocol/task.ts';
import { type Change, freshChanges, unseenTasks } from '../balance/changes.ts';
import type { FrameStream } from '../frames/frame-stream.ts';
import type { Hub, NodeChange, Sink } from '../hub.ts';
import type { CommonEffect, PeerEvent } from '../migration/machine/events.ts';
import { homeOf, mainOf } from '../migration/machine/ids.ts';
import { type Address, addressesOf } from '../migration/machine/route.ts';
import { newSource } from '../migration/machine/source-state.ts';
import { stray, strayRecord } from '../migration/machine/stray.ts';
import { newTarget } from '../migration/machine/target.ts';
import type { ProgramFetch } from './fetch.ts';
import type { Host } from './host.ts';
import { HostProcess } from './host-process.ts';
import { type Hosts, settingsOf } from './hosts.ts';
import { orAnother, prepareHost } from './prepare.ts';
import { Register } from './register.ts';
import { RestoredState } from './restored-state.ts';
import { Source, type SourceDuties } from './source.ts';
import { Target } from './target.ts';

/** Until a start or a move is over, nobody needs the next spare: it would only take CPU time from them. */
const SPARE_AFTER_MS = 500;

export interface GuestsOptions {
  /** Why that task may not come here now, from that node, in words; null where it may. */
  refusal(spec: TaskSpec, home: number, from: number): string | null;
  /** Home's clock minus this machine's. */
  clockOffsetMs(home: number): number;
  bulk(to: number, head: PeerBulkHead, parts: readonly Uint8Array[]): Sink | undefined;
  file: SourceDuties['file'];
  /** Memory beyond which a guest of another home is ended. */
  fenceBytes(): number;
  /** Memory that may be used for a while to make a freeze shorter. */
  spareBytes(): number;
}

/** All that executes on this node, or is about to. */
export class Guests {
  private readonly sources = new Set<Source>();
  private readonly targets = new Set<Target>();
  /** Starts under way: `task/inc`. A kill takes them out. */
  private readonly starting = new Set<string>();
  /** States of those, on their way here, by the same names. */
  private readonly states = new Map<string, { home: number; state: RestoredState }>();
  /** Tasks that came and went lately. */
  private changes: Change[] = [];
  private readonly register: Register;

  constructor(
    private readonly hub: Hub,
    private readonly hosts: Hosts,
    private readonly programs: ProgramFetch,
    private readonly options: GuestsOptions,
  ) {
    this.register = new Register(hub);
  }

  get count(): number {
    return this.sources.size + this.starting.size;
  }
  /** Those on their way here, for which there must be room. */
  get coming(): number {
    return this.targets.size + this.starting.size;
  }
  /** Runnable tasks that an averaged load does not show yet, below 0 where it shows some that are gone. */
  get unseen(): number {
    const atMs = this.hub.clock.monotonicMs();
    this.changes = freshChanges(this.changes, atMs);
    return unseenTasks(this.changes, this.coming, atMs);
  }
  executing(): Iterable<Source> {
    return this.sources;
  }

  /** What the most patient guest from there asks for; 0 where there is none. */
  lostAfterMs(home: number): number {
    const ours = [...this.sources, ...this.targets].filter((guest) => guest.home === home);
    return Math.max(0, ...ours.map(({ lostAfterMs }) => lostAfterMs));
  }

  /** Of whom tasks execute here, or are about to. */
  homes(): Set<number> {
    return new Set([...this.sources, ...this.targets].map(({ home }) => home));
  }

  /** Those of other homes that execute here. */
  foreign(): { task: string; command: string }[] {
    return [...this.sources]
      .filter(({ isForeign }) => isForeign)
      .map(({ task, spec: { command } }) => ({ task, command }));
  }
  /** What the processes of those use; threads of one are counted with it. */
  foreignUse(): { task: string; cpuMs: number; memoryBytes: number }[] {
    return [...this.sources]
      .filter(({ isForeign, spec }) => isForeign && !isTied(spec))
      .map(({ task, host }) => {
        const { cpuMs, residentBytes } = host.usage();
        return { task, cpuMs, memoryBytes: residentBytes };
      });
  }
  /** Those of other homes that execute here, or are about to. */
  get foreignCount(): number {
    const { self } = this.hub;
    const coming = [...this.targets].filter(({ home }) => home !== self).length;
    const starting = [...this.starting].filter((key) => homeOf(key) !== self).length;
    return this.foreign().length + coming + starting;
  }
  /** One of another home is being started or restored here. */
  get isForeignComing(): boolean {
    const { self } = this.hub;
    const starting = [...this.starting].some((key) => homeOf(key) !== self);
    return starting || [...this.targets].some(({ home }) => home !== self);
  }
  /** Whether that one of another home is to execute: it is frozen, or goes on. */
  pause(task: string, paused: boolean): void {
    for (const source of [...this.sources])
      if (source.isForeign && source.task === task)
        source.step({ on: 'pause', atMs: this.hub.clock.nowMs(), paused });
  }
  statuses(): TaskStatus[] {
    return [...this.sources].filter(({ isForeign }) => isForeign).map((source) => source.status());
  }

  /** Starts a new task here, or one from a checkpoint. Its home hears `running` or `runrefused`. */
  async start(home: number, spec: TaskSpec, inc: number, restore?: RestoredState): Promise<void> {
    const { hub } = this;
    const { task } = spec;
    const key = `${task}/${inc}`;
    const refuse = (reason: string): void => hub.send(home, { op: 'runrefused', task, inc, reason });
    const refusal = this.refusal(spec, home, home);
    if (refusal !== null) return refuse(refusal);
    this.starting.add(key);
    try {
      const host = await orAnother(() => this.preparedHost(home, spec, restore !== undefined));
      await restore?.into(host);
      hub.post(() => {
        if (!this.starting.delete(key)) {
          host.kill();
          return;
        }
        const source = this.adopt(newSource({ spec, self: hub.self, home, inc, nmigs: 0 }), host, null);
        hub.send(home, { op: 'running', task, inc });
        host.beginAccount();
        if (!restore) host.send({ op: 'start' });
        host.send({
          op: 'activate',
          inc,
          node: hub.self,
          clockOffsetMs: this.options.clockOffsetMs(source.home),
        });
      });
    } catch (error) {
      hub.post(() => {
        if (this.starting.delete(key)) refuse((error as Error).message);
      });
    }
  }

  /** The same, from a state that its home has. */
  private startFrom(home: number, { spec, inc, head }: Extract<PeerMessage, { op: 'runfrom' }>): void {
    const { hub } = this;
    const { task } = spec;
    const key = `${task}/${inc}`;
    const state = new RestoredState(
      head,
      () => hub.send(home, { op: 'needstate', task, inc }),
      (source, sink) => hub.pace(source, sink),
    );
    this.states.set(key, { home, state });
    void this.start(home, spec, inc, state).then(() => this.states.delete(key));
  }

  message(from: number, message: PeerMessage): void {
    const event: PeerEvent = {
      on: 'peer',
      atMs: this.hub.clock.nowMs(),
      from,
      message,
      clockOffsetMs: -this.options.clockOffsetMs(from),
    };
    if (message.op === 'prepare') {
      this.prepare(from, message);
      return;
    }
    if (message.op === 'runfrom') {
      this.startFrom(from, message);
      return;
    }
    if (message.op === 'renice') {
      for (const source of this.sources)
        if (source.task === message.task && source.inc === message.inc && source.home === from)
          source.nice = message.nice;
      return;
    }
    if (message.op === 'kill') this.killStarting(from, message.task, message.upTo);
    for (const address of addressesOf(message)) {
      const { sources, targets } = this.at(address);
      for (const target of targets) target.step(event);
      for (const source of sources) source.step(event);
      if (sources.length + targets.length > 0) return;
    }
    this.carryOut(stray(this.hub.self, from, message));
  }

  /**
   * A record for a task that executes here; only its home may send any. A frozen host keeps it: if the move comes to
   * nothing it goes on with it, for it will not attach again; else the deputy repeats it to the new incarnation.
   */
  records(from: number, task: string, inc: number, records: readonly Uint8Array[]): void {
    for (const source of this.sources) {
      if (source.task === task && source.inc === inc && source.home === from)
        source.host.sendRecords(records);
    }
  }

  /** The channel of a task's host, to hold it where its deputy does not keep up. */
  framesOf(task: string, inc: number): FrameStream | undefined {
    for (const source of this.sources)
      if (source.task === task && source.inc === inc) return source.host.frames;
    return undefined;
  }

  bulk(
    from: number,
    head: Exclude<PeerBulkHead, { what: 'program' }>,
    tail: Uint8Array,
    channel: FrameStream | undefined,
  ): void {
    if (head.what === 'state') {
      const coming = this.states.get(`${head.task}/${head.inc}`);
      if (coming?.home === from && channel) coming.state.take(tail, head.last, channel);
      return;
    }
    for (const target of this.targets) {
      if (target.from === from && target.task === head.task && target.migration === head.migration) {
        if (head.what === 'ahead') target.takeAhead(tail, head.last, channel);
        else target.take(tail, head.last, channel);
      }
    }
  }

  node(change: NodeChange): void {
    // One that is not there yet would never hear of it again.
    if (change.on === 'nodedead')
      for (const key of this.starting) if (homeOf(key) === change.node) this.starting.delete(key);
    if (change.on === 'nodedead' || change.on === 'linkdown')
      for (const { home, state } of this.states.values())
        if (home === change.node) state.fail(`the link to its home, node ${home}, broke`);
    const event = { ...change, atMs: this.hub.clock.nowMs() };
    for (const target of [...this.targets]) target.step(event);
    for (const source of [...this.sources]) source.step(event);
    if (change.on === 'linkdown') this.programs.linkDown(change.node);
  }

  /** A record from `from` that home does not accept: whoever sent it shall end. */
  strayRecord(from: number, task: string, inc: number): void {
    this.carryOut(strayRecord(this.hub.self, from, task, inc));
  }

  /** The guests that a message is for. */
  private at(address: Address): { sources: Source[]; targets: Target[] } {
    const sources = [...this.sources].filter(({ task }) => task === address.task);
    const targets = [...this.targets].filter(({ task }) => task === address.task);
    switch (address.role) {
      case 'guests':
        return { sources, targets };
      case 'target':
        return { sources: [], targets: targets.filter(({ migration }) => migration === address.migration) };
      case 'source': {
        const inc = address.inc ?? Math.max(...sources.map((source) => source.inc));
        return { sources: sources.filter((source) => source.inc === inc), targets: [] };
      }
      case 'home':
        return { sources: [], targets: [] };
    }
  }

  private refusal(spec: TaskSpec, home: number, from: number): string | null {
    const isFull = this.count + this.targets.size >= MAX_TASKS;
    const reason = isFull
      ? `node ${this.hub.self} has ${MAX_TASKS} guests`
      : this.options.refusal(spec, home, from);
    if (reason !== null) this.register.refused(spec, home, from, reason);
    return reason;
  }

  private prepare(from: number, message: Extract<PeerMessage, { op: 'prepare' }>): void {
    const step = newTarget(this.hub.self, from, message, this.refusal(message.spec, message.home, from));
    const target = new Target(this.hub, step[0], {
      prepare: (holder, spec) => this.preparedHost(holder, spec, true),
      clockOffsetMs: (home) => this.options.clockOffsetMs(home),
      adopt: ({ spec, inc, home, nmigs }, host) =>
        this.adopt(newSource({ spec, self: this.hub.self, home, inc, nmigs }), host, from),
      ended: (ended) => this.targets.delete(ended),
    });
    this.targets.add(target);
    target.apply(step);
    if (target.ended) this.targets.delete(target);
  }

  private async preparedHost(holder: number, spec: TaskSpec, toRestore: boolean): Promise<Host> {
    const [host, image] = await Promise.allSettled([
      isTied(spec) ? this.threadOf(spec) : this.processFor(spec),
      this.programs.get(spec.program, holder),
    ]);
    if (host.status === 'rejected') throw host.reason;
    try {
      if (image.status === 'rejected') throw image.reason;
      await prepareHost(host.value, { spec, image: image.value, toRestore });
      return host.value;
    } catch (error) {
      host.value.kill();
      throw error;
    }
  }

  private async processFor(spec: TaskSpec): Promise<Host> {
    const settings = settingsOf(spec);
    const host = await this.hosts.take(settings);
    this.replenish(settings);
    return host;
  }

  /** A thread in the host of its main task, which does not move any more. */
  private async threadOf({ task, memoryMb }: TaskSpec): Promise<Host> {
    const main = [...this.sources].find((source) => source.task === mainOf(task));
    if (!(main?.host instanceof HostProcess))
      throw new OmosixError(
        'EREFUSED',
        `task ${mainOf(task)}, whose memory it shares, does not execute here`,
      );
    return main.host.threads.begin(memoryMb);
  }

  /** A new spare, but not while a task is frozen on its way here: starting a process would take the CPU from it. */
  private replenish(settings: ReturnType<typeof settingsOf>): void {
    this.hub.clock.after(SPARE_AFTER_MS, () => {
      if (this.targets.size > 0) this.replenish(settings);
      else this.hosts.prepareSpare(settings);
    });
  }

  /** `from`: who brought it; null where it begins here. */
  private adopt(state: ReturnType<typeof newSource>, host: Host, from: number | null): Source {
    const how = from === null ? 'started' : 'moved';
    const entry = this.register.admitted(state.spec, state.home, from ?? state.home, how);
    const source = new Source(this.hub, state, host, {
      bulk: this.options.bulk,
      spareBytes: this.options.spareBytes,
      file: this.options.file,
      ended: (ended) => {
        this.sources.delete(ended);
        this.register.ended(entry, ended.endedBecause, ended.used);
        this.changed(-ended.runnable);
      },
    });
    this.sources.add(source);
    source.fence(this.options.fenceBytes());
    this.changed(1);
    return source;
  }

  private changed(tasks: number): void {
    this.changes.push({ atMs: this.hub.clock.monotonicMs(), tasks });
  }

  private killStarting(home: number, task: string, upTo: number): void {
    if (homeOf(task) !== home) return;
    for (const key of this.starting) {
      const [name, inc] = key.split('/');
      if (name !== task || Number(inc) > upTo) continue;
      this.starting.delete(key);
      this.states.get(key)?.state.fail('it was ended');
      this.hub.send(home, { op: 'gone', task, inc: Number(inc), reason: 'it was ended', cpuMs: 0 });
    }
  }

  private carryOut(effects: CommonEffect[]): void {
    for (const effect of effects) {
      if (effect.do === 'send') this.hub.send(effect.to, effect.message);
      else if (effect.do === 'log') this.hub.log[effect.level](effect.message);
    }
  }
}
